import type { InstrumentKind } from "../universe.ts";

/** Prices of a day that an exchange takes, in rupees. */
export interface PriceLimits {
  readonly upper: number;
  readonly lower: number;
}

/** How far a future may move, as part of its underlying's price. */
const FUTURE_REACH: Readonly<Partial<Record<InstrumentKind, number>>> = { FUTCUR: 0.03, FUTCOM: 0.06 };
const USUAL_FUTURE_REACH = 0.1;
/** How far an option may: for a move of the underlying times its delta, and a little whatever its delta. */
const OPTION_REACH = 0.025;
const LEAST_OPTION_REACH = 0.0008;
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Logistic curve nearest to the normal distribution. */
const LOGISTIC = 1.702;

export function cashLimits(previousClose: number, circuit: number, tick: number): PriceLimits {
  if (circuit === 0) return { upper: 0, lower: 0 };
  return limits(previousClose, previousClose * circuit, tick);
}

export function futureLimits(kind: InstrumentKind, previousClose: number, tick: number): PriceLimits {
  return limits(previousClose, previousClose * (FUTURE_REACH[kind] ?? USUAL_FUTURE_REACH), tick);
}

/** Around a rough value of the option, from a normal distribution: good enough for limits, and fast. */
export function optionLimits(
  isCall: boolean,
  strike: number,
  previousClose: number,
  deviation: number,
  tick: number,
): PriceLimits {
  const inside = isCall ? previousClose - strike : strike - previousClose;
  const distance = inside / deviation;
  const delta = 1 / (1 + Math.exp(-LOGISTIC * distance));
  const value = Math.max(0, inside, inside * delta + (deviation * Math.exp((-distance * distance) / 2)) / SQRT_TWO_PI);
  return limits(value, previousClose * (LEAST_OPTION_REACH + OPTION_REACH * delta), tick);
}

function limits(value: number, reach: number, tick: number): PriceLimits {
  return {
    upper: Math.max(1, Math.floor((value + reach) / tick)) * tick,
    lower: Math.max(1, Math.ceil((value - reach) / tick)) * tick,
  };
}
