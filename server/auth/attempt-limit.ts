import type { Clock } from "../clock.ts";

export interface AttemptLimitOptions {
  clock: Clock;
  /** So many within so long, from the first on. */
  attempts: number;
  withinMs: number;
  /** Keys that are counted at once; the one counted first is forgotten for another. */
  remembered: number;
}

interface Counted {
  attempts: number;
  since: number;
}

/** How often somebody tried: an address, an account. What succeeds can be taken back, so that it counts failures. */
export class AttemptLimit {
  readonly #options: AttemptLimitOptions;
  readonly #counted = new Map<string, Counted>();

  constructor(options: AttemptLimitOptions) {
    this.#options = options;
  }

  /** Counts an attempt before it is made, so that many at once are not all let through. Returns how long to wait; null when it may be made. */
  take(key: string): number | null {
    const { clock, attempts, withinMs, remembered } = this.#options;
    const now = clock.now();
    let counted = this.#counted.get(key);
    if (counted === undefined || counted.since + withinMs <= now) {
      this.#counted.delete(key);
      if (this.#counted.size >= remembered) this.#counted.delete(this.#counted.keys().next().value!);
      counted = { attempts: 0, since: now };
      this.#counted.set(key, counted);
    }
    if (counted.attempts >= attempts) return counted.since + withinMs - now;
    counted.attempts++;
    return null;
  }

  /** How long to wait before the next attempt; null when it may be made now. Counts nothing. */
  waitMs(key: string): number | null {
    const { clock, attempts, withinMs } = this.#options;
    const counted = this.#counted.get(key);
    if (counted === undefined || counted.attempts < attempts) return null;
    const waitMs = counted.since + withinMs - clock.now();
    return waitMs > 0 ? waitMs : null;
  }

  /** The attempt was a good one: it does not count. */
  giveBack(key: string): void {
    const counted = this.#counted.get(key);
    if (counted !== undefined && counted.attempts > 0) counted.attempts--;
  }

  /** Forgets what was counted for a key. */
  clear(key: string): void {
    this.#counted.delete(key);
  }

  get size(): number {
    return this.#counted.size;
  }
}
