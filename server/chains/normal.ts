/** The standard normal distribution, right to about 1e-15 of each value, far tails included. */

export const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Beyond it the density is less than any double. */
const DENSITY_ENDS = 39;
/** From here on Mills' ratio is 1/z to the last digit, and the polynomials' powers stay far from overflow. */
const MILLS_FAR = 1e8;
/** Below this half-width a difference of two Mills' ratios has lost four digits, and two terms of its series have all. */
export const NARROW = 2 ** -13;

export function normalDensity(x: number): number {
  if (Math.abs(x) > DENSITY_ENDS) return 0;
  // exp turns an absolute error of x²/2 into a relative one, up to 700 roundings in the tail. The square of the first
  // 24 bits of x is exact; the rest of x²/2 stays under 1e-4, where three terms of exp are all of it.
  const head = Math.fround(x);
  const rest = -0.5 * (x - head) * (x + head);
  return (Math.exp(-0.5 * head * head) * (1 + rest * (1 + (rest / 2) * (1 + rest / 3)))) / SQRT_TWO_PI;
}

/** What lies below x. Who knows the density at x already may give it. */
export function normalCdf(x: number, density: number = normalDensity(x)): number {
  const tail = density * millsRatio(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

/**
 * Mills' ratio: the tail beyond z over the density at z. It falls smoothly like 1/z, so that what would underflow or
 * cancel as a difference of tails is computed with all digits. The quotient is fitted by minimax to z >= 0, where no
 * coefficient is negative and nothing cancels; its own error is 1e-17.
 */
export function millsRatio(z: number): number {
  return z < 0 ? SQRT_TWO_PI * Math.exp(0.5 * z * z) - upperMillsRatio(-z) : upperMillsRatio(z);
}

function upperMillsRatio(z: number): number {
  if (z > MILLS_FAR) return 1 / z;
  // biome-ignore format: one coefficient a line
  const numerator = 1.2533141373155003 +
    z * (2.1503072617263688 +
    z * (1.822639496489359 +
    z * (0.9890990987956153 +
    z * (0.3774952475506495 +
    z * (0.10548323313124264 +
    z * (0.021842078567357627 +
    z * (0.0033163131995495245 +
    z * (0.0003550958231541824 +
    z * (2.4427623323846658e-5 +
    z * 8.32902931190942e-7)))))))));
  // biome-ignore format: one coefficient a line
  const denominator = 1 +
    z * (2.513581525916623 +
    z * (2.9598038060064784 +
    z * (2.159939417161441 +
    z * (1.088194003959168 +
    z * (0.3986354627582769 +
    z * (0.1087506911017831 +
    z * (0.02219550858437064 +
    z * (0.0033407408228760395 +
    z * (0.00035592872608536006 +
    z * (2.4427623323846665e-5 +
    z * 8.329029311909419e-7))))))))));
  return numerator / denominator;
}

/** How far Mills' ratio falls from `middle - half` to `middle + half`; both at least 0. */
export function millsDrop(middle: number, half: number): number {
  if (half > NARROW) return millsRatio(middle - half) - millsRatio(middle + half);
  const ratio = millsRatio(middle);
  const first = middle * ratio - 1;
  const second = ratio + middle * first;
  const third = 2 * first + middle * second;
  return -2 * half * (first + (half * half * third) / 6);
}
