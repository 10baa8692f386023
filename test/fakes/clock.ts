import type { Cancel, Clock } from "../../server/clock.ts";

interface Timer {
  at: number;
  /** Null for one that runs once. */
  everyMs: number | null;
  fn: () => void;
}

/** A clock that stands still until a test moves it. */
export class HandClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** @param nowMs UTC milliseconds to start at. */
  constructor(nowMs = 0) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): Cancel {
    return this.#add({ at: this.#now + ms, everyMs: null, fn });
  }

  every(ms: number, fn: () => void): Cancel {
    if (!(ms > 0)) throw new Error("an interval of no length would never let the clock move on");
    return this.#add({ at: this.#now + ms, everyMs: ms, fn });
  }

  /** Moves on by `ms` and runs what falls due on the way, each at its time; what is due at the same time runs in the order it was set. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(); timer !== null && timer.at <= end; timer = this.#next()) {
      this.#now = Math.max(this.#now, timer.at);
      this.#timers.delete(timer);
      if (timer.everyMs !== null) this.#timers.add(Object.assign(timer, { at: timer.at + timer.everyMs }));
      timer.fn();
    }
    this.#now = end;
  }

  /** Timers that are set: 0 when whatever used the clock has let go of it. */
  get pending(): number {
    return this.#timers.size;
  }

  /** How long until the next timer; null when there is none. */
  get nextTimerMs(): number | null {
    const next = this.#next();
    return next === null ? null : next.at - this.#now;
  }

  #next(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.at < next.at) next = timer;
    return next;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }
}
