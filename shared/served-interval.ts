/** Up to a second intervals are whole multiples of this, beyond it of a second: sessions then share some 160 timers, whatever they ask for. */
const FINE_MS = 10;
const COARSE_MS = 1_000;

/** The interval that serves a wish (`everyMs`): the next one up that has a timer. */
export function servedInterval(everyMs: number): number {
  const step = everyMs <= COARSE_MS ? FINE_MS : COARSE_MS;
  return Math.ceil(everyMs / step) * step;
}
