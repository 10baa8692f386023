import { millsDrop, NARROW, normalCdf, normalDensity, SQRT_TWO_PI } from "./normal.ts";

/** What all European options of one underlying and expiry share. */
export interface Maturity {
  /** The underlying's price for delivery at expiry, rupees. */
  readonly forward: number;
  /** Time left, in years of 365 days of 24 hours. */
  readonly years: number;
  /** What a rupee paid at expiry is worth today, `exp(-rate * years)`: 1 where no interest is counted. */
  readonly discount: number;
}

/** How an option's price answers to what it is made of, in the units of an Indian option chain. */
export interface Greeks {
  /** Rupees for one rupee of the forward, 0 to 1 for a call and -1 to 0 for a put (times the discount factor). */
  delta: number;
  /** Change of delta for one rupee of the forward. */
  gamma: number;
  /** Rupees that a calendar day takes away, as a rate at this moment, the forward staying where it is: mostly negative. */
  theta: number;
  /** Rupees for one percentage point of volatility, as from 12 % to 13 %. */
  vega: number;
}

const DAYS_PER_YEAR = 365;
const POINTS_PER_UNIT = 100;

/**
 * Price in rupees by Black (1976). Strike in rupees; volatility as a fraction a year, 0.12 for 12 %. At no volatility
 * or no time it is the discounted intrinsic value. NaN for what is no option: a negative or unknown input.
 */
export function price76(maturity: Maturity, strike: number, isCall: boolean, volatility: number): number {
  const { forward, years, discount } = maturity;
  const intrinsic = Math.max(0, isCall ? forward - strike : strike - forward);
  return discount * (intrinsic + timeValue(forward, strike, volatility * Math.sqrt(years)));
}

/**
 * Writes the Greeks of an option into `into`, which the caller keeps and reads: nothing is allocated. Units of the
 * inputs as in `price76`. All are NaN without time or volatility, when the price has an edge and no slope there.
 */
export function greeks76(into: Greeks, maturity: Maturity, strike: number, isCall: boolean, volatility: number): void {
  const { forward, years, discount } = maturity;
  const product = volatility * Math.sqrt(years);
  const deviation = product > 0 ? product : Number.NaN;
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  const density = normalDensity(d1);
  const sign = isCall ? 1 : -1;
  const held = sign * normalCdf(sign * d1, density);
  let interest = 0;
  if (discount !== 1) {
    // The density at d2 is that at d1 times F/K.
    const owed = sign * normalCdf(sign * d2, (density * forward) / strike);
    interest = (-Math.log(discount) / years) * discount * (forward * held - strike * owed);
  }
  into.delta = discount * held;
  into.gamma = (discount * density) / (forward * deviation);
  into.theta = (interest - (discount * forward * density * deviation) / (2 * years)) / DAYS_PER_YEAR;
  into.vega = (discount * forward * density * Math.sqrt(years)) / POINTS_PER_UNIT;
}

/**
 * What an option is worth beyond its intrinsic value, not discounted; by put-call parity the same for a call and a put
 * of one strike, and all that the one out of the money costs.
 */
function timeValue(forward: number, strike: number, deviation: number): number {
  if (deviation === 0) return 0;
  if (!(deviation > 0)) return Number.NaN;
  const distance = Math.abs(Math.log(forward / strike)) / deviation;
  const half = deviation / 2;
  // Near the money, unless there are but seconds left, Black's two terms differ enough to be subtracted.
  if (distance < half && half > NARROW) {
    const near = Math.min(forward, strike) * normalCdf(half - distance);
    return near - Math.max(forward, strike) * normalCdf(-half - distance);
  }
  // Further out they agree in all their digits. Their common factor leaves a difference that keeps them.
  const factor = Math.exp(-0.5 * (distance * distance + half * half)) / SQRT_TWO_PI;
  return factor === 0 ? 0 : Math.sqrt(forward * strike) * factor * millsDrop(distance, half);
}
