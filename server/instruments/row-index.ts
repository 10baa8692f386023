import type { InstrumentColumns } from "./instrument-columns.ts";

const MOST_FILLED = 0.7;
/** 2^32 divided by the golden ratio: neighbouring ids land far apart. */
const SPREAD = 0x9e3779b1;

/**
 * Which row holds an instrument: a hash table of row numbers alone, since the columns have the keys. Four bytes a slot,
 * where a Map of numbers takes over forty; and ids scattered over all 32 bits cost no more than close ones.
 */
export class RowIndex {
  /** Row + 1 of each slot; 0 is free. */
  #slots: Int32Array;
  #size = 0;

  /** @param expectedRows more may come, at the price of placing all of them anew. */
  constructor(expectedRows: number) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(expectedRows / MOST_FILLED + 1)));
  }

  /** The instrument's row, or -1. */
  rowOf(columns: InstrumentColumns, segment: number, securityId: number): number {
    return this.#slots[this.#slotOf(columns, segment, securityId)]! - 1;
  }

  /** Notes that `row`, whose segment and id the columns already hold, is theirs; false when another row is. */
  add(columns: InstrumentColumns, row: number): boolean {
    if (this.#size + 1 > this.#slots.length * MOST_FILLED) this.#grow(columns);
    const slot = this.#slotOf(columns, columns.segment[row]!, columns.securityId[row]!);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = row + 1;
    this.#size++;
    return true;
  }

  #slotOf(columns: InstrumentColumns, segment: number, securityId: number): number {
    const last = this.#slots.length - 1;
    const hash = Math.imul(securityId ^ (segment << 28), SPREAD);
    for (let slot = (hash ^ (hash >>> 15)) & last; ; slot = (slot + 1) & last) {
      const row = this.#slots[slot]! - 1;
      if (row === -1 || (columns.securityId[row] === securityId && columns.segment[row] === segment)) return slot;
    }
  }

  #grow(columns: InstrumentColumns): void {
    const rows = this.#slots.filter((row) => row !== 0);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (const row of rows) {
      this.#slots[this.#slotOf(columns, columns.segment[row - 1]!, columns.securityId[row - 1]!)] = row;
    }
  }
}
