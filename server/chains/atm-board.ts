import { istDate } from "../../shared/ist.ts";
import type { Clock } from "../clock.ts";
import type { OptionSeries } from "../instruments/option-series.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";
import type { Logger } from "../logger.ts";
import { type AtmState, atmOf, followAtm } from "./atm-engine.ts";
import type { NoPriceReason, UnderlyingPrice, UnderlyingPriceSource } from "./underlying-price.ts";
import type { UnderlyingPrices } from "./underlying-prices.ts";
import { type UnderlyingRef, underlyingId } from "./underlying-ref.ts";

/** Rows read back at a start: more than the feed could carry series. */
export const RESTORED_MOST = 5_000;

/** One row of `atm_cache`. */
export interface AtmRow {
  /** `NIFTY`, or `RELIANCE@BSE` beside NSE's. */
  underlying: string;
  /** `YYYY-MM-DD` */
  expiry: string;
  /** Rupees. */
  atmStrike: number;
  /** The underlying's, when the ATM was worked out; rupees. */
  price: number;
  priceSource: UnderlyingPriceSource;
  /** UTC milliseconds. */
  at: number;
}

export interface AtmCache {
  read(): Promise<readonly AtmRow[]>;
  /** Replaces the row of the same underlying and expiry. */
  write(row: AtmRow): Promise<void>;
}

export interface SeriesAtm extends AtmState {
  readonly source: UnderlyingPriceSource;
}

export type NoAtmReason = NoPriceReason | "expiry-not-listed" | "expired";

/** Why something about a series is other than it was. */
export type SeriesChange = "ATM_SHIFT" | "LISTING";

/** A series somebody watches. */
export interface HeldSeries {
  readonly ref: UnderlyingRef;
  readonly expiry: string;
  /** Null when the expiry is not listed, or is past. */
  listing: OptionSeries | null;
  /** The last ATM worked out since the series is held; it stays when the price is lost, so that no leg is. */
  atm: SeriesAtm | null;
  /** Why there is no ATM now; null when there is one. */
  reason: NoAtmReason | null;
}

/** Series of one underlying: they share its price, and have each an ATM of its own. */
interface Board {
  readonly ref: UnderlyingRef;
  /** Expiry dates as listed, in one text. */
  expiries: string;
  readonly series: Map<string, { held: HeldSeries; holders: number }>;
}

export interface AtmBoardOptions {
  clock: Clock;
  log: Logger;
  index(): OptionSeriesIndex | null;
  prices: UnderlyingPrices;
  cache: AtmCache;
}

/** The ATM of every series that somebody watches, kept up as prices move, and remembered over restarts. */
export class AtmBoard {
  readonly #options: AtmBoardOptions;
  readonly #boards = new Map<string, Board>();
  readonly #restored = new Map<string, SeriesAtm>();

  constructor(options: AtmBoardOptions) {
    this.#options = options;
  }

  /** Reads what the last run knew, so that a restart moves nothing; without it every ATM is worked out anew. */
  async restore(): Promise<void> {
    try {
      const rows = await this.#options.cache.read();
      for (const { underlying, expiry, atmStrike, price, priceSource, at } of rows.slice(0, RESTORED_MOST))
        this.#restored.set(`${underlying} ${expiry}`, { strike: atmStrike, price, at, source: priceSource });
    } catch (error) {
      this.#options.log.warn({ err: error }, "the last ATM strikes could not be read");
    }
  }

  /** The series, held from now on by one more. */
  hold(ref: UnderlyingRef, expiry: string): HeldSeries {
    const board = this.#open(ref);
    const entry = board.series.get(expiry);
    if (entry !== undefined) {
      entry.holders++;
      return entry.held;
    }
    const held: HeldSeries = { ref, expiry, listing: null, atm: null, reason: "waiting" };
    held.listing = this.#listing(held);
    board.series.set(expiry, { held, holders: 1 });
    return held;
  }

  release({ ref, expiry }: HeldSeries): void {
    const id = underlyingId(ref);
    const board = this.#boards.get(id)!;
    const entry = board.series.get(expiry)!;
    if (--entry.holders > 0) return;
    board.series.delete(expiry);
    if (board.series.size > 0) return;
    this.#boards.delete(id);
    this.#options.prices.leave(ref);
  }

  /** Takes every underlying's price as it is now; says which series are other than before. */
  look(): Map<HeldSeries, SeriesChange> {
    this.#options.prices.ask();
    const changes = new Map<HeldSeries, SeriesChange>();
    const today = istDate(this.#options.clock.now());
    for (const { ref, series } of this.#boards.values()) {
      const price = this.#options.prices.now(ref);
      for (const { held } of series.values()) {
        const change = this.#follow(held, price, today);
        if (change !== null) changes.set(held, change);
      }
    }
    return changes;
  }

  /** After another master: lists every series anew. Where expiries or strikes are others, the ATM is worked out anew too. */
  instrumentsChanged(): Map<HeldSeries, SeriesChange> {
    const changes = new Map<HeldSeries, SeriesChange>();
    for (const board of this.#boards.values()) {
      const expiries = this.#expiries(board.ref);
      for (const { held } of board.series.values()) {
        const listing = this.#listing(held);
        if (expiries !== board.expiries || !hasSameStrikes(listing, held.listing)) this.#forget(held);
        held.listing = listing;
        changes.set(held, "LISTING");
      }
      board.expiries = expiries;
    }
    return changes;
  }

  /** Has the ATM worked out anew at the next look, though the price has not moved by a step. */
  recompute(held: HeldSeries): void {
    this.#forget(held);
  }

  #follow(held: HeldSeries, price: UnderlyingPrice, today: string): SeriesChange | null {
    if (held.listing !== null && held.expiry < today) {
      held.listing = null;
      held.reason = "expired";
      return "LISTING";
    }
    if (held.listing === null) {
      held.reason = held.expiry < today ? "expired" : "expiry-not-listed";
      return null;
    }
    if (price.price === null) {
      held.reason = price.reason;
      return null;
    }
    held.reason = null;
    const { strikes } = held.listing;
    const before = held.atm ?? this.#takeRestored(held);
    const now = this.#options.clock.now();
    const state =
      before === null ? atmOf(strikes, price.price, now) : followAtm(before, strikes, price.price, now);
    if (state === before && held.atm !== null) return null;
    held.atm = state === before ? before : { ...state!, source: price.source };
    if (state !== before) this.#remember(held, held.atm!);
    return "ATM_SHIFT";
  }

  #remember({ ref, expiry }: HeldSeries, { strike, price, at, source }: SeriesAtm): void {
    const row = { underlying: underlyingId(ref), expiry, atmStrike: strike, price, priceSource: source, at };
    this.#options.cache.write(row).catch((error: unknown) => {
      this.#options.log.error({ err: error, underlying: row.underlying, expiry }, "an ATM strike could not be kept");
    });
  }
}
