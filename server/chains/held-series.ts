import type { AtmStatus, NoAtmReason, SeriesAtm } from "../../shared/atm.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { OptionSeries } from "../instruments/option-series.ts";
import { atmOf, followAtm, nearestPlace, strikeWindow } from "./atm-engine.ts";
import type { UnderlyingPrice } from "./underlying-price.ts";
import type { UnderlyingRef } from "./underlying-ref.ts";

/** Why the legs of a series may be others: its ATM was worked out anew, or it is not listed any more. */
export type SeriesChange = "ATM_SHIFT" | "LISTING";

/** A series that somebody watches: what it lists, and its ATM. Its expiry is its own; only the price is shared. */
export class HeldSeries {
  /** Another once the underlying has a new ticker. */
  ref: UnderlyingRef;
  readonly expiry: string;
  #listing: OptionSeries | null;
  /** Stays when the price is lost: what is subscribed stays so. */
  #atm: SeriesAtm | null = null;
  /** What the last run knew. It counts for nothing until there is a price. */
  readonly #restored: SeriesAtm | null;
  #reason: NoAtmReason | null = "waiting";
  #isDue = false;

  /** @param listing null when the expiry is not listed. */
  constructor(ref: UnderlyingRef, expiry: string, listing: OptionSeries | null, restored: SeriesAtm | null) {
    this.ref = ref;
    this.expiry = expiry;
    this.#listing = listing;
    this.#restored = restored;
  }

  /** The ATM as it is shown: worked out from a price that still stands, or why there is none. */
  get status(): AtmStatus {
    return this.#reason === null ? { atm: this.#atm!, reason: null } : { atm: null, reason: this.#reason };
  }

  /** Legs so many strikes each side of the ATM, fewer where the list ends; none before there has been a price. */
  legs(strikesEachSide: number): InstrumentKey[] {
    if (this.#listing === null || this.#atm === null) return [];
    const { strikes } = this.#listing;
    const { from, to } = strikeWindow(strikes.length, nearestPlace(strikes, this.#atm.strike), strikesEachSide);
    return this.#listing.legs(from, to);
  }

  /** Takes the underlying's price and the day. */
  follow(price: UnderlyingPrice, now: number, today: string): SeriesChange | null {
    if (this.expiry < today || this.#listing === null) {
      this.#reason = this.expiry < today ? "expired" : "expiry-not-listed";
      return this.#drop();
    }
    if (price.price === null) {
      this.#reason = price.reason;
      return null;
    }
    const { strikes } = this.#listing;
    const before = this.#isDue ? null : (this.#atm ?? this.#restored);
    const state = before === null ? atmOf(strikes, price.price, now) : followAtm(before, strikes, price.price, now);
    this.#reason = null;
    this.#isDue = false;
    if (state === this.#atm) return null;
    this.#atm = state === before ? before : { ...state!, source: price.source };
    return "ATM_SHIFT";
  }

  /** Has the ATM worked out at the next price, whatever it was before. */
  recompute(): void {
    this.#isDue = true;
  }

  /** Takes the listing of another master; the ATM is worked out anew where its strikes are others. */
  list(listing: OptionSeries | null): void {
    const before = this.#listing?.strikes ?? [];
    const strikes = listing?.strikes ?? [];
    if (before.length !== strikes.length || before.some((strike, place) => strike !== strikes[place])) this.recompute();
    this.#listing = listing;
  }

  #drop(): SeriesChange | null {
    const had = this.#atm !== null;
    this.#atm = null;
    this.#listing = null;
    return had ? "LISTING" : null;
  }
}
