/** Full-jitter back-off: anywhere between 0 and base × 2^attempt, capped. `attempt` counts from 0. */
export function fullJitter(attempt: number, baseMs: number, mostMs: number, random: () => number): number {
  return random() * Math.min(mostMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** A pause that doubles each time, without jitter, capped. `attempt` counts from 0. */
export function doubling(attempt: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
}
