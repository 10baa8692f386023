import type { Exchange } from "../../../shared/exchange.ts";
import type { ExpiryKind } from "../../../shared/expiry-kind.ts";
import type { Segment } from "../../../shared/instrument-key.ts";
import { dayDate } from "../../../shared/ist.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeries } from "../option-series.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";
import { expiriesMeant, expiriesWished } from "./expiry-wish.ts";
import type { ContractWish } from "./search-query.ts";
import { nearestFirst } from "./strike-order.ts";
import { isBeginning, type TypedStrike } from "./typed-strike.ts";

/** What a search has to know beside the master. */
export interface SearchContext {
  /** Day number of the Indian date; what expired before it is never found. */
  today: number;
  /** What the options follow, rupees; null while unknown. */
  priceOf(underlying: string, exchange: Exchange): number | null;
  /** Of which kind expiries of one segment are, dates ascending. */
  expiryKinds(segment: Segment, expiries: readonly string[]): ExpiryKind[];
}

/** How a listed strike may fit the one that was typed. */
export type StrikeFit = "exact" | "begun" | "near";

/** A strike that is not listed means those beside it, unless it is this part of itself away from them. */
const NEAR_STRIKE_SHARE = 0.05;
const NEAR_STRIKES = 4;

/**
 * Looks up contracts of an underlying, the second stage of the search: nearest expiry first, NSE beside BSE, close to the
 * money first. Gives rows of the table, one by one as they are asked for.
 */
export class ContractSearch {
  readonly #table: InstrumentTable;
  readonly #series: OptionSeriesIndex;
  readonly #context: SearchContext;

  constructor(table: InstrumentTable, series: OptionSeriesIndex, context: SearchContext) {
    this.#table = table;
    this.#series = series;
    this.#context = context;
  }

  /**
   * Futures and options that a wish asks for; options alone where it names strikes. Where it leaves open which of them, a
   * future that only comes near the wished expiry is behind the options that have it. Some come twice.
   */
  *find(underlying: string, wish: ContractWish, fit: StrikeFit): Generator<number> {
    if (wish.form === null) yield* this.futures(underlying, wish, expiriesMeant);
    if (wish.form !== "future") yield* this.#options(underlying, wish, fit);
    if (wish.form !== "option") yield* this.futures(underlying, wish);
  }

