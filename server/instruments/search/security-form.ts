import { SEGMENT_NUMBER } from "../../../shared/instrument-key.ts";
import type { InstrumentTable } from "../instrument-table.ts";

/** What a row of kind EQUITY is: the master has no column for it. */
export type SecurityForm = "share" | "fund" | "debt";

/** Series of NSE in which shares and business trusts trade; all others hold bonds, bills, warrants and rights. */
const NSE_SHARE_SERIES = new Set(["EQ", "BE", "BZ", "BL", "SM", "ST", "SZ", "IT", "IV", "RR"]);
/** BSE's groups of fixed income. */
const BSE_DEBT_SERIES = new Set(["F", "G"]);
const FUND_SERIES = "MF";
/** Mutual funds and exchange-traded ones have ISINs of their own; a file without ISINs tells them by name. */
const FUND_ISIN = "INF";
const FUND_NAME = /\betf\b|bees\b|etf$|amc - /i;

/** @param row of kind EQUITY. */
export function securityForm(table: InstrumentTable, row: number): SecurityForm {
  const series = table.seriesAt(row);
  if (series === FUND_SERIES) return "fund";
  const isNse = table.columns.segment[row] === SEGMENT_NUMBER.NSE_EQ;
  if (series !== "" && (isNse ? !NSE_SHARE_SERIES.has(series) : BSE_DEBT_SERIES.has(series))) return "debt";
  const isin = table.isinAt(row);
  if (isin !== "") return isin.startsWith(FUND_ISIN) ? "fund" : "share";
  return FUND_NAME.test(table.symbolAt(row)) || FUND_NAME.test(table.displayNameAt(row)) ? "fund" : "share";
}
