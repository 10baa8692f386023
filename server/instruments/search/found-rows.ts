import type { Reading } from "./search-query.ts";

/** Rows of one search in the order they were found, each once, as many as are wanted. */
export class FoundRows {
  readonly rows: number[] = [];
  /** How the query was understood that led to each; null where all of it was taken for a name. */
  readonly readings: (Reading | null)[] = [];
  readonly #most: number;
  readonly #isWanted: (row: number) => boolean;
  readonly #seen = new Set<number>();

  constructor(most: number, isWanted: (row: number) => boolean) {
    this.#most = most;
    this.#isWanted = isWanted;
  }

  get size(): number {
    return this.rows.length;
  }

  get isFull(): boolean {
    return this.rows.length >= this.#most;
  }

  /** Takes at most so many new rows out of `found`, and asks it for no more than it has room for. */
  take(found: Iterable<number>, reading: Reading | null = null, most = this.#most): void {
    const full = Math.min(this.#most, this.rows.length + most);
    if (this.rows.length >= full) return;
    for (const row of found) {
      if (this.#seen.has(row) || !this.#isWanted(row)) continue;
      this.#seen.add(row);
      this.readings.push(reading);
      if (this.rows.push(row) >= full) return;
    }
  }
}
