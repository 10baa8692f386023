import { OptionType } from "../universe.ts";
import { contractNames } from "./contract-names.ts";
import { fiveDecimals, fourDecimals, oneDecimal } from "./decimal-text.ts";
import type { ContractRun, ListedUniverse, Product, UntradableContract } from "./listed-universe.ts";
import { cashLimits, futureLimits, optionLimits, type PriceLimits } from "./price-limits.ts";

/** Dhan's columns since August 2026; an empty 33rd follows the last. */
export const DETAILED_HEADER = `${[
  ...["EXCH_ID", "SEGMENT", "SECURITY_ID", "ISIN", "INSTRUMENT", "UNDERLYING_SECURITY_ID", "UNDERLYING_SYMBOL"],
  ...["SYMBOL_NAME", "DISPLAY_NAME", "INSTRUMENT_TYPE", "SERIES", "LOT_SIZE", "SM_EXPIRY_DATE", "STRIKE_PRICE"],
  ...["OPTION_TYPE", "TICK_SIZE", "EXPIRY_FLAG", "BRACKET_FLAG", "COVER_FLAG", "ASM_GSM_FLAG", "ASM_GSM_CATEGORY"],
  ...["BUY_SELL_INDICATOR", "BUY_CO_MIN_MARGIN_PER", "BUY_CO_SL_RANGE_MAX_PERC", "BUY_CO_SL_RANGE_MIN_PERC"],
  ...["BUY_BO_MIN_MARGIN_PER", "BUY_BO_PROFIT_RANGE_MAX_PERC", "BUY_BO_PROFIT_RANGE_MIN_PERC", "MTF_LEVERAGE"],
  ...["SM_UPPER_LIMIT", "SM_LOWER_LIMIT", "SM_FREEZE_QTY"],
].join()},\n`;

/** BRACKET_FLAG to BUY_BO_PROFIT_RANGE_MIN_PERC: no bracket or cover orders, no surveillance, both sides, no margins. */
const ORDER_FIELDS = "N,N,N,NA,A,0,0,0,0,0,0";
const DAYS_A_YEAR = 365;

/** Line of an index or a security of the cash market. */
export function detailedCashLine(universe: ListedUniverse, row: number): string {
  const cash = universe.cash[row]!;
  const isIndex = cash.instrumentType === "INDEX";
  const id = universe.securityId[row]!;
  const { previousClose } = universe.underlyings[universe.underlying[row]!]!;
  const { upper, lower } = cashLimits(previousClose, cash.circuit, universe.tickSize[row]!);
  const what = isIndex ? `I,${id},NA,INDEX,${id}` : `E,${id},${cash.isin},EQUITY,`;
  const contract = isIndex ? "0001-01-01,,XX" : ",,";
  return (
    `${cash.exchange},${what},${cash.symbol},${cash.name},${cash.displayName},${cash.instrumentType},${cash.series},` +
    `${oneDecimal(universe.lotSize[row]!)},${contract},${fourDecimals(cash.tick)},${isIndex ? "N" : "NA"},${ORDER_FIELDS},` +
    `${cash.mtfLeverage},${fourDecimals(upper)},${fourDecimals(lower)},0,\n`
  );
}

/** Lines of a product's contracts of one expiry. */
export function detailedContractLines(universe: ListedUniverse, run: ContractRun): string {
  const { product, expiryDay, firstRow, rowCount } = run;
  const names = contractNames(product, expiryDay, run.isWeekly);
  const parts = lineParts(product, names.date, run.isWeekly);
  const { previousClose, volatility } = universe.underlyings[universe.underlying[firstRow]!]!;
  // An option that ends today still has a day's worth of limits.
  const years = Math.max(1, expiryDay - universe.today) / DAYS_A_YEAR;
  const deviation = previousClose * volatility * Math.sqrt(years);
  const tick = product.tickPaise / 100;
  let lines = "";
  for (let row = firstRow; row < firstRow + rowCount; row++) {
    const id = universe.securityId[row]!;
    const optionType = universe.optionType[row]!;
    if (optionType === OptionType.none) {
      const priceLimits = futureLimits(product.kind, previousClose, tick);
      lines += futureLine(parts, id, product, names.trading, names.futureDisplay, priceLimits);
      continue;
    }
    const strike = universe.strike[row]!;
    const isCall = optionType === OptionType.call;
    const side = isCall ? "CE" : "PE";
    const { upper, lower } = optionLimits(isCall, strike, previousClose, deviation, tick);
    lines +=
      `${parts.start}${id}${parts.underlying}${product.code ?? `${names.trading}-${strike}-${side}`},` +
      `${names.optionDisplay} ${strike} ${isCall ? "CALL" : "PUT"}${parts.expiry}${fiveDecimals(strike)},${side}` +
      `${parts.orders}${fourDecimals(upper)},${fourDecimals(lower)}${parts.end}`;
  }
  return lines;
}

/** Line of a future that nobody trades. */
export function detailedUntradableLine(contract: UntradableContract): string {
  const { product, securityId, expiryDay, isWeekly, upperLimit: upper, lowerLimit: lower } = contract;
  const names = contractNames(product, expiryDay, isWeekly);
  const parts = lineParts(product, names.date, isWeekly);
  return futureLine(parts, securityId, product, names.trading, names.futureDisplay, { upper, lower });
}

/** What is the same in all lines of a run, between what is not. */
interface LineParts {
  /** Before the id. */
  readonly start: string;
  /** From the id to SYMBOL_NAME. */
  readonly underlying: string;
  /** From DISPLAY_NAME to the strike. */
  readonly expiry: string;
  /** From OPTION_TYPE to the limits. */
  readonly orders: string;
  readonly end: string;
}

function lineParts(product: Product, date: string, isWeekly: boolean): LineParts {
  const { exchange, letter, kind, underlyingToken, symbol, instrumentType, series, lot, tickPaise } = product;
  return {
    start: `${exchange},${letter},`,
    underlying: `,NA,${kind},${underlyingToken},${symbol},`,
    expiry: `,${instrumentType},${series},${oneDecimal(lot)},${date},`,
    orders: `,${fourDecimals(tickPaise)},${isWeekly ? "W" : "M"},${ORDER_FIELDS},0,`,
    end: `,${product.freezeQuantity},\n`,
  };
}

function futureLine(
  parts: LineParts,
  id: number,
  product: Product,
  trading: string,
  display: string,
  { upper, lower }: PriceLimits,
): string {
  return (
    `${parts.start}${id}${parts.underlying}${product.code ?? `${trading}-FUT`},${display}${parts.expiry}` +
    `${product.exchange === "MCX" ? "0.00000" : "-0.01000"},XX${parts.orders}` +
    `${fourDecimals(upper)},${fourDecimals(lower)}${parts.end}`
  );
}
