import type { SeriesAtm, UnderlyingPriceSource } from "../../shared/atm.ts";
import { istDate } from "../../shared/ist.ts";
import type { Clock } from "../clock.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";
import type { Logger } from "../logger.ts";
import { HeldSeries, type SeriesChange } from "./held-series.ts";
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
  /** The underlying's when the ATM was worked out, rupees. */
  price: number;
  priceSource: UnderlyingPriceSource;
  /** UTC milliseconds. */
  at: number;
}

/** What of the table is needed here. */
export interface AtmCache {
  all(): Promise<readonly AtmRow[]>;
  /** New, or in place of what the series had. */
  put(rows: readonly AtmRow[]): Promise<void>;
}

export interface AtmBoardOptions {
  clock: Clock;
  log: Logger;
  /** The present master's; null while there is none. */
  index(): OptionSeriesIndex | null;
  prices: UnderlyingPrices;
  cache: AtmCache;
}

/** Series of one underlying. */
interface Underlying {
  ref: UnderlyingRef;
  /** Its expiry dates as listed, in one text. */
  expiries: string;
  readonly series: Map<string, { held: HeldSeries; holders: number }>;
}

/** The ATM of every series that somebody watches, kept up as prices move and remembered over restarts. */
export class AtmBoard {
  readonly #options: AtmBoardOptions;
  readonly #underlyings = new Map<string, Underlying>();
  readonly #restored = new Map<string, SeriesAtm>();

  constructor(options: AtmBoardOptions) {
    this.#options = options;
  }

  /** Reads what the last run knew, so that a restart moves nothing. Without it every ATM is worked out anew. */
  async restore(): Promise<void> {
    try {
      const rows = await this.#options.cache.all();
      for (const { underlying, expiry, atmStrike, price, priceSource, at } of rows.slice(0, RESTORED_MOST))
        this.#restored.set(`${underlying} ${expiry}`, { strike: atmStrike, price, at, source: priceSource });
    } catch (error) {
      this.#options.log.warn({ err: error }, "the ATM strikes of the last run could not be read");
    }
  }

  /** The series, held by one more from now on. */
  hold(ref: UnderlyingRef, expiry: string): HeldSeries {
    const { series } = this.#open(ref);
    const entry = series.get(expiry) ?? { held: this.#read(ref, expiry), holders: 0 };
    entry.holders++;
    series.set(expiry, entry);
    return entry.held;
  }

  release({ ref, expiry }: HeldSeries): void {
    const id = underlyingId(ref);
    const { series } = this.#underlyings.get(id)!;
    const entry = series.get(expiry)!;
    entry.holders--;
    if (entry.holders === 0) series.delete(expiry);
    if (series.size > 0) return;
    this.#underlyings.delete(id);
    this.#options.prices.leave(ref);
  }

  /** Takes every underlying's price as it is now; returns the series whose legs may be others now. */
  look(): Map<HeldSeries, SeriesChange> {
    const { clock, prices } = this.#options;
    prices.ask();
    const changed = new Map<HeldSeries, SeriesChange>();
    const now = clock.now();
    const today = istDate(now);
    for (const { ref, series } of this.#underlyings.values()) {
      const price = prices.now(ref);
      for (const { held } of series.values()) {
        const change = held.follow(price, now, today);
        if (change !== null) changed.set(held, change);
      }
    }
    this.#remember(changed.keys());
    return changed;
  }

  /**
   * Lists every series anew, from another master. Where an underlying's expiries are others, its ATMs are worked out anew.
   * @param renamed new tickers of underlyings by old ones.
   */
  instrumentsChanged(renamed: ReadonlyMap<string, string>): void {
    for (const underlying of [...this.#underlyings.values()]) this.#rename(underlying, renamed);
    for (const underlying of this.#underlyings.values()) {
      const { ref, series } = underlying;
      const expiries = this.#expiries(ref);
      for (const { held } of series.values()) {
        held.list(this.#listing(ref, held.expiry));
        if (expiries !== underlying.expiries) held.recompute();
      }
      underlying.expiries = expiries;
    }
  }

  #rename(of: Underlying, renamed: ReadonlyMap<string, string>): void {
    const underlying = renamed.get(of.ref.underlying);
    if (underlying === undefined) return;
    const ref = { ...of.ref, underlying };
    // Somebody asked for the new ticker before it was listed, and goes on without the old one's series.
    if (this.#underlyings.has(underlyingId(ref))) return;
    this.#underlyings.delete(underlyingId(of.ref));
    this.#underlyings.set(underlyingId(ref), of);
    this.#options.prices.leave(of.ref);
    this.#options.prices.want(ref);
    of.ref = ref;
    for (const { held } of of.series.values()) held.ref = ref;
  }

  #open(ref: UnderlyingRef): Underlying {
    const id = underlyingId(ref);
    const known = this.#underlyings.get(id);
    if (known !== undefined) return known;
    const underlying: Underlying = { ref, expiries: this.#expiries(ref), series: new Map() };
    this.#underlyings.set(id, underlying);
    this.#options.prices.want(ref);
    return underlying;
  }

  #read(ref: UnderlyingRef, expiry: string): HeldSeries {
    const id = `${underlyingId(ref)} ${expiry}`;
    const restored = this.#restored.get(id) ?? null;
    this.#restored.delete(id);
    return new HeldSeries(ref, expiry, this.#listing(ref, expiry), restored);
  }

  #remember(changed: Iterable<HeldSeries>): void {
    const rows: AtmRow[] = [];
    for (const { ref, expiry, status } of changed) {
      if (status.atm === null) continue;
      const { strike, price, source, at } = status.atm;
      rows.push({ underlying: underlyingId(ref), expiry, atmStrike: strike, price, priceSource: source, at });
    }
    if (rows.length === 0) return;
    this.#options.cache.put(rows).catch((error: unknown) => {
      this.#options.log.error({ err: error, series: rows.length }, "ATM strikes could not be kept");
    });
  }

  #listing({ underlying, exchange }: UnderlyingRef, expiry: string) {
    return this.#options.index()?.series(underlying, expiry, exchange) ?? null;
  }

  #expiries({ underlying, exchange }: UnderlyingRef): string {
    return this.#options.index()?.expiries(underlying, exchange).join() ?? "";
  }
}
