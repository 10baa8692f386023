/**
 * What is read of the master, each with the names its column has had: the detailed file's, then the compact one's. All
 * else in the file is ignored, so that a column added, moved or removed changes nothing here.
 */
const FIELD_NAMES = {
  exchange: ["EXCH_ID", "SEM_EXM_EXCH_ID"],
  segment: ["SEGMENT", "SEM_SEGMENT"],
  securityId: ["SECURITY_ID", "SEM_SMST_SECURITY_ID"],
  kind: ["INSTRUMENT", "SEM_INSTRUMENT_NAME"],
  /** Ticker of a share or an index; of a derivative the underlying's (detailed) or the contract's own name (compact). */
  ticker: ["UNDERLYING_SYMBOL", "SEM_TRADING_SYMBOL"],
  /** The contract's name; for a share the detailed file gives the company's here. */
  symbol: ["SYMBOL_NAME", "SEM_TRADING_SYMBOL"],
  displayName: ["DISPLAY_NAME", "SEM_CUSTOM_SYMBOL"],
  lotSize: ["LOT_SIZE", "SEM_LOT_UNITS"],
  expiry: ["SM_EXPIRY_DATE", "SEM_EXPIRY_DATE"],
  strike: ["STRIKE_PRICE", "SEM_STRIKE_PRICE"],
  optionType: ["OPTION_TYPE", "SEM_OPTION_TYPE"],
  tickSize: ["TICK_SIZE", "SEM_TICK_SIZE"],
  isin: ["ISIN"],
  series: ["SERIES", "SEM_SERIES"],
  freezeQuantity: ["SM_FREEZE_QTY"],
} as const;
type Field = keyof typeof FIELD_NAMES;

const OPTIONAL: readonly Field[] = ["displayName", "isin", "series", "freezeQuantity"];

export interface MasterColumns {
  /** Columns of the header, empty and unknown ones included. */
  count: number;
  /** Columns up to the last that has a name: a row with fewer fields is not whole. */
  namedCount: number;
  /** Place of each field in a row; -1 for an optional one that is not there. */
  place: Readonly<Record<Field, number>>;
  /** True when the tickers of derivatives are contract names, from which the underlying has to be read. */
  isTickerContractName: boolean;
  /** Names of absent columns, as the detailed file spells them. */
  missingOptional: string[];
  missingRequired: string[];
}

/** Finds the fields in a header line, by name, whatever their order. */
export function findColumns(header: string): MasterColumns {
  const names = header.split(",").map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
  const place = {} as Record<Field, number>;
  const missingOptional: string[] = [];
  const missingRequired: string[] = [];
  for (const field of Object.keys(FIELD_NAMES) as Field[]) {
    const spellings: readonly string[] = FIELD_NAMES[field];
    place[field] = names.findIndex((name) => spellings.includes(name));
    if (place[field] === -1) (OPTIONAL.includes(field) ? missingOptional : missingRequired).push(spellings[0]!);
  }
  const isTickerContractName = place.ticker === place.symbol;
  const namedCount = names.findLastIndex((name) => name !== "") + 1;
  return { count: names.length, namedCount, place, isTickerContractName, missingOptional, missingRequired };
}
