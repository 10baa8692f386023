import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { AllocationPlan, AllocationView } from "./allocation.ts";
import type { DemandRefusal, DemandRequest, DemandUnit } from "./demand-unit.ts";
import { Draft, type Room } from "./draft.ts";

export interface AllocatorLimits extends Room {
  /** On all connections together. */
  instruments: number;
  /** Slots of one user that others may not be evicted for. */
  userShare: number;
}

export type Allocated = { ok: true; plan: AllocationPlan } | { ok: false; reason: DemandRefusal };

/**
 * Works out what becomes of a request, and changes nothing: which instruments go where, which units have to make
 * room, or why it cannot be met. The same input gives the same plan.
 *
 * Room is made by whole units of Tier A, the least recently used first. A user whose units would take more than the
 * share makes room among their own.
 */
export function allocate(view: AllocationView, request: DemandRequest, limits: AllocatorLimits): Allocated {
  const draft = new Draft(view, limits);
  const set = request.set ?? [];
  const named = new Set(set.map(({ id }) => id));
  const dropped: DemandUnit[] = [];

  // What leaves goes first, so that what comes finds the room.
  for (const id of request.drop ?? []) {
    const unit = view.units.get(id);
    if (unit === undefined || named.has(id)) continue;
    named.add(id);
    dropped.push(unit);
    for (const key of unit.keys) draft.remove(key, unit);
  }
  const additions = set.map((unit) => ({ unit, keys: leaveBehind(view.units.get(unit.id), unit, draft) }));

  const room = makeRoom(view, draft, additions, named, limits);
  if (!room.ok) return room;
  for (const { unit, keys } of additions) for (const key of keys) draft.add(key, unit);
  return { ok: true, plan: { held: draft.held, set, dropped, evicted: room.evicted, loads: draft.loads } };
}

/** Takes from the draft what a unit had and wants no longer, and returns what it wants and did not have. */
function leaveBehind(before: DemandUnit | undefined, unit: DemandUnit, draft: Draft): readonly InstrumentKey[] {
  if (before === undefined) return unit.keys;
  if (before.mode !== unit.mode || before.tier !== unit.tier) {
    for (const key of before.keys) draft.remove(key, before);
    return unit.keys;
  }
  const had = new Set(before.keys);
  const added = unit.keys.filter((key) => !had.delete(key));
  for (const key of had) draft.remove(key, before);
  return added;
}

type Addition = { unit: DemandUnit; keys: readonly InstrumentKey[] };
type MadeRoom = { ok: true; evicted: DemandUnit[] } | { ok: false; reason: DemandRefusal };

/** Evicts from the draft until the additions fit. */
function makeRoom(
  view: AllocationView,
  draft: Draft,
  additions: readonly Addition[],
  named: ReadonlySet<string>,
  limits: AllocatorLimits,
): MadeRoom {
  const added = additions.reduce((sum, { keys }) => sum + keys.length, 0);
  const evicted: DemandUnit[] = [];
  // Even if every one of them were new: the common case needs no closer look.
  if (draft.size + added <= limits.instruments) return { ok: true, evicted };

  const wanted = new Set(additions.flatMap(({ keys }) => keys));
  let excess = draft.size - limits.instruments;
  for (const key of wanted) if (!draft.isHeld(key)) excess++;
  if (excess <= 0) return { ok: true, evicted };

  const greedy = userOverShare(view, additions, limits.userShare);
  for (const unit of view.units.values()) {
    if (unit.tier !== "A" || named.has(unit.id) || (greedy !== null && unit.userId !== greedy)) continue;
    for (const key of unit.keys) {
      draft.remove(key, unit);
      // One that is wanted again at once gives no room.
      if (!draft.isHeld(key) && !wanted.has(key)) excess--;
    }
    evicted.push(unit);
    if (excess <= 0) return { ok: true, evicted };
  }
  return { ok: false, reason: greedy === null ? "capacity" : "share" };
}

/** The user whose Tier A would take more than the share, if this were granted; null when none would. */
function userOverShare(view: AllocationView, additions: readonly Addition[], share: number): string | null {
  const more = new Map<string, number>();
  for (const { unit } of additions) {
    if (unit.tier !== "A" || unit.userId === null) continue;
    const before = view.units.get(unit.id)?.keys.length ?? 0;
    more.set(unit.userId, (more.get(unit.userId) ?? 0) + unit.keys.length - before);
  }
  for (const [userId, slots] of more) if ((view.usage.get(userId) ?? 0) + slots > share) return userId;
  return null;
}
