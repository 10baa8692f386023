import { DAY_MS, IST_OFFSET_MS } from "../../../shared/ist.ts";
import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { INSTRUMENT_KINDS, type InstrumentKind, OptionType, type Universe } from "../universe.ts";
import { black76, type Greeks, greeks76 } from "./black76.ts";
import type { SpotPath } from "./spot-path.ts";
import { impliedVolatility } from "./vol-surface.ts";

/** Interest a year: the carry of index and stock futures, and the discount of every option. */
const RATE = 0.065;
const YEAR_MS = 365 * DAY_MS;
/** An option that expires now keeps a minute, so that no formula divides by nothing. */
const LEAST_YEARS = 60_000 / YEAR_MS;
const EXPIRES_AT_MS = 15.5 * 3_600_000;
const MCX_EXPIRES_AT_MS = 23.5 * 3_600_000;

/** How a kind is priced: like its spot, as a forward, or as an option on one. */
export const Family = { cash: 0, future: 1, option: 2 } as const;
const FAMILY: Readonly<Record<InstrumentKind, number>> = {
  INDEX: Family.cash,
  EQUITY: Family.cash,
  FUTIDX: Family.future,
  OPTIDX: Family.option,
  FUTSTK: Family.future,
  OPTSTK: Family.option,
  FUTCUR: Family.future,
  OPTCUR: Family.option,
  FUTCOM: Family.future,
  OPTFUT: Family.option,
};
const FAMILY_OF_KIND = Uint8Array.from(INSTRUMENT_KINDS, (kind) => FAMILY[kind]);

/** Fair values: every price of an underlying's instruments comes from one spot, one carry and one volatility surface. */
export class Valuation {
  readonly #universe: Universe;
  readonly #spots: SpotPath;

  constructor(universe: Universe, spots: SpotPath) {
    this.#universe = universe;
    this.#spots = spots;
  }

  family(row: number): number {
    return FAMILY_OF_KIND[this.#universe.kind[row]!]!;
  }

  isDerivative(row: number): boolean {
    return this.family(row) !== Family.cash;
  }

  /** Rupees, not rounded to the tick. */
  fair(row: number, utcMs: number): number {
    return this.#value(row, this.#spots.at(this.#universe.underlying[row]!, utcMs), utcMs);
  }

  /** The same had the underlying stood at its previous close. */
  fairAtPreviousClose(row: number, utcMs: number): number {
    const underlying = this.#universe.underlyings[this.#universe.underlying[row]!]!;
    return this.#value(row, underlying.previousClose, utcMs);
  }

  /** Years to expiry, a minute at least. */
  years(row: number, utcMs: number): number {
    const atMs = this.#universe.segment[row] === SEGMENT_NUMBER.MCX_COMM ? MCX_EXPIRES_AT_MS : EXPIRES_AT_MS;
    const expiryMs = this.#universe.expiryDay[row]! * DAY_MS + atMs - IST_OFFSET_MS;
    return Math.max(LEAST_YEARS, (expiryMs - utcMs) / YEAR_MS);
  }

  /**
   * Standard deviations between an option's strike and its forward: what liquidity goes by. Measured from where the
   * walk is centred and not from its last price, so that it holds for the session.
   */
  distance(row: number, utcMs: number): number {
    const underlying = this.#universe.underlying[row]!;
    const years = Math.max(this.years(row, utcMs), 3 / 365);
    const forward = this.#forward(row, this.#spots.reference(underlying), years);
    const deviation = this.#universe.underlyings[underlying]!.volatility * Math.sqrt(years);
    return Math.abs(Math.log(this.#universe.strike[row]! / forward)) / deviation;
  }

  /** Implied volatility of an option's strike, as a fraction a year. */
  volatility(row: number, utcMs: number): number {
    const years = this.years(row, utcMs);
    const forward = this.#forward(row, this.#spots.at(this.#universe.underlying[row]!, utcMs), years);
    return this.#volatility(row, forward, years);
  }

  greeks(row: number, utcMs: number): Greeks {
    const years = this.years(row, utcMs);
    const forward = this.#forward(row, this.#spots.at(this.#universe.underlying[row]!, utcMs), years);
    const volatility = this.#volatility(row, forward, years);
    return greeks76(this.#isCall(row), forward, this.#universe.strike[row]!, volatility, years, RATE);
  }

  #value(row: number, spot: number, utcMs: number): number {
    const family = this.family(row);
    if (family === Family.cash) return spot;
    const years = this.years(row, utcMs);
    const forward = this.#forward(row, spot, years);
    if (family === Family.future) return forward;
    const strike = this.#universe.strike[row]!;
    return black76(this.#isCall(row), forward, strike, this.#volatility(row, forward, years), years, RATE);
  }

  /**
   * Currencies and commodities have no carry here: their options' underlying is the future, whose expiry is another
   * day, and without carry the two agree.
   */
  #forward(row: number, spot: number, years: number): number {
    const { cashRow } = this.#universe.underlyings[this.#universe.underlying[row]!]!;
    return cashRow < 0 ? spot : spot * Math.exp(RATE * years);
  }

  #volatility(row: number, forward: number, years: number): number {
    const { volatility } = this.#universe.underlyings[this.#universe.underlying[row]!]!;
    return impliedVolatility(volatility, Math.log(this.#universe.strike[row]! / forward), years);
  }

  #isCall(row: number): boolean {
    return this.#universe.optionType[row] === OptionType.call;
  }
}
