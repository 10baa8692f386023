/** Whole milliseconds beyond which latencies are told as that long. */
const LONGEST_MS = 60_000;

/** How long ticks took, counted by whole milliseconds: as finely as both clocks count. */
export class Latencies {
  #counts = new Uint32Array(LONGEST_MS + 1);
  #total = 0;

  add(ms: number): void {
    this.#counts[Math.min(LONGEST_MS, Math.max(0, Math.round(ms)))]!++;
    this.#total++;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  get total(): number {
    return this.#total;
  }

  /** The time that this part of all ticks took at most; null when there was none. */
  quantile(part: number): number | null {
    let left = Math.ceil(this.#total * part);
    if (left === 0) return null;
    for (let ms = 0; ms <= LONGEST_MS; ms++) {
      left -= this.#counts[ms]!;
      if (left <= 0) return ms;
    }
    return LONGEST_MS;
  }
}
