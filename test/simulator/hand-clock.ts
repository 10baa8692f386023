import type { Cancel, Clock } from "../../server/clock.ts";

interface Timer {
  at: number;
  everyMs: number | null;
  fn: () => void;
}

/** A clock that stands still until a test moves it; timers fire in their order on the way. */
export class HandClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs: number) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): Cancel {
    return this.#add({ at: this.#now + ms, everyMs: null, fn });
  }

  every(ms: number, fn: () => void): Cancel {
    return this.#add({ at: this.#now + ms, everyMs: ms, fn });
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = next.at;
      if (next.everyMs === null) this.#timers.delete(next);
      else next.at += next.everyMs;
      next.fn();
    }
    this.#now = end;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
