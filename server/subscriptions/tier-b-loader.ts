import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { istDate } from "../../shared/ist.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { TierBEntry, TierBPlan, TierBStatus } from "../../shared/tier-b-plan.ts";
import { entryId, instrumentsOf } from "../../shared/tier-b-rules.ts";
import type { StrikeWindows, WindowChange, WindowReason, WindowSpec } from "../chains/strike-windows.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";
import type { Logger } from "../logger.ts";
import type { DemandOutcome, DemandRefusal, DemandRequest, DemandUnit } from "./demand-unit.ts";
import { type HeldEntry, tierBEntryStatus } from "./tier-b-status.ts";

/** A chain shows bids, asks and open interest, which only the richest mode brings. */
export const TIER_B_MODE: Mode = "full";
/** How soon a day that is over, and room that has come free, are noticed. */
export const REPLAN_EVERY_MS = 60_000;

/** Why instruments are asked for or let go: the plan itself, or what its strike windows report. */
export type TierBReason = WindowReason | "PLAN";

export interface TierBLoaderOptions {
  clock: Clock;
  log: Logger;
  /** The present master's; null while there is none. */
  index(): OptionSeriesIndex | null;
  windows: Pick<StrikeWindows, "watch" | "unwatch" | "status" | "settled">;
  request(request: DemandRequest, reason: TierBReason): DemandOutcome;
}

/** One series, or the futures of one underlying. */
interface Unit {
  /** Null for futures, which have no window. */
  readonly spec: WindowSpec | null;
  wanted: readonly InstrumentKey[];
  /** What was asked for with success; `wanted`, unless that was refused. */
  demanded: readonly InstrumentKey[];
  refusal: DemandRefusal | null;
}

/**
 * Holds Tier B: for each entry of the plan the nearest expiries that are listed, each series a unit that is demanded
 * once its underlying has a price, and its futures, which need none. Whatever changes (plan, master, day, price) is
 * applied as a difference from what is held.
 */
export class TierBLoader {
  readonly #options: TierBLoaderOptions;
  readonly #units = new Map<string, Unit>();
  readonly #cancelReplan: Cancel;
  #plan: TierBPlan = { entries: [] };

  constructor(options: TierBLoaderOptions) {
    this.#options = options;
    this.#cancelReplan = options.clock.every(REPLAN_EVERY_MS, () => this.#replan());
  }

  get plan(): TierBPlan {
    return this.#plan;
  }

  /** Holds this plan from now on. */
  apply(plan: TierBPlan): void {
    this.#plan = plan;
    this.#replan();
  }

  /** There is another master; the windows have been told before. */
  instrumentsChanged(): void {
    this.#replan();
  }

