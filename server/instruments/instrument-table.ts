import {
  formatInstrumentKey,
  type InstrumentKey,
  parseInstrumentKey,
  SEGMENT_NUMBER,
  SEGMENTS,
  type Segment,
} from "../../shared/instrument-key.ts";
import type { InstrumentColumns } from "./instrument-columns.ts";
import { contractName } from "./instrument-name.ts";
import { INSTRUMENT_KINDS, type InstrumentKind, OptionType } from "./instrument-row.ts";
import type { InternedTexts } from "./interned-texts.ts";
import type { RowIndex } from "./row-index.ts";
import type { TextColumn } from "./text-column.ts";

const SEGMENT_OF: readonly (Segment | undefined)[] = SEGMENTS.reduce<Segment[]>((names, segment) => {
  names[SEGMENT_NUMBER[segment]] = segment;
  return names;
}, []);

export interface InstrumentTableParts {
  size: number;
  columns: InstrumentColumns;
  index: RowIndex;
  symbols: TextColumn;
  displayNames: TextColumn;
  isins: TextColumn;
  underlyings: InternedTexts;
  serieses: InternedTexts;
}

/**
 * Every instrument of one day's master, fixed once built. Rows are numbered from 0 in the master's order; a row number
 * means nothing in another table. Numbers are read from `columns`, texts through the methods, which make a string at
 * each call. Methods that take a row throw RangeError on one that is not there.
 */
export class InstrumentTable {
  readonly size: number;
  readonly columns: InstrumentColumns;
  /** Tickers by the numbers of `columns.underlying`. */
  readonly underlyings: readonly string[];
  /** Series by the numbers of `columns.series`. */
  readonly serieses: readonly string[];
  readonly #parts: InstrumentTableParts;

  constructor(parts: InstrumentTableParts) {
    this.size = parts.size;
    this.columns = parts.columns;
    this.underlyings = parts.underlyings.texts;
    this.serieses = parts.serieses.texts;
    this.#parts = parts;
  }

  /** Row of an instrument of the wire, or -1. */
  rowOf(segmentNumber: number, securityId: number): number {
    return this.#parts.index.rowOf(this.columns, segmentNumber, securityId);
  }

  /** Row of a key, or -1 for what is not listed or is no key. */
  find(key: InstrumentKey): number {
    const ref = parseInstrumentKey(key);
    return ref === null ? -1 : this.rowOf(SEGMENT_NUMBER[ref.segment], ref.securityId);
  }

  keyAt(row: number): InstrumentKey {
    return formatInstrumentKey(this.segmentAt(row), this.columns.securityId[row]!);
  }

  segmentAt(row: number): Segment {
    return SEGMENT_OF[this.#number(this.columns.segment, row)]!;
  }

  kindAt(row: number): InstrumentKind {
    return INSTRUMENT_KINDS[this.#number(this.columns.kind, row)]!;
  }

  optionTypeAt(row: number): "CE" | "PE" | null {
    const type = this.#number(this.columns.optionType, row);
    return type === OptionType.none ? null : type === OptionType.call ? "CE" : "PE";
  }

  /** The exchange's own name: `RELIANCE`, `NIFTY-Nov2026-25000-CE`; contracts of BSE and MCX share theirs. */
  symbolAt(row: number): string {
    return this.#parts.symbols.at(row);
  }

  /** `Reliance Industries`, `NIFTY 24 NOV 25000 CALL`. */
  displayNameAt(row: number): string {
    return this.#parts.displayNames.at(row);
  }

  underlyingAt(row: number): string {
    return this.underlyings[this.#number(this.columns.underlying, row)]!;
  }

  /** Number of an underlying in `columns.underlying`, or -1 when nothing has it. */
  underlyingNumber(symbol: string): number {
    return this.#parts.underlyings.numberOf(symbol);
  }

  /** Empty for what has no series. */
  seriesAt(row: number): string {
    return this.serieses[this.#number(this.columns.series, row)]!;
  }

  /** Empty for what has no ISIN. */
  isinAt(row: number): string {
    return this.#parts.isins.at(row);
  }

  /** For people, expiry and strike spelt out: `NIFTY 24 Nov 2026 25,000 CE`, `CRUDEOIL 19 Dec 2026 FUT`, `RELIANCE`. */
  nameAt(row: number): string {
    const { expiryDay, strike } = this.columns;
    if (this.#number(expiryDay, row) === 0) return this.symbolAt(row);
    return contractName(this.underlyingAt(row), expiryDay[row]!, strike[row]!, this.optionTypeAt(row));
  }

  /** Whether a row's text is also that of a row of another table, without making strings of them. */
  hasSameText(
    text: "symbols" | "displayNames" | "isins",
    row: number,
    other: InstrumentTable,
    otherRow: number,
  ): boolean {
    return this.#parts[text].isSame(row, other.#parts[text], otherRow);
  }

  #number(column: Uint8Array | Uint32Array | Int32Array, row: number): number {
    const number = column[row];
    if (number === undefined) throw new RangeError(`no row ${row} among ${this.size}`);
    return number;
  }
}
