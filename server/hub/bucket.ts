/** So many at once, and so many a second afterwards. */
export class Bucket {
  readonly #size: number;
  readonly #perSecond: number;
  #left: number;
  #at = Number.NEGATIVE_INFINITY;

  constructor(size: number, perSecond: number) {
    this.#size = size;
    this.#perSecond = perSecond;
    this.#left = size;
  }

  /** Takes `count` at `now` (UTC milliseconds) if there are as many; otherwise none. */
  take(now: number, count: number): boolean {
    const refilled = Math.max(0, now - this.#at) * (this.#perSecond / 1000);
    this.#left = Math.min(this.#size, this.#left + refilled);
    this.#at = now;
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }
}
