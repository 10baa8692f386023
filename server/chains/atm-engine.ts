/** When the ATM of a series was last worked out, and from what. */
export interface AtmState {
  /** Rupees; a strike that was listed then. */
  readonly strike: number;
  /** The underlying's price then, rupees. */
  readonly price: number;
  /** UTC milliseconds. */
  readonly at: number;
}

/** Places of a window's strikes in the list of strikes: from `from` up to, not including, `to`. */
export interface StrikeWindow {
  readonly from: number;
  readonly to: number;
}

/** The ATM moves only once the price is this part of a step past the middle between the old strike and the new. */
export const HYSTERESIS_STEPS = 0.1;
/** The ATM is not worked out again so soon after the last time, however fast the price moves. */
export const COOL_DOWN_MS = 5_000;
/** "Near the money", for the step: so many strikes each side. */
export const NEAR_STRIKES = 5;

/** Place of the strike nearest to a price, the lower one on a tie; -1 when there are none. Strikes ascend. */
export function nearestPlace(strikes: Float64Array, price: number): number {
  let low = 0;
  let high = strikes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (strikes[middle]! < price) low = middle + 1;
    else high = middle;
  }
  // `low` is the first strike at the price or above it.
  if (low === 0) return strikes.length === 0 ? -1 : 0;
  if (low === strikes.length) return low - 1;
  return price - strikes[low - 1]! <= strikes[low]! - price ? low - 1 : low;
}

/**
 * Strike step at a place: the smallest gap between neighbours near it, since far strikes lie wider apart and the list
 * may begin anywhere. Infinity for a strike that is alone.
 */
export function stepNear(strikes: Float64Array, place: number): number {
  const { from, to } = strikeWindow(strikes.length, place, NEAR_STRIKES);
  let step = Number.POSITIVE_INFINITY;
  for (let i = from + 1; i < to; i++) step = Math.min(step, strikes[i]! - strikes[i - 1]!);
  return step;
}

/** So many strikes each side of a place, fewer where the list ends. */
export function strikeWindow(count: number, place: number, eachSide: number): StrikeWindow {
  return { from: Math.max(0, place - eachSide), to: Math.min(count, place + eachSide + 1) };
}

/** The ATM of a price, whatever it was before; null when no strike is listed. */
export function atmOf(strikes: Float64Array, price: number, at: number): AtmState | null {
  const place = nearestPlace(strikes, price);
  return place === -1 ? null : { strike: strikes[place]!, price, at };
}

/**
 * The ATM after a price: the same object while it stays. It is worked out again once the price has moved by a step
 * since the last time and the cool-down is over, and moves once the price is past the middle by the hysteresis. So a
 * price that swings about a boundary moves it once, and it trails the price by at most a step and a half.
 */
export function followAtm(state: AtmState, strikes: Float64Array, price: number, at: number): AtmState | null {
  const held = nearestPlace(strikes, state.strike);
  if (held === -1 || strikes[held] !== state.strike) return atmOf(strikes, price, at);
  // A clock that was set back must not hold the ATM until it has caught up.
  if (Math.abs(at - state.at) < COOL_DOWN_MS) return state;
  const step = stepNear(strikes, held);
  if (Math.abs(price - state.price) < step) return state;
  const strike = strikes[nearestPlace(strikes, price)]!;
  const pastMiddle = (Math.abs(price - state.strike) - Math.abs(price - strike)) / 2;
  if (strike !== state.strike && pastMiddle < HYSTERESIS_STEPS * step) return state;
  return { strike, price, at };
}
