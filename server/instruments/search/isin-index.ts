import type { InstrumentTable } from "../instrument-table.ts";

/** An ISIN, or what of one says already whose it is: `INE002A`. */
const ISIN_BEGUN = /^IN[A-Z0-9]\d{3}[A-Z0-9]{1,6}$/;

const ROWS_PER_SLICE = 10_000;

/** Rows by ISIN: their numbers in the order of ISINs, as a text is made of each only when it is compared. */
export class IsinIndex {
  readonly #table: InstrumentTable;
  readonly #rows: Int32Array;

  private constructor(table: InstrumentTable, rows: Int32Array) {
    this.#table = table;
    this.#rows = rows;
  }

  /** Yields where a slice of the work is done. */
  static *build(table: InstrumentTable): Generator<void, IsinIndex> {
    const listed: { isin: string; row: number }[] = [];
    for (let row = 0; row < table.size; row++) {
      if (row % ROWS_PER_SLICE === 0) yield;
      // Nothing that expires has one.
      const isin = table.columns.expiryDay[row] === 0 ? table.isinAt(row) : "";
      if (isin !== "") listed.push({ isin, row });
    }
    yield;
    listed.sort((a, b) => (a.isin < b.isin ? -1 : a.isin > b.isin ? 1 : a.row - b.row));
    return new IsinIndex(
      table,
      Int32Array.from(listed, ({ row }) => row),
    );
  }

  /** Rows whose ISIN begins so, by ISIN and then in the master's order; none for what is no ISIN. */
  *rowsOf(text: string): Generator<number> {
    const isin = text.toUpperCase();
    if (!ISIN_BEGUN.test(isin)) return;
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#table.isinAt(this.#rows[middle]!) < isin) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.#rows.length; at++) {
      const row = this.#rows[at]!;
      if (!this.#table.isinAt(row).startsWith(isin)) return;
      yield row;
    }
  }
}
