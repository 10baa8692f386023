import type { InstrumentKind, Universe } from "../universe.ts";

/**
 * A universe with what the instrument master prints beside its columns. Rows of indices and shares come first, then
 * derivatives in runs.
 */
export interface ListedUniverse extends Universe {
  /** Day number the listing was made for; no contract expires before it. */
  readonly today: number;
  /** Names of rows 0 to `cash.length - 1`. */
  readonly cash: readonly CashListing[];
  /** Derivative rows from `cash.length` on, in row order and without gaps. */
  readonly runs: readonly ContractRun[];
  /** In the master like the others, but nobody trades them: tests of the exchange, and contracts long expired. */
  readonly untradable: readonly UntradableContract[];
}

/** What the master says of an index or a security of the cash market. */
export interface CashListing {
  readonly exchange: "NSE" | "BSE";
  /** `NA` for an index. */
  readonly isin: string;
  readonly symbol: string;
  /** Registered name, in capitals: RELIANCE INDUSTRIES LTD. */
  readonly name: string;
  /** Name on a screen: Reliance Industries. */
  readonly displayName: string;
  /** INDEX, ES (equity share), ETF, DBT, DEB, TB, MF and so on. */
  readonly instrumentType: string;
  readonly series: string;
  /** TICK_SIZE as printed: paise, but rupees for an index. */
  readonly tick: number;
  /** How many times the margin a share may be bought for on credit; 0 where it may not. */
  readonly mtfLeverage: number;
  /** Part of the previous close that a day's price may move either way; 0 for an index, which has no limits. */
  readonly circuit: number;
}

/** What the futures, or the options, of one underlying on one exchange have in common. */
export interface Product {
  readonly exchange: "NSE" | "BSE" | "MCX";
  /** SEGMENT of the master: D equity derivatives, C currency, M commodities. */
  readonly letter: "D" | "C" | "M";
  /** SEGMENT_NUMBER of the wire; -1 for NSE's commodities, which the feed does not carry. */
  readonly segment: number;
  readonly kind: InstrumentKind;
  readonly symbol: string;
  /** UNDERLYING_SECURITY_ID: the exchange's token (NIFTY 26000), not the feed's id (13). */
  readonly underlyingToken: number;
  /** SYMBOL_NAME where it is a code of the exchange (BSXOPT, CRUDEOIL); null where it is the trading symbol. */
  readonly code: string | null;
  /** INSTRUMENT_TYPE: FUT and OP on NSE, the kind elsewhere. */
  readonly instrumentType: string;
  readonly series: string;
  readonly lot: number;
  readonly tickPaise: number;
  readonly freezeQuantity: number;
}

/** Neighbouring rows: the contracts of one product that expire on one day. */
export interface ContractRun {
  readonly product: Product;
  readonly expiryDay: number;
  /** False for the last expiry of a month. */
  readonly isWeekly: boolean;
  readonly firstRow: number;
  readonly rowCount: number;
}

/** A future nobody trades, with its limits of the day in rupees (0 where it has none). */
export interface UntradableContract {
  readonly product: Product;
  readonly securityId: number;
  readonly expiryDay: number;
  readonly isWeekly: boolean;
  readonly upperLimit: number;
  readonly lowerLimit: number;
}
