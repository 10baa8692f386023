import { NO_IV_REASONS, type NoIvReason } from "../../shared/option-analytics.ts";
import type { Maturity } from "./black76.ts";
import { impliedDeviation } from "./implied-deviation.ts";

/**
 * A price in rupees, its division by the discount factor and F - K are each rounded to half of 2^-52 of the price. Of
 * a time value, or of what is left up to the bound, that is less than 16 times 2^-52 of the price, those errors are a
 * tenth and more: digits of rounding, not of the market.
 */
export const RESOLUTION = 2 ** -48;
/** And below this part of √(F·K) doubles lose their own digits. */
export const TIME_VALUE_LEAST = 2 ** -1000;

const NO_PRICE = codeOf("no-price");
const NO_FORWARD = codeOf("no-forward");
const NO_TIME = codeOf("no-time");
const BELOW_INTRINSIC = codeOf("below-intrinsic");
const ABOVE_BOUND = codeOf("above-bound");
const UNRESOLVABLE = codeOf("unresolvable");

/**
 * The volatility, a fraction a year, at which `price76` gives this price: always above 0. Or, where there is none, the
 * negative of a reason's code: nothing is allocated, thrown, or left to be NaN. Strike and price in rupees.
 *
 * Put-call parity takes an option in the money to the other side, whose price is all time value. The same inputs give
 * the same bits: nothing is remembered from the last call.
 */
export function impliedVolatility(maturity: Maturity, strike: number, isCall: boolean, price: number): number {
  const { forward, years, discount } = maturity;
  if (!isAmount(price)) return -NO_PRICE;
  if (!isAmount(forward) || !isAmount(strike) || !isAmount(discount)) return -NO_FORWARD;
  if (!isAmount(years)) return -NO_TIME;
  const undiscounted = price / discount;
  const timeValue = undiscounted - Math.max(0, isCall ? forward - strike : strike - forward);
  if (timeValue < 0) return -BELOW_INTRINSIC;
  const headroom = (isCall ? forward : strike) - undiscounted;
  if (headroom <= 0) return -ABOVE_BOUND;
  const scale = Math.sqrt(forward * strike);
  const least = Math.max(RESOLUTION * undiscounted, TIME_VALUE_LEAST * scale);
  if (timeValue <= least || headroom <= least) return -UNRESOLVABLE;
  const moneyness = Math.abs(Math.log(forward / strike));
  const gap = Math.abs(forward - strike) / scale;
  const deviation = impliedDeviation(moneyness, gap, timeValue / scale, headroom / scale);
  const volatility = deviation / Math.sqrt(years);
  return volatility > 0 ? volatility : -UNRESOLVABLE;
}

/** The reason behind a code; null for 0. */
export function noIvReason(code: number): NoIvReason | null {
  return NO_IV_REASONS[code - 1] ?? null;
}

function codeOf(reason: NoIvReason): number {
  return NO_IV_REASONS.indexOf(reason) + 1;
}

function isAmount(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}
