/** Prices that are looked back upon. */
const KEPT = 1_024;

/** How long the last prices took from the server's socket to the page. */
export class Delays {
  readonly #ms = new Float64Array(KEPT);
  #count = 0;

  /** Clocks are known to some milliseconds: what would be less than nothing is nothing. */
  add(ms: number): void {
    this.#ms[this.#count++ % KEPT] = Math.max(0, ms);
  }

  /** Milliseconds within which 99 of 100 came; null while there was none. */
  p99(): number | null {
    const kept = Math.min(this.#count, KEPT);
    return kept === 0 ? null : this.#ms.slice(0, kept).sort()[Math.ceil(kept * 0.99) - 1]!;
  }
}