  *futures(underlying: string, wish: ContractWish, choose = expiriesWished): Generator<number> {
    const { expiryDay } = this.#table.columns;
    const markets = this.#exchanges(underlying, wish).map((exchange) => {
      const rows = this.#series
        .futureRows(underlying, exchange)
        .filter((row) => expiryDay[row]! >= this.#context.today);
      const days = rows.map((row) => expiryDay[row]!);
      const wished = rows.length === 0 ? [] : this.#wished(this.#table.segmentAt(rows[0]!), days, wish, choose);
      return rows.filter((row) => wished.includes(expiryDay[row]!));
    });
    yield* inTurns(markets);
  }

  /** Futures that end next, one an exchange. */
  *nearFutures(underlying: string, wish: ContractWish): Generator<number> {
    const { expiryDay } = this.#table.columns;
    for (const exchange of this.#exchanges(underlying, wish)) {
      const near = this.#series.futureRows(underlying, exchange).find((row) => expiryDay[row]! >= this.#context.today);
      if (near !== undefined) yield near;
    }
  }

  /** Calls and puts of the nearest expiry, so many strikes from the money outwards, of the first exchange that lists any. */
  *nearOptions(underlying: string, wish: ContractWish, strikes: number): Generator<number> {
    for (const exchange of this.#exchanges(underlying, wish)) {
      const [day] = this.#expiryDays(underlying, exchange);
      if (day === undefined) continue;
      const series = this.#series.seriesOn(underlying, day, exchange)!;
      for (const place of nearestFirst(series.strikes, this.#money(series, underlying, exchange)).take(strikes))
        yield* legsAt(series, place, null);
      return;
    }
  }

  *#options(underlying: string, wish: ContractWish, fit: StrikeFit): Generator<number> {
    const markets = this.#exchanges(underlying, wish).map((exchange) => {
      const days = this.#expiryDays(underlying, exchange);
      const first = days[0] === undefined ? null : this.#series.seriesOn(underlying, days[0], exchange);
      return { exchange, days: first === null ? [] : this.#wished(first.segment, days, wish) };
    });
    const most = Math.max(0, ...markets.map(({ days }) => days.length));
    for (let place = 0; place < most; place++) {
      for (const { exchange, days } of markets) {
        const day = days[place];
        if (day !== undefined)
          yield* this.#legs(this.#series.seriesOn(underlying, day, exchange)!, underlying, exchange, wish, fit);
      }
    }
  }

  *#legs(
    series: OptionSeries,
    underlying: string,
    exchange: Exchange,
    { strikes, optionType }: ContractWish,
    fit: StrikeFit,
  ): Generator<number> {
    if (strikes.length === 0) {
      for (const place of nearestFirst(series.strikes, this.#money(series, underlying, exchange)))
        yield* legsAt(series, place, optionType);
      return;
    }
    for (const strike of strikes) {
      const money = fit === "begun" ? this.#money(series, underlying, exchange) : strike.strike;
      for (const place of placesLike(series.strikes, strike, money, fit)) yield* legsAt(series, place, optionType);
    }
  }

  /** Where no price is known, the middle of the list: only the order hangs on it. */
  #money(series: OptionSeries, underlying: string, exchange: Exchange): number {
    return this.#context.priceOf(underlying, exchange) ?? series.strikes[series.strikes.length >> 1]!;
  }

  #expiryDays(underlying: string, exchange: Exchange): number[] {
    return this.#series.expiryDays(underlying, exchange).filter((day) => day >= this.#context.today);
  }

  #wished(
    segment: Segment,
    days: readonly number[],
    { expiry, cycle }: ContractWish,
    choose = expiriesWished,
  ): number[] {
    const kinds = cycle === null ? [] : this.#context.expiryKinds(segment, days.map(dayDate));
    return choose(days, kinds, expiry, cycle);
  }

  #exchanges(underlying: string, { exchange }: ContractWish): Exchange[] {
    const all = this.#series.exchangesOf(underlying);
    return exchange === null ? all : all.filter((one) => one === exchange);
  }
}

function* legsAt(series: OptionSeries, place: number, type: "CE" | "PE" | null): Generator<number> {
  for (const side of ["CE", "PE"] as const) {
    const row = type === null || type === side ? series.rowAt(place, side) : -1;
    if (row !== -1) yield row;
  }
}

/** Places of the strikes that fit a typed one, those nearest to `money` first. */
function placesLike(strikes: Float64Array, wish: TypedStrike, money: number, fit: StrikeFit): number[] {
  if (fit === "exact") return [strikes.indexOf(wish.strike)].filter((place) => place !== -1);
  if (fit === "begun") {
    const begun: number[] = [];
    for (let place = 0; place < strikes.length; place++) if (isBeginning(wish, strikes[place]!)) begun.push(place);
    return begun.sort((a, b) => Math.abs(strikes[a]! - money) - Math.abs(strikes[b]! - money));
  }
  const most = wish.strike * NEAR_STRIKE_SHARE;
  const near = Array.from(nearestFirst(strikes, money).take(NEAR_STRIKES));
  return near.filter((place) => Math.abs(strikes[place]! - wish.strike) <= most);
}

/** The first of each, then the second of each, and so on. */
function* inTurns(lists: readonly (readonly number[])[]): Generator<number> {
  const most = Math.max(0, ...lists.map(({ length }) => length));
  for (let place = 0; place < most; place++) {
    for (const list of lists) if (place < list.length) yield list[place]!;
  }
}
