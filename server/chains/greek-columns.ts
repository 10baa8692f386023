import { type Greeks, greeks76, type Maturity } from "./black76.ts";
import { impliedVolatility } from "./implied-volatility.ts";

/**
 * Implied volatility and Greeks of one side of a series, a place a strike. Units as in `Greeks`; the volatility is a
 * fraction a year.
 */
export interface GreekColumns {
  /** NaN, as are the Greeks, where `reason` is not 0. */
  readonly volatility: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly theta: Float64Array;
  readonly vega: Float64Array;
  /** 0, or the code that `noIvReason` explains. */
  readonly reason: Uint8Array;
}

/** Columns with room for so many strikes, to be filled again and again. */
export function greekColumns(strikes: number): GreekColumns {
  return {
    volatility: new Float64Array(strikes),
    delta: new Float64Array(strikes),
    gamma: new Float64Array(strikes),
    theta: new Float64Array(strikes),
    vega: new Float64Array(strikes),
    reason: new Uint8Array(strikes),
  };
}

const greeks: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };

/**
 * Fills the columns from the prices of all calls, or all puts: rupees, at the places of their strikes, NaN where none
 * is known. Places beyond the strikes are left as they are.
 */
export function fillGreeks(
  into: GreekColumns,
  maturity: Maturity,
  isCall: boolean,
  strikes: Float64Array,
  prices: Float64Array,
): void {
  for (let place = 0; place < strikes.length; place++) {
    const strike = strikes[place]!;
    const volatility = impliedVolatility(maturity, strike, isCall, prices[place]!);
    const isKnown = volatility > 0;
    greeks76(greeks, maturity, strike, isCall, isKnown ? volatility : Number.NaN);
    into.reason[place] = isKnown ? 0 : -volatility;
    into.volatility[place] = isKnown ? volatility : Number.NaN;
    into.delta[place] = greeks.delta;
    into.gamma[place] = greeks.gamma;
    into.theta[place] = greeks.theta;
    into.vega[place] = greeks.vega;
  }
}
