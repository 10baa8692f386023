import type { Allocation } from "../../server/subscriptions/allocation.ts";
import { type Allocated, type AllocatorLimits, allocate } from "../../server/subscriptions/allocator.ts";
import type { DemandRequest, DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";

/** Legs of a series (21 strikes) and of an item of three expiries. */
export const SERIES = 42;
export const ITEM = 126;

/** Tier B by the default plan: 52 index series, 8 MCX series of 10 legs, 8 futures. */
export const TIER_B_SERIES = [...Array<number>(52).fill(SERIES), ...Array<number>(8).fill(10), 8];
export const TIER_B_LEGS = 2_272;
export const INDEX_SPOTS = 6;

/** As many instruments as asked for, from a number on. */
export function keys(first: number, count: number): InstrumentKey[] {
  return Array.from({ length: count }, (_, i) => `NSE_FNO:${first + i}`);
}

/** A unit of Tier A of one user, in full, unless told otherwise. */
export function unit(id: string, keys: readonly InstrumentKey[], more: Partial<DemandUnit> = {}): DemandUnit {
  return { id, tier: "A", userId: "asha", mode: "full", keys, ...more };
}

export function tierB(id: string, keys: readonly InstrumentKey[], more: Partial<DemandUnit> = {}): DemandUnit {
  return unit(`tier-b:${id}`, keys, { tier: "B", userId: null, ...more });
}

/** The default plan's units and the pinned spots, with numbers from 1 to 2,278. */
export function alwaysOn(): DemandUnit[] {
  let next = 1;
  const take = (count: number) => {
    const taken = keys(next, count);
    next += count;
    return taken;
  };
  const pinned = unit("pinned", take(INDEX_SPOTS), { tier: "pinned", userId: null, mode: "quote" });
  return [pinned, ...TIER_B_SERIES.map((legs, i) => tierB(`${i}`, take(legs)))];
}

/** DhanHQ's limits, all connections up, no user held to a share, unless told otherwise. */
export function limits(more: Partial<AllocatorLimits> = {}): AllocatorLimits {
  return {
    instruments: 25_000,
    instrumentsPerConnection: 5_000,
    userShare: 25_000,
    isUp: [true, true, true, true, true],
    ...more,
  };
}

/** Plans a request and, if it's met, commits it. */
export function ask(allocation: Allocation, request: DemandRequest, within = limits()): Allocated {
  const allocated = allocate(allocation, request, within);
  if (allocated.ok) allocation.commit(allocated.plan);
  return allocated;
}

/** Plans and commits what must be met, and returns the ids of what had to make room. */
export function hold(allocation: Allocation, units: readonly DemandUnit[], within = limits()): string[] {
  const allocated = ask(allocation, { set: units }, within);
  if (!allocated.ok) throw new Error(`refused: ${allocated.reason}`);
  return allocated.plan.evicted.map(({ id }) => id);
}

export function totals({ loads }: Pick<Allocation, "loads">): number[] {
  return loads.map(({ total }) => total);
}

/** How far the fullest is from the emptiest. */
export function spread(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}
