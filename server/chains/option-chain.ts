import type { AtmStatus } from "../../shared/atm.ts";
import type { ChainSpec, ChainSummary, ChainUpdate } from "../../shared/chain.ts";
import { chainId } from "../../shared/chain-id.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Clock } from "../clock.ts";
import type { ChainListing } from "./chain-listing.ts";
import { priceLegs } from "./chain-pricing.ts";
import { summarise } from "./chain-summary-view.ts";
import { placeOf } from "./chain-totals.ts";
import { copyLeg, emptyLegColumns, isLegChanged, type LegColumns } from "./leg-columns.ts";
import { type ChainTicks, readLeg } from "./leg-reader.ts";
import { chainLeg, type LegName } from "./leg-view.ts";
import type { RestChain } from "./rest-chains.ts";
import type { UnderlyingPrice } from "./underlying-price.ts";
import type { UnderlyingRef } from "./underlying-ref.ts";

/** A chain of which nothing has changed is worked out again after this all the same: its time goes by. */
export const REFRESH_EVERY_MS = 5_000;

/** What all chains have in common. */
export interface ChainParts {
  clock: Clock;
  ticks: ChainTicks;
  priceOf(ref: UnderlyingRef): UnderlyingPrice;
  /** The whole series as REST had it today; null before it has answered. */
  restOf(spec: ChainSpec): RestChain | null;
  /** When options of the segment that end on a date (`YYYY-MM-DD`) stop trading, UTC milliseconds. */
  expiresAt(segment: ChainListing["series"]["segment"], expiry: string): number;
  /** A year, as a fraction. */
  interestRate: number;
}

/**
 * One option series around the money as a live object: read from the tick store, worked out when something of it has
 * changed, and told from there to whoever watches.
 */
export class OptionChain {
  readonly id: string;
  readonly spec: ChainSpec;
  /** Times it was worked out: once for all who watch. */
  computations = 0;
  readonly #parts: ChainParts;
  readonly #atm: () => AtmStatus;
  #listing: ChainListing;
  /** Strikes shown, ascending. Legs are all calls by strike, then all puts. */
  #strikes = new Float64Array();
  /** Null where none is listed. */
  #legs: readonly (LegName | null)[] = [];
  #columns: LegColumns = emptyLegColumns(0);
  /** What was told last of each leg, and since which version. */
  #told: LegColumns = emptyLegColumns(0);
  #toldAt: readonly number[] = [];
  #summary: ChainSummary | null = null;
  /** What the last computation saw of all that may change: versions of slots, and what comes from elsewhere. */
  #seen: unknown[] = [];

  constructor(spec: ChainSpec, listing: ChainListing, parts: ChainParts, atm: () => AtmStatus) {
    this.id = chainId(spec);
    this.spec = spec;
    this.#listing = listing;
    this.#parts = parts;
    this.#atm = atm;
  }

  /** Rises with each computation; 0 before the first. */
  get version(): number {
    return this.computations;
  }

  /** Legs of the strikes that are shown. */
  get shown(): readonly InstrumentKey[] {
    return this.#legs.flatMap((leg) => (leg === null ? [] : [leg.key]));
  }

  /** Whether there is nothing to wait for: every leg has had a packet, or there is no ATM and will be none just now. */
  get isComplete(): boolean {
    const { atm, reason } = this.#atm();
    if (atm === null) return reason !== "waiting";
    const { ticks } = this.#parts;
    const hasCome = (slot: number) => slot !== -1 && !Number.isNaN(ticks.reader.receivedTime(slot));
    return this.#legs.length > 0 && this.#legs.every((leg) => leg === null || hasCome(ticks.slotOf(leg.key)));
  }

