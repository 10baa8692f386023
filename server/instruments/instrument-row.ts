import { INSTRUMENT_KINDS, type InstrumentKind } from "../../shared/instrument-kind.ts";

export { INSTRUMENT_KINDS, type InstrumentKind };

/** Option types as the table's column numbers them. */
export const OptionType = { none: 0, call: 1, put: 2 } as const;

/** One instrument on its way into the table. */
export interface InstrumentRow {
  /** SEGMENT_NUMBER of the wire. */
  segment: number;
  securityId: number;
  kind: InstrumentKind;
  /** Ticker of a share or an index (RELIANCE, NIFTY); the exchange's name of a contract, which need not be unique. */
  symbol: string;
  /** Name for people as the master gives it (`Reliance Industries`, `NIFTY 23 NOV 18950 CALL`). */
  displayName: string;
  /** Ticker of what a derivative's price follows, spelt like that instrument's own; a share's or an index's own ticker. */
  underlying: string;
  /** shared/ist.ts day number; 0 for what never expires. */
  expiryDay: number;
  /** Rupees; NaN for what is no option. */
  strike: number;
  optionType: "CE" | "PE" | null;
  /** Units; MCX counts in lots, so 1. */
  lotSize: number;
  /** Least price step in rupees; 0 where the master gives none. */
  tickSize: number;
  /** Largest quantity of one order; 0 while unknown. */
  freezeQuantity: number;
  /** Empty for what has none, as derivatives. */
  isin: string;
  /** Exchange's series (EQ, BE, SG, A); empty for what has none, as derivatives. */
  series: string;
}

/** Takes instruments one by one. What a parser of the master writes to. */
export interface InstrumentSink {
  /** False when the segment already has that security id: the first one stays. */
  add(row: InstrumentRow): boolean;
}
