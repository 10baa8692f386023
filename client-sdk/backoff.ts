/**
 * Full jitter: anywhere from 0 to the ceiling, so that clients cut off together do not come back together.
 * @param attempt 1 for the first retry.
 * @param random 0 (inclusive) to 1 (exclusive).
 */
export function fullJitterMs(
  attempt: number,
  limits: { backoffBaseMs: number; backoffCapMs: number },
  random: () => number,
): number {
  const ceiling = Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** (attempt - 1));
  return Math.floor(random() * ceiling);
}
