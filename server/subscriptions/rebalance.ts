import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { type AllocationPlan, type AllocationView, type Held, tierOf } from "./allocation.ts";
import { Draft, leastLoaded, type Room } from "./draft.ts";

const MOVED_FIRST = { A: 0, B: 1, pinned: 2 } as const;

/**
 * Evens the connections that are up out, so that their counts differ by at most one, with as few moves as possible.
 * Tier A moves first: an instrument is without prices for a moment when it moves.
 */
export function rebalance(view: AllocationView, room: Room): AllocationPlan {
  const draft = new Draft(view, room);
  const up = draft.loads.flatMap((load, i) => (room.isUp[i] ? [{ load, connection: i + 1 }] : []));
  const total = up.reduce((sum, { load }) => sum + load.total, 0);
  const least = Math.floor(total / up.length);
  // The fullest keep the odd ones: that is what moves least.
  const fullestFirst = up.toSorted((a, b) => b.load.total - a.load.total);
  const target = new Map(
    fullestFirst.map(({ connection }, i) => [connection, least + (i < total % up.length ? 1 : 0)]),
  );

  const surplus = new Map(up.map(({ load, connection }) => [connection, load.total - target.get(connection)!]));
  if ([...surplus.values()].every((count) => count === 0)) return planOf(draft);
  for (const [key, { connection }] of inOrderOfMoving(view)) {
    const over = surplus.get(connection) ?? 0;
    if (over <= 0) continue;
    const to = up.find((candidate) => (surplus.get(candidate.connection) ?? 0) < 0);
    if (to === undefined) break;
    draft.move(key, to.connection);
    surplus.set(connection, over - 1);
    surplus.set(to.connection, surplus.get(to.connection)! + 1);
  }
  return planOf(draft);
}

/**
 * Takes what a connection that is down carries to those that are up, as far as they have room: what must never be
 * without prices first. What finds no room waits for its connection.
 */
export function handOver(view: AllocationView, connection: number, room: Room): AllocationPlan {
  const draft = new Draft(view, room);
  const hasRoom = () => draft.loads.some((load, i) => room.isUp[i] && load.total < room.instrumentsPerConnection);
  const stranded = inOrderOfMoving(view).filter(([, held]) => held.connection === connection);
  for (const [key, held] of stranded.reverse()) {
    if (!hasRoom()) break;
    draft.move(key, leastLoaded(draft.loads, tierOf(held), room));
  }
  return planOf(draft);
}

function inOrderOfMoving(view: AllocationView): [InstrumentKey, Readonly<Held>][] {
  return [...view.held].sort(([, a], [, b]) => MOVED_FIRST[tierOf(a)] - MOVED_FIRST[tierOf(b)]);
}

function planOf(draft: Draft): AllocationPlan {
  return { held: draft.held, set: [], dropped: [], evicted: [], loads: draft.loads };
}
