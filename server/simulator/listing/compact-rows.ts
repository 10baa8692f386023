import { OptionType } from "../universe.ts";
import { contractNames } from "./contract-names.ts";
import { fiveDecimals, fourDecimals, oneDecimal } from "./decimal-text.ts";
import type { ContractRun, ListedUniverse, Product, UntradableContract } from "./listed-universe.ts";

export const COMPACT_HEADER = `${[
  ...["SEM_EXM_EXCH_ID", "SEM_SEGMENT", "SEM_SMST_SECURITY_ID", "SEM_INSTRUMENT_NAME", "SEM_EXPIRY_CODE"],
  ...["SEM_TRADING_SYMBOL", "SEM_LOT_UNITS", "SEM_CUSTOM_SYMBOL", "SEM_EXPIRY_DATE", "SEM_STRIKE_PRICE"],
  ...[
    "SEM_OPTION_TYPE",
    "SEM_TICK_SIZE",
    "SEM_EXPIRY_FLAG",
    "SEM_EXCH_INSTRUMENT_TYPE",
    "SEM_SERIES",
    "SM_SYMBOL_NAME",
  ],
].join()}\n`;

/** Clock part of an expiry; it means nothing. */
const EXPIRY_TIME: Readonly<Record<Product["exchange"], string>> = {
  NSE: "14:30:00",
  BSE: "15:30:00",
  MCX: "23:30:00",
};

/** Line of an index or a security of the cash market. */
export function compactCashLine(universe: ListedUniverse, row: number): string {
  const { exchange, symbol, name, displayName, instrumentType, series, tick } = universe.cash[row]!;
  const id = universe.securityId[row]!;
  const lot = oneDecimal(universe.lotSize[row]!);
  return instrumentType === "INDEX"
    ? `${exchange},I,${id},INDEX,0,${symbol},${lot},${displayName},0001-01-01,,XX,${fourDecimals(tick)},,INDEX,X,${name}\n`
    : `${exchange},E,${id},EQUITY,0,${symbol},${lot},${displayName},,,,${fourDecimals(tick)},NA,${instrumentType},${series},${name}\n`;
}

/** Lines of a product's contracts of one expiry. */
export function compactContractLines(universe: ListedUniverse, run: ContractRun): string {
  const { product, firstRow, rowCount } = run;
  const names = contractNames(product, run.expiryDay, run.isWeekly);
  const { start, lot, date, end } = lineParts(product, names.date, run.isWeekly);
  let lines = "";
  for (let row = firstRow; row < firstRow + rowCount; row++) {
    const id = universe.securityId[row]!;
    const optionType = universe.optionType[row]!;
    if (optionType === OptionType.none) {
      lines += futureLine(product, run.expiryDay, run.isWeekly, id);
      continue;
    }
    const strike = universe.strike[row]!;
    const isCall = optionType === OptionType.call;
    const side = isCall ? "CE" : "PE";
    lines +=
      `${start}${id},${product.kind},0,${names.trading}-${strike}-${side}${lot}` +
      `${names.optionDisplay} ${strike} ${isCall ? "CALL" : "PUT"}${date}${fiveDecimals(strike)},${side}${end}`;
  }
  return lines;
}

/** Line of a future that nobody trades. */
export function compactUntradableLine({ product, expiryDay, isWeekly, securityId }: UntradableContract): string {
  return futureLine(product, expiryDay, isWeekly, securityId);
}

function futureLine(product: Product, expiryDay: number, isWeekly: boolean, id: number): string {
  const names = contractNames(product, expiryDay, isWeekly);
  const { start, lot, date, end } = lineParts(product, names.date, isWeekly);
  const strike = product.exchange === "MCX" ? "0.00000" : "-0.01000";
  return `${start}${id},${product.kind},0,${names.trading}-FUT${lot}${names.futureDisplay}${date}${strike},XX${end}`;
}

/** What is the same in all lines of a run. NSE's contracts have neither series nor SM_SYMBOL_NAME here. */
function lineParts(
  { exchange, letter, lot, tickPaise, instrumentType, series, code }: Product,
  day: string,
  isWeekly: boolean,
) {
  return {
    start: `${exchange},${letter},`,
    lot: `,${oneDecimal(lot)},`,
    date: `,${day} ${EXPIRY_TIME[exchange]},`,
    end: `,${fourDecimals(tickPaise)},${isWeekly ? "W" : "M"},${instrumentType},${series === "NA" ? "" : series},${code ?? ""}\n`,
  };
}