  /** Shows these legs from now on. Those that were shown before are not told anew unless they change. */
  show(keys: readonly InstrumentKey[]): void {
    const { series } = this.#listing;
    const places = [...new Set(keys.map((key) => series.placeOf(key)))].filter((place) => place !== -1);
    const named = (optionType: "CE" | "PE") =>
      places.map((place): LegName | null => {
        const { ce, pe } = series.legsAt(place);
        const key = optionType === "CE" ? ce : pe;
        return key === null ? null : { key, strike: series.strikes[place]!, optionType };
      });
    const legs = [...named("CE"), ...named("PE")];
    const told = emptyLegColumns(legs.length);
    const toldAt = legs.map((leg, place) => {
      const was = leg === null ? -1 : this.#legs.findIndex((other) => other?.key === leg.key);
      if (was === -1) return 0;
      copyLeg(this.#told, was, told, place);
      return this.#toldAt[was]!;
    });
    this.#strikes = Float64Array.from(places, (place) => series.strikes[place]!);
    this.#legs = legs;
    this.#columns = emptyLegColumns(legs.length);
    this.#told = told;
    this.#toldAt = toldAt;
    this.#seen = [];
  }

  /** Takes what another master lists of it: lot size and the like. Its legs are told by `show`. */
  relist(listing: ChainListing): void {
    this.#listing = listing;
    this.#seen = [];
  }

  /** Works everything out anew if anything has changed; false when nothing has. */
  compute(): boolean {
    const { clock, ticks, restOf } = this.#parts;
    const now = clock.now();
    const rest = restOf(this.spec);
    const underlying = this.#parts.priceOf(this.spec);
    const atm = this.#atm();
    const expiresAt = this.#expiresAt();
    const seen = [
      Math.floor(now / REFRESH_EVERY_MS),
      now >= expiresAt,
      rest,
      atm.atm,
      atm.reason,
      underlying.price,
      ...this.#versions(),
    ];
    if (seen.length === this.#seen.length && seen.every((value, place) => Object.is(value, this.#seen[place])))
      return false;
    this.#seen = seen;
    this.computations++;

    for (const [place, leg] of this.#legs.entries()) {
      if (leg !== null) readLeg(ticks, ticks.slotOf(leg.key), restOi(rest, leg), this.#columns, place);
    }
    const maturity = priceLegs({
      strikes: this.#strikes,
      columns: this.#columns,
      money: underlying.price ?? atm.atm?.strike ?? null,
      msToExpiry: expiresAt - now,
      interestRate: this.#parts.interestRate,
    });
    this.#summary = summarise({
      listing: this.#listing,
      strikes: this.#strikes,
      columns: this.#columns,
      ticks,
      underlying,
      atm,
      maturity,
      rest,
      expiresAt,
      now,
    });
    this.#toldAt = this.#toldAt.map((version, place) => {
      if (!isLegChanged(this.#columns, this.#told, place)) return version;
      copyLeg(this.#columns, place, this.#told, place);
      return this.version;
    });
    return true;
  }

  /** All of it, as of the last computation. */
  snapshot(): ChainUpdate {
    return this.#update(null);
  }

  /** What has changed since a version. */
  updateSince(version: number): ChainUpdate {
    return this.#update(version);
  }

  #update(since: number | null): ChainUpdate {
    if (this.#summary === null) throw new Error(`${this.id} has not been computed`);
    const legs = this.#legs.flatMap((leg, place) =>
      leg === null || this.#toldAt[place]! <= (since ?? -1) ? [] : [chainLeg(leg, this.#told, place)],
    );
    const { id: chain, spec, version } = this;
    return { chain, spec, version, since, summary: this.#summary, strikes: [...this.#strikes], legs };
  }

  /** Of all that ticks here, in one order. */
  #versions(): number[] {
    const { ticks } = this.#parts;
    const { spot, future } = this.#listing;
    return [spot, future?.key ?? null, ...this.#legs.map((leg) => leg?.key ?? null)].map((key) => {
      const slot = key === null ? -1 : ticks.slotOf(key);
      return slot === -1 ? -1 : ticks.reader.version(slot);
    });
  }

  #expiresAt(): number {
    return this.#parts.expiresAt(this.#listing.series.segment, this.spec.expiry);
  }
}

/** The previous day's open interest of a leg as REST has it; NaN while it is unknown. */
function restOi(rest: RestChain | null, { strike, optionType }: LegName): number {
  if (rest === null) return Number.NaN;
  const place = placeOf(rest.strikes, strike);
  return place === -1 ? Number.NaN : (optionType === "CE" ? rest.call : rest.put).previousOi[place]!;
}
