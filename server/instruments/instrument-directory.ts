import type { Exchange } from "../../shared/exchange.ts";
import type { ExpiriesAnswer, ExpiriesInput, SeriesAnswer, SeriesInput } from "../../shared/expiries.ts";
import type { ExpiryKind } from "../../shared/expiry-kind.ts";
import { parseInstrumentKey, type Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import type { InstrumentAnswer, InstrumentInput, SearchAnswer, SearchInput } from "../../shared/search.ts";
import { cannotAnswer, type SearchRefusal } from "../../shared/search-refusal.ts";
import type { Listing } from "./listing.ts";
import type { OptionSeries } from "./option-series.ts";
import type { OptionSeriesIndex } from "./option-series-index.ts";
import { AnswerMemory } from "./search/answer-memory.ts";
import { listedInstrumentAt } from "./search/listed-instrument.ts";

export interface InstrumentDirectoryOptions {
  /** The present master; null while there is none. */
  listing(): Listing | null;
  /** The Indian date, `YYYY-MM-DD`. */
  today(): string;
  /** What the derivatives of an underlying follow, rupees; null while unknown. */
  priceOf(underlying: string, exchange: Exchange): number | null;
  /** Of which kind expiries of one segment are, dates ascending. */
  expiryKinds(segment: Segment, expiries: readonly string[]): ExpiryKind[];
  /** Gap between strikes near a price, rupees; Infinity for a strike that is alone. */
  strikeStep(strikes: Float64Array, price: number): number;
}

/** One exchange's derivatives of an underlying. */
interface Market {
  ok: true;
  series: OptionSeriesIndex;
  underlying: string;
  exchange: Exchange;
}

/** What is asked about the instruments of the day: answers are values, and nothing that has expired is in them. */
export class InstrumentDirectory {
  readonly #options: InstrumentDirectoryOptions;
  readonly #memory = new AnswerMemory();

  constructor(options: InstrumentDirectoryOptions) {
    this.#options = options;
  }

  search(input: SearchInput): SearchAnswer {
    const { listing, priceOf, expiryKinds } = this.#options;
    const master = listing();
    if (master === null) return cannotAnswer("no-master");
    const today = dayNumber(this.#options.today());
    return this.#memory.answer({ master, today, input, priceOf }, (priceOf) =>
      master.search.search(input, { today, priceOf, expiryKinds }),
    );
  }

  instrument({ key }: InstrumentInput): InstrumentAnswer {
    const listing = this.#options.listing();
    if (listing === null) return cannotAnswer("no-master");
    const row = listing.table.find(key);
    if (row === -1) return cannotAnswer("unknown-instrument");
    const instrument = listedInstrumentAt(listing.table, listing.series, row);
    if (instrument.expiry !== null && instrument.expiry < this.#options.today())
      return cannotAnswer("unknown-instrument");
    return { ok: true, instrument };
  }

  expiries(input: ExpiriesInput): ExpiriesAnswer {
    const market = this.#market(input);
    if (!market.ok) return market;
    const { series, underlying, exchange } = market;
    const options = this.#optionDays(market).map((day) => series.seriesOn(underlying, day, exchange)!);
    const futures = series.futures(underlying, exchange).filter(({ expiry }) => expiry >= this.#options.today());
    if (options.length === 0 && futures.length === 0) return cannotAnswer("unknown-underlying");
    const ofOptions = this.#dated(options[0]?.segment, options);
    const ofFutures = this.#dated(parseInstrumentKey(futures[0]?.key ?? "")?.segment, futures);
    return {
      ok: true,
      listed: {
        underlying,
        exchange,
        spotKey: series.spotKey(underlying, exchange),
        expiries: options.map(({ strikes }, place) => ({ ...ofOptions[place]!, strikes: strikes.length })),
        futures: futures.map(({ key }, place) => ({ ...ofFutures[place]!, key })),
      },
    };
  }

  series(input: SeriesInput): SeriesAnswer {
    const market = this.#market(input);
    if (!market.ok) return market;
    const { series, underlying, exchange } = market;
    const days = this.#optionDays(market);
    const place = days.indexOf(dayNumber(input.expiry));
    if (place === -1) return cannotAnswer("expiry-not-listed");
    const found = series.seriesOn(underlying, days[place]!, exchange)!;
    const dates = days.map((day) => ({ expiry: dayDate(day) }));
    return {
      ok: true,
      series: {
        ...this.#dated(found.segment, dates)[place]!,
        underlying,
        exchange,
        segment: found.segment,
        lotSize: found.lotSize,
        freezeQuantity: found.freezeQuantity || null,
        strikeStep: this.#strikeStep(found, exchange),
        strikes: [...found.strikes],
        ceKeys: found.ceKeys,
        peKeys: found.peKeys,
      },
    };
  }

  /** Where the underlying is meant to be traded. */
  #market({ underlying: asked, exchange: wanted }: ExpiriesInput): Market | SearchRefusal {
    const listing = this.#options.listing();
    if (listing === null) return cannotAnswer("no-master");
    const { series } = listing;
    const underlying = asked.trim().toUpperCase();
    const exchange = wanted ?? series.exchangeOf(underlying);
    if (exchange === null || !series.exchangesOf(underlying).includes(exchange))
      return cannotAnswer("unknown-underlying");
    return { ok: true, series, underlying, exchange };
  }

  #optionDays({ series, underlying, exchange }: Market): number[] {
    const today = dayNumber(this.#options.today());
    return series.expiryDays(underlying, exchange).filter((day) => day >= today);
  }

  /** What the calendar says of the expiries of one segment, ascending. */
  #dated(segment: Segment | undefined, listed: readonly { readonly expiry: string }[]) {
    const expiries = listed.map(({ expiry }) => expiry);
    const kinds = segment === undefined ? [] : this.#options.expiryKinds(segment, expiries);
    const today = dayNumber(this.#options.today());
    return expiries.map((expiry, place) => ({ expiry, kind: kinds[place]!, daysLeft: dayNumber(expiry) - today }));
  }

  /** Near the money where a price is known, else in the middle of the list: both are where strikes lie closest. */
  #strikeStep({ strikes, underlying }: OptionSeries, exchange: Exchange): number | null {
    const price = this.#options.priceOf(underlying, exchange) ?? strikes[strikes.length >> 1]!;
    const step = this.#options.strikeStep(strikes, price);
    return Number.isFinite(step) ? step : null;
  }
}