  /** Resolves when of every series of the plan it is known whether its underlying has a price, and it is demanded if so. */
  async loaded(): Promise<TierBStatus> {
    await Promise.all([...this.#units.keys()].map((id) => this.#options.windows.settled(id)));
    return this.status();
  }

  status(): TierBStatus {
    const entries = this.#plan.entries.map((entry) => tierBEntryStatus(entry, this.#held(entry)));
    const demanded = [...this.#units.values()].reduce((sum, unit) => sum + unit.demanded.length, 0);
    return {
      instruments: { demanded, planned: instrumentsOf(this.#plan) },
      isComplete: entries.every(({ shortfalls }) => shortfalls.length === 0),
      entries,
    };
  }

  stop(): void {
    this.#cancelReplan();
  }

  /** Without a master nothing is known of what is listed, and what is held stays. */
  #replan(): void {
    const index = this.#options.index();
    if (index === null) return;
    const specs = new Map<string, WindowSpec>();
    const futures = new Map<string, InstrumentKey[]>();
    for (const entry of this.#plan.entries) {
      const { underlying, exchange, strikesEachSide } = entry;
      for (const expiry of this.#expiries(index, entry))
        specs.set(seriesId(entry, expiry), { underlying, exchange, expiries: [expiry], strikesEachSide });
      const keys = this.#futures(index, entry);
      if (keys.length > 0) futures.set(futuresId(entry), keys);
    }
    this.#drop([...this.#units.keys()].filter((id) => !specs.has(id) && !futures.has(id)));
    this.#retryRefused();
    this.#wantFutures(futures);
    for (const [id, spec] of specs) this.#watch(id, spec);
  }

  /** First, so that what comes finds the room of what goes. */
  #drop(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) {
      this.#options.windows.unwatch(id);
      this.#units.delete(id);
    }
    this.#options.request({ drop: ids }, "PLAN");
  }

  #wantFutures(futures: ReadonlyMap<string, readonly InstrumentKey[]>): void {
    const changed: string[] = [];
    for (const [id, keys] of futures) {
      const unit = this.#units.get(id);
      if (unit?.wanted.join() === keys.join()) continue;
      this.#units.set(id, { spec: null, demanded: [], refusal: null, ...unit, wanted: keys });
      changed.push(id);
    }
    this.#demand(changed, "PLAN");
  }

  #watch(id: string, spec: WindowSpec): void {
    const unit = this.#units.get(id);
    if (unit?.spec?.strikesEachSide === spec.strikesEachSide) return;
    this.#units.set(id, { wanted: [], demanded: [], refusal: null, ...unit, spec });
    this.#options.windows.watch(id, spec, this.#onWindows);
  }

  readonly #onWindows = (changes: readonly WindowChange[]): void => {
    for (const { id, legs } of changes) this.#units.get(id)!.wanted = legs;
    for (const [reason, alike] of Map.groupBy(changes, (change) => change.reason))
      this.#demand(
        alike.map(({ id }) => id),
        reason,
      );
  };

  #retryRefused(): void {
    const refused = [...this.#units].filter(([, { refusal }]) => refusal !== null);
    this.#demand(
      refused.map(([id]) => id),
      "PLAN",
    );
  }

  /** All together; where that is refused one by one, so that as much as fits is there. */
  #demand(ids: readonly string[], reason: TierBReason): void {
    if (ids.length === 0) return;
    const outcome = this.#options.request(this.#requestOf(ids), reason);
    if (!outcome.ok && ids.length > 1) {
      for (const id of ids) this.#demand([id], reason);
      return;
    }
    for (const id of ids) {
      const unit = this.#units.get(id)!;
      if (!outcome.ok && unit.refusal === null)
        this.#options.log.error({ unit: id, reason: outcome.reason }, "an always-on series has no room");
      unit.refusal = outcome.ok ? null : outcome.reason;
      if (outcome.ok) unit.demanded = unit.wanted;
    }
  }

  #requestOf(ids: readonly string[]): DemandRequest {
    const set: DemandUnit[] = [];
    const drop: string[] = [];
    for (const id of ids) {
      const { wanted } = this.#units.get(id)!;
      if (wanted.length === 0) drop.push(id);
      else set.push({ id, tier: "B", userId: null, mode: TIER_B_MODE, keys: wanted });
    }
    return { set, drop };
  }

  #expiries(index: OptionSeriesIndex, { underlying, exchange, optionExpiries }: TierBEntry): string[] {
    const today = this.#today();
    const listed = index.expiries(underlying, exchange).filter((expiry) => expiry >= today);
    return listed.slice(0, optionExpiries);
  }

  #futures(index: OptionSeriesIndex, { underlying, exchange, futures }: TierBEntry): InstrumentKey[] {
    const today = this.#today();
    const listed = index.futures(underlying, exchange).filter(({ expiry }) => expiry >= today);
    return listed.slice(0, futures).map(({ key }) => key);
  }

  #held(entry: TierBEntry): HeldEntry {
    const prefix = seriesId(entry, "");
    const series = [...this.#units].flatMap(([id, { demanded, refusal }]) =>
      id.startsWith(prefix)
        ? this.#options.windows.status(id).map((atm) => ({ ...atm, instruments: demanded.length, refusal }))
        : [],
    );
    const futures = this.#units.get(futuresId(entry));
    return { series, futures: { instruments: futures?.wanted.length ?? 0, refusal: futures?.refusal ?? null } };
  }

  #today(): string {
    return istDate(this.#options.clock.now());
  }
}

function seriesId(entry: TierBEntry, expiry: string): string {
  return `tier-b:${entryId(entry)}:${expiry}`;
}

function futuresId(entry: TierBEntry): string {
  return seriesId(entry, "futures");
}
