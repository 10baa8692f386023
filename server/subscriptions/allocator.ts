import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { AllocationPlan, AllocationView } from "./allocation.ts";
import type { DemandRefusal, DemandRequest, DemandUnit } from "./demand-unit.ts";
import { Draft, type Room } from "./draft.ts";

export interface AllocatorLimits extends Room {
  /** On all connections together. */
  instruments: number;
  /** When slots are short, a user who would have more than these makes room among their own units. */
  userShare: number;
  /** The share of a user who has one of their own. */
  shareOf?: ((userId: string) => number | undefined) | undefined;
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
  if (named.size < set.length) throw new Error("a request names a unit twice");
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

  const added = additions.reduce((sum, { keys }) => sum + keys.length, 0);
  let evicted: readonly DemandUnit[] = [];
  // Even if every one of them were new: the common case needs no closer look.
  if (draft.size + added > limits.instruments) {
    const wanted = new Set(additions.flatMap(({ keys }) => keys));
    const greedy = userOverShare(view, set, dropped, limits);
    const mayGo = ({ id, tier, userId }: DemandUnit) =>
      tier === "A" && !named.has(id) && (greedy === null || userId === greedy);
    const room = makeRoom(view.units.values().filter(mayGo), wanted, draft, limits.instruments);
    if (room === null) return { ok: false, reason: greedy === null ? "capacity" : "share" };
    evicted = room;
  }
  // What leaves and comes back stays where it is, and what is new fills up around it.
  const fresh = additions.map(({ unit, keys }) => ({ unit, keys: keys.filter((key) => !draft.takeBack(key, unit)) }));
  for (const { unit, keys } of fresh) for (const key of keys) draft.add(key, unit);
  return { ok: true, plan: { held: draft.held, set, dropped, evicted, loads: draft.loads } };
}

/**
 * Takes from the draft what a unit had and wants no longer, and returns what is to be added. Windows slide, so each
 * instrument is looked for from where the one before it was; one out of its order leaves and comes back.
 */
function leaveBehind(before: DemandUnit | undefined, unit: DemandUnit, draft: Draft): readonly InstrumentKey[] {
  if (before === undefined) return unit.keys;
  let next = 0;
  const leave = (end: number) => {
    for (; next < end; next++) draft.remove(before.keys[next]!, before);
  };
  if (before.mode !== unit.mode || before.tier !== unit.tier) {
    leave(before.keys.length);
    return unit.keys;
  }
  const added: InstrumentKey[] = [];
  for (const key of unit.keys) {
    const found = before.keys[next] === key ? next : before.keys.indexOf(key, next);
    if (found === -1) {
      added.push(key);
    } else {
      leave(found);
      next = found + 1;
    }
  }
  leave(before.keys.length);
  return added;
}

/**
 * Evicts from the draft, the first candidate first, until what is wanted fits beside the rest. Returns the evicted, or
 * null when all candidates together do not give the room.
 */
function makeRoom(
  candidates: Iterable<DemandUnit>,
  wanted: ReadonlySet<InstrumentKey>,
  draft: Draft,
  instruments: number,
): readonly DemandUnit[] | null {
  let excess = draft.size - instruments;
  for (const key of wanted) if (!draft.isHeld(key)) excess++;
  if (excess <= 0) return [];
  const evicted: DemandUnit[] = [];
  for (const unit of candidates) {
    for (const key of unit.keys) {
      draft.remove(key, unit);
      // One that is wanted again at once gives no room.
      if (!draft.isHeld(key) && !wanted.has(key)) excess--;
    }
    evicted.push(unit);
    if (excess <= 0) return spareUseless(evicted, wanted, draft);
  }
  return null;
}

/**
 * Takes back into the draft what was evicted in vain, because others want all of it too. That shows only at the end:
 * two units of the same instruments give no room until the second goes.
 */
function spareUseless(
  evicted: readonly DemandUnit[],
  wanted: ReadonlySet<InstrumentKey>,
  draft: Draft,
): readonly DemandUnit[] {
  return evicted.filter((unit) => {
    const givesRoom = unit.keys.some((key) => !draft.isHeld(key) && !wanted.has(key));
    if (!givesRoom) for (const key of unit.keys) draft.add(key, unit);
    return givesRoom;
  });
}

/** The user whose Tier A would take more than the share, if this were granted; null when none would. */
function userOverShare(
  view: AllocationView,
  set: readonly DemandUnit[],
  dropped: readonly DemandUnit[],
  { userShare, shareOf }: AllocatorLimits,
): string | null {
  const usage = new Map<string, number>();
  const count = ({ userId, keys }: DemandUnit, sign: 1 | -1) => {
    if (userId === null) return;
    usage.set(userId, (usage.get(userId) ?? view.usage.get(userId) ?? 0) + sign * keys.length);
  };
  for (const unit of dropped) count(unit, -1);
  for (const unit of set) {
    const before = view.units.get(unit.id);
    if (before !== undefined) count(before, -1);
    count(unit, 1);
  }
  const isOver = (userId: string) => usage.get(userId)! > (shareOf?.(userId) ?? userShare);
  const greedy = set.find(({ tier, userId }) => tier === "A" && userId !== null && isOver(userId));
  return greedy?.userId ?? null;
}
