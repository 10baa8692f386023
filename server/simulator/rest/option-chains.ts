import { DEPTH_LEVELS } from "../../dhan/protocol.ts";
import { hash32 } from "../market/hash.ts";
import type { Market } from "../market/market.ts";
import { averagePrice } from "../market/market-columns.ts";
import { INSTRUMENT_KINDS, OptionType } from "../universe.ts";
import { price } from "./market-quotes.ts";

const DAYS_AN_UNDERLYING = 100_000;

/** Answers of /optionchain and /optionchain/expirylist. */
export class OptionChains {
  readonly #market: Market;
  readonly #underlyingOf = new Map<string, number>();
  /** Option rows by underlying and expiry, in the universe's order. */
  readonly #series = new Map<number, number[]>();

  constructor(market: Market) {
    this.#market = market;
    const { universe } = market;
    universe.underlyings.forEach(({ restSegment, restId }, index) => {
      this.#underlyingOf.set(`${restSegment}:${restId}`, index);
    });
    const isOption = INSTRUMENT_KINDS.map((kind) => kind.startsWith("OPT"));
    for (let row = 0; row < universe.size; row++) {
      if (!isOption[universe.kind[row]!]) continue;
      const key = universe.underlying[row]! * DAYS_AN_UNDERLYING + universe.expiryDay[row]!;
      const rows = this.#series.get(key);
      if (rows === undefined) this.#series.set(key, [row]);
      else rows.push(row);
    }
  }

  /** Place in the universe's underlyings of UnderlyingSeg (as a number) and UnderlyingScrip, or null. */
  underlying(segment: number, id: number): number | null {
    return this.#underlyingOf.get(`${segment}:${id}`) ?? null;
  }

  /** Days on which the underlying's options end, from today on. */
  expiries(underlying: number, today: number): number[] {
    return [...this.#market.universe.underlyings[underlying]!.optionExpiryDays].filter((day) => day >= today);
  }

  /** `data` of the answer, or null when no options end on that day. */
  chain(underlying: number, expiryDay: number, nowMs: number): object | null {
    const rows = this.#series.get(underlying * DAYS_AN_UNDERLYING + expiryDay);
    if (rows === undefined) return null;
    const { universe } = this.#market;
    const strikes = new Map<number, { ce?: object; pe?: object }>();
    for (const row of rows.toSorted((a, b) => universe.strike[a]! - universe.strike[b]!)) {
      const strike = universe.strike[row]!;
      const sides = strikes.get(strike) ?? {};
      sides[universe.optionType[row] === OptionType.call ? "ce" : "pe"] = this.#side(row, nowMs);
      strikes.set(strike, sides);
    }
    return {
      last_price: price(this.#market.spot(underlying, nowMs)),
      oc: Object.fromEntries([...strikes].map(([strike, sides]) => [strike.toFixed(6), sides])),
    };
  }

  #side(row: number, nowMs: number): object {
    this.#market.refresh(row, nowMs);
    const { columns, universe, valuation } = this.#market;
    const best = row * DEPTH_LEVELS;
    // Dhan leaves volatility and Greeks at 0 where nobody bids.
    const isQuoted = columns.bidPrice[best]! > 0;
    return {
      average_price: price(averagePrice(columns, row)),
      greeks: isQuoted ? valuation.greeks(row, nowMs) : { delta: 0, theta: 0, gamma: 0, vega: 0 },
      implied_volatility: isQuoted ? 100 * valuation.volatility(row, nowMs) : 0,
      last_price: price(columns.ltp[row]!),
      oi: columns.oi[row]!,
      previous_close_price: price(columns.previousClose[row]!),
      previous_oi: columns.previousOi[row]!,
      previous_volume: columns.previousOi[row]! * (hash32(row, 0, 0) % 8),
      security_id: universe.securityId[row]!,
      top_ask_price: price(columns.askPrice[best]!),
      top_ask_quantity: columns.askQuantity[best]!,
      top_bid_price: price(columns.bidPrice[best]!),
      top_bid_quantity: columns.bidQuantity[best]!,
      volume: columns.volume[row]!,
    };
  }
}
