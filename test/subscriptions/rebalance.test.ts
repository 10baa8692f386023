import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Allocation, type AllocationPlan, tierOf } from "../../server/subscriptions/allocation.ts";
import type { Tier } from "../../server/subscriptions/demand-unit.ts";
import type { Room } from "../../server/subscriptions/draft.ts";
import { handOver, rebalance } from "../../server/subscriptions/rebalance.ts";
import { ask, hold, keys, limits, spread, totals, unit } from "./units.ts";

/**
 * As many instruments of each tier on each connection as asked for, got there by holding them while no other was up.
 * Every instrument is a unit of its own, so that a test can let any go.
 */
function carrying(counts: readonly Partial<Record<Tier, number>>[], instrumentsPerConnection = 20): Allocation {
  const allocation = new Allocation(counts.length);
  let next = 1;
  counts.forEach((connection, at) => {
    const isUp = counts.map((_, i) => i === at);
    for (const tier of ["A", "B", "pinned"] as const) {
      for (const key of keys(next, connection[tier] ?? 0)) {
        hold(allocation, [unit(key, [key], { tier })], limits({ isUp, instrumentsPerConnection }));
        next++;
      }
    }
  });
  return allocation;
}

/** Commits, and returns the tiers of what moved, in the order of moving. */
function commit(allocation: Allocation, plan: AllocationPlan): Tier[] {
  expect([plan.set, plan.dropped, plan.evicted]).toEqual([[], [], []]);
  for (const [key, held] of plan.held) {
    const { connection, ...before } = allocation.held.get(key)!;
    // Only the connection changes, and it does change.
    expect(held).toEqual({ ...before, connection: held.connection });
    expect(held.connection).not.toBe(connection);
  }
  allocation.commit(plan);
  return [...plan.held.values()].map(tierOf);
}

function room(...isUp: boolean[]): Room {
  return { instrumentsPerConnection: 20, isUp };
}

describe("rebalancing", () => {
  test("after removals brings the five within one", () => {
    const allocation = new Allocation(5);
    for (const key of keys(1, 500)) hold(allocation, [unit(key, [key])]);
    const onFirstTwo = [...allocation.held].filter(([, { connection }]) => connection <= 2).map(([key]) => key);
    ask(allocation, { drop: onFirstTwo.slice(0, 150) });
    expect(totals(allocation)).toEqual([25, 25, 100, 100, 100]);
    commit(allocation, rebalance(allocation, limits()));
    expect(totals(allocation)).toEqual([70, 70, 70, 70, 70]);
  });

  test("moves nothing where the counts are within one already", () => {
    const allocation = carrying([{ A: 3 }, { A: 4 }, { A: 3 }]);
    expect(commit(allocation, rebalance(allocation, room(true, true, true)))).toEqual([]);
  });

  test("moves Tier A first, then Tier B, the pinned last", () => {
    const allocation = carrying([{ pinned: 4, B: 2, A: 2 }, {}]);
    expect(commit(allocation, rebalance(allocation, room(true, true)))).toEqual(["A", "A", "B", "B"]);
    expect(totals(allocation)).toEqual([4, 4]);
  });

  test("is among the connections that are up: one that is down neither gives nor takes", () => {
    const allocation = carrying([{ A: 9 }, { A: 5 }, { A: 1 }, {}]);
    commit(allocation, rebalance(allocation, room(true, false, true, false)));
    expect(totals(allocation)).toEqual([5, 5, 5, 0]);
  });

  test("with none up does nothing", () => {
    const allocation = carrying([{ A: 9 }, {}]);
    expect(commit(allocation, rebalance(allocation, room(false, false)))).toEqual([]);
  });

  test("from any state is within one, with as few moves as can be, and gives the same plan each time", () => {
    const tiers = fc.record({ A: fc.nat(6), B: fc.nat(5), pinned: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(fc.tuple(tiers, fc.boolean()), { minLength: 1, maxLength: 5 }), (connections) => {
        const allocation = carrying(connections.map(([counts]) => counts));
        const isUp = connections.map(([, up]) => up);
        const before = totals(allocation);
        const plan = rebalance(allocation, room(...isUp));
        expect(rebalance(allocation, room(...isUp))).toEqual(plan);
        const moved = commit(allocation, plan);
        const up = totals(allocation).filter((_, i) => isUp[i]);
        if (up.length > 0) expect(spread(up)).toBeLessThanOrEqual(1);
        expect(moved).toHaveLength(fewestMoves(before.filter((_, i) => isUp[i])));
        expect(totals(allocation).filter((_, i) => !isUp[i])).toEqual(before.filter((_, i) => !isUp[i]));
      }),
    );
  });
});

/** Tries every way of giving the odd ones out. */
function fewestMoves(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.floor(total / counts.length);
  let fewest = Number.POSITIVE_INFINITY;
  for (let odd = 0; odd < 2 ** counts.length; odd++) {
    const targets = counts.map((_, i) => least + ((odd >> i) & 1));
    if (targets.reduce((sum, target) => sum + target, 0) !== total) continue;
    fewest = Math.min(
      fewest,
      counts.reduce((sum, count, i) => sum + Math.max(0, count - targets[i]!), 0),
    );
  }
  return counts.length === 0 ? 0 : fewest;
}

describe("a connection that stays down", () => {
  test("hands its instruments to the others, the least loaded first", () => {
    const allocation = carrying([{ A: 6 }, { A: 3 }, { A: 1 }]);
    commit(allocation, handOver(allocation, 1, room(false, true, true)));
    expect(totals(allocation)).toEqual([0, 5, 5]);
  });

  test("hands over the pinned and Tier B before Tier A, as far as the others have room", () => {
    const allocation = carrying([{ pinned: 1, B: 3, A: 9 }, { A: 18 }, { A: 17 }]);
    expect(commit(allocation, handOver(allocation, 1, room(false, true, true)))).toEqual([
      "pinned",
      "B",
      "B",
      "B",
      "A",
    ]);
    expect(allocation.loads.map(({ B, total }) => [B, total])).toEqual([
      [0, 8],
      [expect.any(Number), 20],
      [expect.any(Number), 20],
    ]);
  });

  test("keeps what finds no room: nothing is evicted for it, not for Tier B either", () => {
    const allocation = carrying([{ B: 5 }, { A: 20 }, { A: 20 }]);
    expect(commit(allocation, handOver(allocation, 1, room(false, true, true)))).toEqual([]);
    expect(totals(allocation)).toEqual([5, 20, 20]);
  });

  test("hands nothing to another that is down", () => {
    const allocation = carrying([{ A: 5 }, {}, { A: 20 }]);
    expect(commit(allocation, handOver(allocation, 1, room(false, false, true)))).toEqual([]);
  });
});
