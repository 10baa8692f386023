import type { Clock } from "../../clock.ts";

/** At most `count` requests in any window of `windowMs`, each key on its own. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #count: number;
  readonly #windowMs: number;
  /** Times of the requests let through in the last window. */
  readonly #taken = new Map<string, number[]>();

  constructor(clock: Clock, count: number, windowMs: number) {
    this.#clock = clock;
    this.#count = count;
    this.#windowMs = windowMs;
  }

  /** True when the request may be served; a refused one does not count. */
  take(key = ""): boolean {
    const now = this.#clock.now();
    this.#dropOld(now);
    const taken = this.#taken.get(key) ?? [];
    if (taken.length >= this.#count) return false;
    taken.push(now);
    this.#taken.set(key, taken);
    return true;
  }

  #dropOld(now: number): void {
    for (const [key, taken] of this.#taken) {
      while (taken.length > 0 && taken[0]! <= now - this.#windowMs) taken.shift();
      if (taken.length === 0) this.#taken.delete(key);
    }
  }
}
