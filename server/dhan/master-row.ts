import { MAX_SECURITY_ID, SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import type { InstrumentKind, InstrumentRow } from "../instruments/instrument-row.ts";
import type { MasterColumns } from "./master-columns.ts";
import { underlyingOfContract, underlyingTicker } from "./master-underlying.ts";
import { decimalOf, expiryDayOf, trimmed } from "./master-values.ts";

/** Rows left out by rule: nothing is wrong with them. */
export const DROP_REASONS = ["dummy", "expired", "unsupportedSegment", "duplicate"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Rows that cannot be read, by the field that is wrong; `line`: not even columns. */
export const BAD_REASONS = [
  "line",
  "segment",
  "kind",
  "securityId",
  "symbol",
  "expiry",
  "optionType",
  "strike",
  "lotSize",
  "tickSize",
] as const;
export type BadReason = (typeof BAD_REASONS)[number];

const DUMMY = "NSETEST";
const PAISE_PER_RUPEE = 100;
const MOST_UNITS = 4_294_967_295;

/** Wire number of an exchange and its segment letter; null where the feed has none. */
const SEGMENTS: ReadonlyMap<string, number | null> = new Map([
  ["NSE,I", SEGMENT_NUMBER.IDX_I],
  ["BSE,I", SEGMENT_NUMBER.IDX_I],
  ["NSE,E", SEGMENT_NUMBER.NSE_EQ],
  ["BSE,E", SEGMENT_NUMBER.BSE_EQ],
  ["NSE,D", SEGMENT_NUMBER.NSE_FNO],
  ["BSE,D", SEGMENT_NUMBER.BSE_FNO],
  ["NSE,C", SEGMENT_NUMBER.NSE_CURRENCY],
  ["BSE,C", SEGMENT_NUMBER.BSE_CURRENCY],
  ["MCX,M", SEGMENT_NUMBER.MCX_COMM],
  ["NSE,M", null],
]);

const KINDS: ReadonlyMap<string, { kind: InstrumentKind; form: "cash" | "future" | "option" }> = new Map([
  ["INDEX", { kind: "INDEX", form: "cash" }],
  ["EQUITY", { kind: "EQUITY", form: "cash" }],
  ["FUTIDX", { kind: "FUTIDX", form: "future" }],
  ["FUTSTK", { kind: "FUTSTK", form: "future" }],
  ["FUTCUR", { kind: "FUTCUR", form: "future" }],
  ["FUTCOM", { kind: "FUTCOM", form: "future" }],
  ["OPTIDX", { kind: "OPTIDX", form: "option" }],
  ["OPTSTK", { kind: "OPTSTK", form: "option" }],
  ["OPTCUR", { kind: "OPTCUR", form: "option" }],
  ["OPTFUT", { kind: "OPTFUT", form: "option" }],
]);

/**
 * Reads the split rows of one file. Facts about the values: TICK_SIZE is in paise, except an index's; LOT_SIZE reads
 * `65.0`; futures have a strike of -0.01 or 0; UNDERLYING_SECURITY_ID is the exchange's token and not the feed's id, so
 * derivatives are joined to their underlying by ticker.
 */
export class MasterRowReader {
  readonly #columns: MasterColumns;
  readonly #today: number;

  /** @param today day number; what expired before it is left out. */
  constructor(columns: MasterColumns, today: number) {
    this.#columns = columns;
    this.#today = today;
  }

  /** The row's instrument, or why it is none. `fields` may be too few or too many. */
  read(fields: readonly string[]): InstrumentRow | DropReason | BadReason {
    const { place } = this.#columns;
    const segment = SEGMENTS.get(`${text(fields, place.exchange)},${text(fields, place.segment)}`);
    if (segment === null) return "unsupportedSegment";
    if (segment === undefined) return "segment";

    const ticker = text(fields, place.ticker);
    const symbol = text(fields, place.symbol);
    if (ticker.includes(DUMMY) || symbol.includes(DUMMY)) return "dummy";

    const kind = KINDS.get(text(fields, place.kind));
    if (kind === undefined) return "kind";
    const securityId = decimalOf(text(fields, place.securityId));
    if (!isWhole(securityId, 1, MAX_SECURITY_ID)) return "securityId";

    const isCash = kind.form === "cash";
    const expiryDay = isCash ? 0 : expiryDayOf(text(fields, place.expiry));
    if (!isCash && !(expiryDay > 0)) return "expiry";
    if (!isCash && expiryDay < this.#today) return "expired";

    const isOption = kind.form === "option";
    const optionType = isOption ? text(fields, place.optionType) : null;
    if (optionType !== null && optionType !== "CE" && optionType !== "PE") return "optionType";
    const strike = isOption ? decimalOf(text(fields, place.strike)) : Number.NaN;
    if (isOption && !(strike > 0)) return "strike";

    const lotSize = decimalOf(text(fields, place.lotSize));
    if (!isWhole(lotSize, 1, MOST_UNITS)) return "lotSize";
    const tick = decimalOf(text(fields, place.tickSize));
    if (!(tick >= 0)) return "tickSize";

    const displayName = text(fields, place.displayName);
    const underlying = isCash ? ticker : this.#underlying(ticker, displayName);
    const ownSymbol = isCash ? ticker : symbol || ticker;
    if (underlying === "" || ownSymbol === "") return "symbol";

    const freezeQuantity = decimalOf(text(fields, place.freezeQuantity));
    return {
      segment,
      securityId,
      kind: kind.kind,
      symbol: ownSymbol,
      displayName: displayName || ownSymbol,
      underlying,
      expiryDay,
      strike,
      optionType,
      lotSize,
      tickSize: kind.kind === "INDEX" ? tick : tick / PAISE_PER_RUPEE,
      freezeQuantity: isWhole(freezeQuantity, 1, MOST_UNITS) ? freezeQuantity : 0,
      isin: isCash ? present(text(fields, place.isin)) : "",
      series: isCash ? present(text(fields, place.series)) : "",
    };
  }

  #underlying(ticker: string, displayName: string): string {
    return underlyingTicker(this.#columns.isTickerContractName ? underlyingOfContract(ticker, displayName) : ticker);
  }
}

function text(fields: readonly string[], place: number): string {
  const field = fields[place];
  return field === undefined ? "" : trimmed(field);
}

function present(text: string): string {
  return text === "NA" ? "" : text;
}

function isWhole(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(value);
}
