/**
 * Everything the simulated exchanges list, in columns: row `i` of each array is one instrument. The market prices it,
 * the feed and REST serve it, master-csv.ts prints it.
 */
export interface Universe {
  readonly size: number;
  /** SEGMENT_NUMBER of the wire. */
  readonly segment: Uint8Array;
  readonly securityId: Uint32Array;
  /** Place in INSTRUMENT_KINDS. */
  readonly kind: Uint8Array;
  /** Place in `underlyings`: what this row's price follows (an index and a share follow themselves). */
  readonly underlying: Int32Array;
  /** shared/ist.ts day number of the expiry date; 0 for what never expires. */
  readonly expiryDay: Int32Array;
  /** Rupees; NaN for what is no option. */
  readonly strike: Float64Array;
  readonly optionType: Uint8Array;
  /** Least price step in rupees. */
  readonly tickSize: Float64Array;
  readonly lotSize: Uint32Array;
  readonly underlyings: readonly Underlying[];
  /** Row of an instrument of the wire, or -1. */
  rowOf(segment: number, securityId: number): number;
}

export const INSTRUMENT_KINDS = [
  "INDEX",
  "EQUITY",
  "FUTIDX",
  "OPTIDX",
  "FUTSTK",
  "OPTSTK",
  "FUTCUR",
  "OPTCUR",
  "FUTCOM",
  "OPTFUT",
] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

export const OptionType = { none: 0, call: 1, put: 2 } as const;

/** One thing with a price of its own that walks; instruments follow it. */
export interface Underlying {
  /** UNDERLYING_SYMBOL of the master: NIFTY, RELIANCE, CRUDEOIL, USDINR. */
  readonly symbol: string;
  /** Previous close in rupees: where today's walk starts. */
  readonly previousClose: number;
  /** Annual volatility of its walk and of its at-the-money options, e.g. 0.12. */
  readonly volatility: number;
  /**
   * Place in `underlyings` of the one whose moves this repeats in proportion: CRUDEOILM goes with CRUDEOIL, RELIANCE's
   * contracts on BSE with its share. Absent for a walk of its own.
   */
  readonly follows?: number;
  /** Row of its index or NSE share; -1 for a currency pair or a commodity, which have no cash instrument. */
  readonly cashRow: number;
  /** How REST's option chain names it: UnderlyingSeg (wire number) and UnderlyingScrip. */
  readonly restSegment: number;
  readonly restId: number;
  /** Day numbers of its option expiries, ascending; empty when it has none. */
  readonly optionExpiryDays: Int32Array;
}
