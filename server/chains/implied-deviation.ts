import { millsDrop, millsRatio, SQRT_TWO_PI } from "./normal.ts";

/**
 * Each step takes the error to its fourth power, so that 2^-12 becomes 2^-48 times a half at most: the last step
 * needs no look at what it has reached.
 */
const LAST_STEP = 2 ** -12;
/** Four are the most that any price was seen to need. */
export const STEPS_MOST = 6;

/**
 * Total standard deviation up to expiry, volatility times the root of the years, that makes an option worth what it is.
 * NaN where `stepsMost` do not lead there.
 *
 * Everything is measured in units of √(F·K), as in Jäckel's "Let's Be Rational" (2015): `moneyness` is |ln(F/K)|, `gap`
 * |F - K|, `timeValue` the price out of the money, and `headroom` how much more that could be worth at any volatility.
 *
 * With h = moneyness / s, t = s / 2 and M for Mills' ratio the option out of the money is worth its slope in s,
 * exp(-(h² + t²) / 2) / √2π, times M(h - t) - M(h + t); its headroom is the same slope times M(t - h) + M(t + h). Of
 * whichever is smaller the logarithm is solved for by Householder's step of third order: small numbers keep their
 * digits, a logarithm has no flat ends to be thrown out of, and all derivatives follow from values already there. So
 * no bracket has to catch the steps: from these guesses none was ever left, and what did not converge is no answer.
 */
export function impliedDeviation(
  moneyness: number,
  gap: number,
  timeValue: number,
  headroom: number,
  stepsMost: number = STEPS_MOST,
): number {
  const isUpper = headroom < timeValue;
  const target = SQRT_TWO_PI * (isUpper ? headroom : timeValue);
  let s = isUpper ? firstGuessAbove(moneyness, headroom) : firstGuess(moneyness, gap, timeValue);
  for (let step = 0; step < stepsMost; step++) {
    const h = moneyness / s;
    const t = s / 2;
    // Value over slope; the headroom falls where the value rises.
    const ratio = isUpper ? -(millsRatio(t - h) + millsRatio(t + h)) : millsDrop(h, t);
    const off = Math.log(Math.abs(ratio) / target) - 0.5 * (h * h + t * t);
    const newton = -off * ratio;
    // The second and third derivatives over the first, times the Newton step once and twice.
    const curve = (newton * (h * h - t * t)) / s;
    const second = curve + off;
    const bend = (newton * h) / s;
    const third = curve * curve - 3 * bend * bend - newton * newton * 0.25 + off * (3 * curve + 2 * off);
    const move = (newton * (1 + second / 2)) / (1 + second + third / 6);
    s += move;
    if (Math.abs(move) <= LAST_STEP * s) return s;
  }
  return Number.NaN;
}

/**
 * Bachelier's formula turned round: where the deviation is small, Black's differs from it by s²/24. How far out the
 * money is in deviations is one function of gap over time value; this one is right to 7e-5 up to 7 deviations, and to
 * 5 % beyond. So most legs of a chain take a single step.
 */
function firstGuess(moneyness: number, gap: number, timeValue: number): number {
  const p = Math.log1p(gap / (SQRT_TWO_PI * timeValue));
  const numerator = 1 + p * (0.27189784 + p * (0.042990746 + p * 0.0092764468));
  const denominator = 1 + p * (1.7750458 + p * (0.21253868 + p * (0.055589667 + p * 0.0047120562)));
  const normal = gap === 0 ? SQRT_TWO_PI * timeValue : moneyness / (p * Math.sqrt(numerator / denominator));
  return normal * (1 + (normal * normal) / 24);
}

/** Above the middle the headroom falls about like exp(-s²/8). */
function firstGuessAbove(moneyness: number, headroom: number): number {
  return Math.sqrt(2 * moneyness - 8 * Math.log(headroom));
}
