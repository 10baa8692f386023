/** Time as the server sees it: passed in, so that tests can move it. */
export interface Clock {
  /** UTC milliseconds. */
  now(): number;
  /** Runs `fn` once after `ms`; the returned function cancels it. */
  after(ms: number, fn: () => void): Cancel;
  /** Runs `fn` every `ms` until cancelled. */
  every(ms: number, fn: () => void): Cancel;
}

export type Cancel = () => void;

/** The machine's clock, moved by `offsetMs`: the simulator can be asked for another day (SIM_DATE). */
export function systemClock(offsetMs = 0): Clock {
  return {
    now: () => Date.now() + offsetMs,
    after(ms, fn) {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    every(ms, fn) {
      const timer = setInterval(fn, ms);
      return () => clearInterval(timer);
    },
  };
}

/** Lets whatever else waits have its turn: long work does so every few milliseconds, or ticks would wait for it. */
export function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
