import { emptyColumns, firstRows, grownColumns, type InstrumentColumns } from "./instrument-columns.ts";
import {
  INSTRUMENT_KINDS,
  type InstrumentKind,
  type InstrumentRow,
  type InstrumentSink,
  OptionType,
} from "./instrument-row.ts";
import { InstrumentTable } from "./instrument-table.ts";
import { InternedTexts } from "./interned-texts.ts";
import { RowIndex } from "./row-index.ts";
import { TextColumn } from "./text-column.ts";

/**
 * Rows of a whole master, and a few more. Room that is never written to takes addresses and no memory, so it is neither
 * grown into by copies nor cut off at the end.
 */
const EXPECTED_ROWS = 300_000;
const KIND_NUMBER = Object.fromEntries(INSTRUMENT_KINDS.map((kind, i) => [kind, i])) as Record<InstrumentKind, number>;

/** Gathers instruments into a table. Once it is built it stays as it is: rows added after that are refused by an error. */
export class InstrumentTableBuilder implements InstrumentSink {
  #columns: InstrumentColumns;
  #size = 0;
  #built: InstrumentTable | null = null;
  readonly #index: RowIndex;
  readonly #symbols: TextColumn;
  readonly #displayNames: TextColumn;
  readonly #isins: TextColumn;
  readonly #underlyings = new InternedTexts();
  readonly #serieses = new InternedTexts();

  /** @param expectedRows more may come, at the price of copying those that are there. */
  constructor(expectedRows = EXPECTED_ROWS) {
    this.#columns = emptyColumns(expectedRows);
    this.#index = new RowIndex(expectedRows);
    this.#symbols = new TextColumn(expectedRows);
    this.#displayNames = new TextColumn(expectedRows);
    this.#isins = new TextColumn(expectedRows);
  }

  get size(): number {
    return this.#size;
  }

  add(row: InstrumentRow): boolean {
    if (this.#built !== null) throw new Error("the table is built");
    const at = this.#size;
    if (at === this.#columns.segment.length) this.#columns = grownColumns(this.#columns, (at + 1) * 2);
    const columns = this.#columns;
    columns.segment[at] = row.segment;
    columns.securityId[at] = row.securityId;
    if (!this.#index.add(columns, at)) return false;

    columns.kind[at] = KIND_NUMBER[row.kind];
    columns.underlying[at] = this.#underlyings.intern(row.underlying);
    columns.expiryDay[at] = row.expiryDay;
    columns.strike[at] = row.strike;
    columns.optionType[at] =
      row.optionType === null ? OptionType.none : row.optionType === "CE" ? OptionType.call : OptionType.put;
    columns.lotSize[at] = row.lotSize;
    columns.tickSize[at] = row.tickSize;
    columns.freezeQuantity[at] = row.freezeQuantity;
    columns.series[at] = this.#serieses.intern(row.series);
    this.#symbols.push(row.symbol);
    this.#displayNames.push(row.displayName);
    this.#isins.push(row.isin);
    this.#size++;
    return true;
  }

  /** The same table each time. */
  build(): InstrumentTable {
    this.#built ??= new InstrumentTable({
      size: this.#size,
      columns: firstRows(this.#columns, this.#size),
      index: this.#index,
      symbols: this.#symbols,
      displayNames: this.#displayNames,
      isins: this.#isins,
      underlyings: this.#underlyings,
      serieses: this.#serieses,
    });
    return this.#built;
  }
}
