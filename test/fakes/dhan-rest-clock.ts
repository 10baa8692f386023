import type { Clock } from "../../server/clock.ts";

interface Timer {
  at: number;
  everyMs: number | null;
  fn: () => void;
}

/** A clock that moves only when told. */
export class MovableClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void) {
    return this.#add({ at: this.#now + ms, everyMs: null, fn });
  }

  every(ms: number, fn: () => void) {
    return this.#add({ at: this.#now + ms, everyMs: ms, fn });
  }

  /** How long until the next timer; null when there is none. */
  get nextTimerMs(): number | null {
    const next = this.#next();
    return next === null ? null : next.at - this.#now;
  }

  /** Moves on, running what falls due on the way, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(); timer !== null && timer.at <= end; timer = this.#next()) {
      this.#now = timer.at;
      if (timer.everyMs === null) this.#timers.delete(timer);
      else timer.at += timer.everyMs;
      timer.fn();
    }
    this.#now = end;
  }

  #next(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.at < next.at) next = timer;
    return next;
  }

  #add(timer: Timer) {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
