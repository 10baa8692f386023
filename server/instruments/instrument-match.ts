import { type InstrumentKey, SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { INSTRUMENT_KINDS } from "./instrument-row.ts";
import type { InstrumentTable } from "./instrument-table.ts";

const NONE = -1;
const IS_CASH = INSTRUMENT_KINDS.map((kind) => kind === "INDEX" || kind === "EQUITY");
const INDEX = INSTRUMENT_KINDS.indexOf("INDEX");

/** What has become of an instrument in another master. */
export type KeptFate = "listed" | "gone" | "reassigned";

/**
 * Which instruments of one master are which of the next. The key tells, as long as it names the same thing: Dhan gives
 * the ids of what has ended to what comes, and whoever trusted the key alone would show one contract's price, and keep
 * one's place in a chain, under another's name.
 *
 * A contract is the same while its kind, underlying, expiry, strike and side are: one whose strike was adjusted, or
 * whose expiry was moved, is another one to those who watch it. A share is the same while its ISIN is, for it outlives
 * changes of name; or its ticker, as a split changes the ISIN; or its name. A share that changed its ticker takes its
 * contracts with it.
 */
export class InstrumentMatch {
  readonly before: InstrumentTable;
  readonly after: InstrumentTable;
  /** New tickers by old ones that nothing has any more. */
  readonly renamed: ReadonlyMap<string, string>;
  /** By underlying number of the old table: the new table's number of the same ticker, and of the one it was renamed to. */
  readonly #sameTicker: Int32Array;
  readonly #newTicker: Int32Array;

  constructor(before: InstrumentTable, after: InstrumentTable) {
    this.before = before;
    this.after = after;
    this.#sameTicker = Int32Array.from(before.underlyings, (ticker) => after.underlyingNumber(ticker));
    this.#newTicker = this.#findRenamed();
    const renamed = new Map<string, string>();
    this.#newTicker.forEach((number, old) => {
      if (number !== NONE && this.#sameTicker[old] === NONE)
        renamed.set(before.underlyings[old]!, after.underlyings[number]!);
    });
    this.renamed = renamed;
  }

  /** Row of the new table with the same key as a row of the old one, whatever it names; -1 for none. */
  rowAfter(rowBefore: number): number {
    const { segment, securityId } = this.before.columns;
    return this.after.rowOf(segment[rowBefore]!, securityId[rowBefore]!);
  }

  /** Whether two rows of one key, of the old table and the new one, are the same instrument. */
  isSame(before: number, after: number): boolean {
    const old = this.before.columns;
    const now = this.after.columns;
    if (old.kind[before] !== now.kind[after]) return false;
    if (IS_CASH[old.kind[before]!]) return this.#isSameCash(before, after);
    return (
      old.expiryDay[before] === now.expiryDay[after] &&
      // NaN, which futures have, is no equal of itself.
      Object.is(old.strike[before], now.strike[after]) &&
      old.optionType[before] === now.optionType[after] &&
      this.#isSameUnderlying(old.underlying[before]!, now.underlying[after]!)
    );
  }

  /** A key that the old master does not list has no fate: null. */
  fateOf(key: InstrumentKey): KeptFate | null {
    const before = this.before.find(key);
    if (before === NONE) return null;
    const after = this.rowAfter(before);
    if (after === NONE) return "gone";
    return this.isSame(before, after) ? "listed" : "reassigned";
  }

  /** Which of these keys name nothing any more, and which name something else. */
  lostOf(keys: Iterable<InstrumentKey>): { delisted: InstrumentKey[]; reassigned: InstrumentKey[] } {
    const lost = { delisted: [] as InstrumentKey[], reassigned: [] as InstrumentKey[] };
    for (const key of keys) {
      const fate = this.fateOf(key);
      if (fate === "gone") lost.delisted.push(key);
      else if (fate === "reassigned") lost.reassigned.push(key);
    }
    return lost;
  }

  /** The new table's number of an underlying of the old one, under whatever ticker; -1 when nothing has either. */
  underlyingAfter(before: number): number {
    return this.#sameTicker[before] === NONE ? this.#newTicker[before]! : this.#sameTicker[before]!;
  }

  #isSameUnderlying(before: number, after: number): boolean {
    return this.#sameTicker[before] === after || this.#newTicker[before] === after;
  }

  #isSameCash(before: number, after: number): boolean {
    const old = this.before;
    const now = this.after;
    if (old.isinAt(before) !== "" && old.hasSameText("isins", before, now, after)) return true;
    return old.hasSameText("symbols", before, now, after) || old.hasSameText("displayNames", before, now, after);
  }

  /** Derivatives are joined to an index or to NSE's share by ticker, so those alone rename them. */
  #findRenamed(): Int32Array {
    const { kind, segment, underlying } = this.before.columns;
    const renamed = new Int32Array(this.before.underlyings.length).fill(NONE);
    for (let before = 0; before < this.before.size; before++) {
      const isFollowed =
        kind[before] === INDEX || (IS_CASH[kind[before]!] && segment[before] === SEGMENT_NUMBER.NSE_EQ);
      if (!isFollowed) continue;
      const after = this.rowAfter(before);
      if (after === NONE || this.before.hasSameText("symbols", before, this.after, after)) continue;
      const now = this.after.columns;
      if (now.kind[after] === kind[before] && this.#isSameCash(before, after))
        renamed[underlying[before]!] = now.underlying[after]!;
    }
    return renamed;
  }
}
