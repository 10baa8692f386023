import type { BuildUp } from "../../shared/option-analytics.ts";

/**
 * What a chain says as a whole. Columns have a place a strike, strikes ascend, NaN is what is not known: it counts
 * nothing, and what rests on nothing known is null.
 */

/** Sum of what is known of a side: its open interest, or its volume. */
export function total(column: Float64Array): number | null {
  let sum = 0;
  let isAnyKnown = false;
  for (const value of column) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    isAnyKnown = true;
  }
  return isAnyKnown ? sum : null;
}

/** Puts for one call (PCR), by open interest or by volume; null where there are no calls. */
export function putCallRatio(callTotal: number | null, putTotal: number | null): number | null {
  return callTotal === null || callTotal === 0 || putTotal === null ? null : putTotal / callTotal;
}

/**
 * The strike at which, were it the settlement price, the holders of all open options would be paid the least; the lower
 * one on a tie. Null while a side's open interest is not known, or there is none.
 *
 * From one strike to the next the payout grows by a step for each call at or below and falls by one for each put above.
 * So it is least at the first strike whose calls, with those below, are no fewer than the puts above it.
 */
export function maxPain(strikes: Float64Array, callOi: Float64Array, putOi: Float64Array): number | null {
  const calls = total(callOi);
  const puts = total(putOi);
  if (calls === null || puts === null || calls + puts === 0) return null;
  let callsUpTo = 0;
  let putsAbove = puts;
  for (let place = 0; place < strikes.length; place++) {
    callsUpTo += knownOr0(callOi[place]!);
    putsAbove -= knownOr0(putOi[place]!);
    if (callsUpTo >= putsAbove) return strikes[place]!;
  }
  return null;
}

/** Rupees for the call and the put of one strike, at the money: null unless both are known. */
export function straddlePrice(callPrice: number | null, putPrice: number | null): number | null {
  return isPositive(callPrice) && isPositive(putPrice) ? callPrice + putPrice : null;
}

/**
 * Volatility at the forward, a fraction a year: between the two strikes around it by the share of the way, so that it
 * does not jump when the ATM strike shifts. A strike's own is the mean of its two sides, or the one that is known; where
 * one strike has none the other's stands for both. Null where neither has, or the forward is beyond the list.
 */
export function atmVolatility(
  forward: number,
  strikes: Float64Array,
  callVolatility: Float64Array,
  putVolatility: Float64Array,
): number | null {
  const above = strikes.findIndex((strike) => strike >= forward);
  if (above === -1) return null;
  const upper = eitherSide(callVolatility[above]!, putVolatility[above]!);
  if (strikes[above] === forward && upper !== null) return upper;
  if (above === 0) return null;
  const lower = eitherSide(callVolatility[above - 1]!, putVolatility[above - 1]!);
  if (lower === null || upper === null) return lower ?? upper;
  const way = (forward - strikes[above - 1]!) / (strikes[above]! - strikes[above - 1]!);
  return lower + way * (upper - lower);
}

/**
 * One standard deviation of the underlying up to expiry, rupees: `forward * volatility * √years`. It ends inside that
 * two times in three. The other convention, 0.85 of the straddle, is about two thirds of this one: at the money a
 * straddle costs the mean move, 0.8 of a deviation, and 0.85 of that has no meaning of its own.
 */
export function expectedMove(forward: number | null, volatility: number | null, years: number): number | null {
  return isPositive(forward) && isPositive(volatility) && isPositive(years)
    ? forward * volatility * Math.sqrt(years)
    : null;
}

/** From the changes since the previous day; null where one is not known or nothing changed. */
export function buildUp(priceChange: number | null, oiChange: number | null): BuildUp | null {
  if (!priceChange || !oiChange) return null;
  if (oiChange > 0) return priceChange > 0 ? "long-build-up" : "short-build-up";
  return priceChange > 0 ? "short-covering" : "long-unwinding";
}

function eitherSide(call: number, put: number): number | null {
  if (isPositive(call)) return isPositive(put) ? (call + put) / 2 : call;
  return isPositive(put) ? put : null;
}

function knownOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function isPositive(value: number | null): value is number {
  return value !== null && value > 0 && value < Number.POSITIVE_INFINITY;
}
