/**
 * So many at once, then one each interval. Keeps a single number: the time at which all that was taken is paid off
 * (the generic cell rate algorithm).
 */
export class Pace {
  readonly #burst: number;
  readonly #everyMs: number;
  #paidOffAt = 0;

  constructor(burst: number, everyMs: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
  }

  /** Milliseconds until one may be taken; 0 when it may be now. Takes nothing. */
  waitMs(now: number): number {
    return Math.max(0, this.#paidOffAt - now - (this.#burst - 1) * this.#everyMs);
  }

  /** Takes one, whether or not it may be. */
  take(now: number): void {
    this.#paidOffAt = Math.max(this.#paidOffAt, now) + this.#everyMs;
  }
}
