import type { Held } from "../../server/subscriptions/allocation.ts";
import type { DemandOutcome, DemandRequest, DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";

type Counts = Omit<Held, "connection">;

/** Who wants what in the plainest way: a list of units, counted anew each time somebody asks. It knows no connections. */
export class DemandModel {
  /** The least recently used first. */
  units: readonly DemandUnit[] = [];
  readonly #instruments: number;
  readonly #userShare: number;

  constructor(limits: { instruments: number; userShare: number }) {
    this.#instruments = limits.instruments;
    this.#userShare = limits.userShare;
  }

  request({ set = [], drop = [] }: DemandRequest): DemandOutcome {
    const named = new Map(set.map((unit) => [unit.id, unit]));
    const stay = this.units.filter(({ id }) => named.has(id) || !drop.includes(id));
    const known = new Set(stay.map(({ id }) => id));
    const after = [...stay.map((unit) => named.get(unit.id) ?? unit), ...set.filter(({ id }) => !known.has(id))];

    const usage = usageOf(after);
    const greedy = set.find(
      ({ tier, userId }) => tier === "A" && (usage.get(userId ?? "") ?? 0) > this.#userShare,
    )?.userId;
    const left = countsOf(after);
    const passed: DemandUnit[] = [];
    for (const unit of after) {
      if (left.size <= this.#instruments) break;
      if (unit.tier !== "A" || named.has(unit.id) || (greedy != null && unit.userId !== greedy)) continue;
      for (const key of unit.keys) take(left, key, unit, -1);
      passed.push(unit);
    }
    if (left.size > this.#instruments) return { ok: false, reason: greedy == null ? "capacity" : "share" };
    // What others want whole as well gives no room by going: it stays.
    const evicted = passed.filter(({ keys }) => keys.some((key) => !left.has(key)));
    this.units = after.filter((unit) => !evicted.includes(unit));
    return { ok: true, evicted };
  }

  touch(id: string): void {
    const unit = this.units.find((unit) => unit.id === id);
    if (unit !== undefined) this.units = [...this.units.filter((other) => other !== unit), unit];
  }
}

/** By how many units of each tier and mode every instrument is wanted. */
export function countsOf(units: readonly DemandUnit[]): Map<InstrumentKey, Counts> {
  const counts = new Map<InstrumentKey, Counts>();
  for (const unit of units) for (const key of unit.keys) take(counts, key, unit, 1);
  return counts;
}

/** Slots by user, as their units count them */
export function usageOf(units: readonly DemandUnit[]): Map<string, number> {
  const usage = new Map<string, number>();
  for (const { userId, keys } of units) {
    if (userId !== null) usage.set(userId, (usage.get(userId) ?? 0) + keys.length);
  }
  return usage;
}

function take(counts: Map<InstrumentKey, Counts>, key: InstrumentKey, { tier, mode }: DemandUnit, by: 1 | -1): void {
  const count = counts.get(key) ?? { pinned: 0, B: 0, A: 0, ltp: 0, quote: 0, full: 0 };
  count[tier] += by;
  count[mode] += by;
  if (count.pinned + count.B + count.A === 0) counts.delete(key);
  else counts.set(key, count);
}
