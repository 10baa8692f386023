import type { InstrumentKey, Segment } from "../../shared/instrument-key.ts";
import { dayDate } from "../../shared/ist.ts";
import { OptionType } from "./instrument-row.ts";
import type { InstrumentTable } from "./instrument-table.ts";

const NOT_LISTED = -1;

/**
 * The options of one underlying that end on one day, by strike. It knows rows of the table; keys, which are texts, are
 * made when asked for, as a series lists hundreds of legs of which a chain shows a few.
 */
export class OptionSeries {
  readonly underlying: string;
  /** `YYYY-MM-DD` */
  readonly expiry: string;
  readonly segment: Segment;
  readonly lotSize: number;
  /** Largest quantity of one order; 0 while unknown. */
  readonly freezeQuantity: number;
  /** Rupees, ascending, each once. A strike's place here is its place in everything below. */
  readonly strikes: Float64Array;
  readonly #table: InstrumentTable;
  readonly #ceRows: Int32Array;
  readonly #peRows: Int32Array;

  /** @param rows all options of the series, at least one. Of two with one strike and type the first counts. */
  constructor(table: InstrumentTable, rows: Int32Array) {
    const { strike, optionType, lotSize, freezeQuantity, expiryDay } = table.columns;
    const first = rows[0]!;
    this.underlying = table.underlyingAt(first);
    this.expiry = dayDate(expiryDay[first]!);
    this.segment = table.segmentAt(first);
    this.lotSize = lotSize[first]!;
    this.freezeQuantity = freezeQuantity[first]!;
    this.strikes = ascendingOnce(Float64Array.from(rows, (row) => strike[row]!));
    this.#table = table;
    this.#ceRows = new Int32Array(this.strikes.length).fill(NOT_LISTED);
    this.#peRows = this.#ceRows.slice();
    for (const row of rows) {
      const side = optionType[row] === OptionType.call ? this.#ceRows : this.#peRows;
      const place = placeOf(this.strikes, strike[row]!);
      if (side[place] === NOT_LISTED) side[place] = row;
    }
  }

  /** Calls by strike, all of them; null where none is listed. */
  get ceKeys(): (InstrumentKey | null)[] {
    return Array.from(this.#ceRows, (row) => this.#keyAt(row));
  }

  /** Puts by strike, all of them; null where none is listed. */
  get peKeys(): (InstrumentKey | null)[] {
    return Array.from(this.#peRows, (row) => this.#keyAt(row));
  }

  /** The call or put at a place of `strikes`; -1 where none is listed. */
  rowAt(place: number, type: "CE" | "PE"): number {
    return (type === "CE" ? this.#ceRows : this.#peRows)[place] ?? NOT_LISTED;
  }

  /** Calls and puts that are listed at the strikes from place `from` up to, not including, `to`. */
  legs(from: number, to: number): InstrumentKey[] {
    const legs: InstrumentKey[] = [];
    for (let place = from; place < to; place++) {
      for (const side of [this.#ceRows, this.#peRows]) {
        const key = this.#keyAt(side[place]!);
        if (key !== null) legs.push(key);
      }
    }
    return legs;
  }

  /** The call and the put at a place; null where none is listed. */
  legsAt(place: number): { ce: InstrumentKey | null; pe: InstrumentKey | null } {
    return { ce: this.#keyAt(this.#ceRows[place]!), pe: this.#keyAt(this.#peRows[place]!) };
  }

  /** Place of a leg's strike; -1 for what is no leg of this series. */
  placeOf(key: InstrumentKey): number {
    const row = this.#table.find(key);
    if (row === -1) return -1;
    const place = placeOf(this.strikes, this.#table.columns.strike[row]!);
    return this.#ceRows[place] === row || this.#peRows[place] === row ? place : -1;
  }

  #keyAt(row: number): InstrumentKey | null {
    return row === NOT_LISTED ? null : this.#table.keyAt(row);
  }
}

function ascendingOnce(strikes: Float64Array): Float64Array {
  return strikes.sort().filter((strike, place) => place === 0 || strike !== strikes[place - 1]);
}

/** Place of a strike that is there. */
function placeOf(strikes: Float64Array, strike: number): number {
  let low = 0;
  let high = strikes.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (strikes[middle]! < strike) low = middle + 1;
    else high = middle;
  }
  return low;
}
