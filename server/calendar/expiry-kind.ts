import type { ExpiryKind } from "../../shared/expiry-kind.ts";
import type { Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import { CALENDAR_TABLES, previousTradingDay } from "./exchange-calendar.ts";

/** A month's currency contract ends so many trading days before the month's last one, by NSE's contract terms. */
const CURRENCY_DAYS_BEFORE_LAST = 2;

/**
 * Of which kind the expiries of one underlying on one exchange are, in the order given: dates, `YYYY-MM-DD`, ascending.
 * The master's EXPIRY_FLAG is not asked: it is wrong on some rows. By rule the last expiry listed in a calendar month is
 * the monthly one, on whatever day a holiday has put it; MCX lists nothing but months; and a currency pair's weeks go on
 * after its monthly expiry, so there the last one counts that leaves the days its contract terms ask for.
 */
export function expiryKinds(segment: Segment, expiries: readonly string[], tables = CALENDAR_TABLES): ExpiryKind[] {
  if (segment === "MCX_COMM") return expiries.map(() => "monthly");
  const isCurrency = segment === "NSE_CURRENCY" || segment === "BSE_CURRENCY";
  const monthlyOf = new Map<string, string>();
  for (const expiry of expiries) {
    const month = expiry.slice(0, 7);
    if (!isCurrency || expiry <= lastCurrencyExpiry(month, tables)) monthlyOf.set(month, expiry);
  }
  return expiries.map((expiry) => (monthlyOf.get(expiry.slice(0, 7)) === expiry ? "monthly" : "weekly"));
}

/** @param month `YYYY-MM` */
function lastCurrencyExpiry(month: string, tables: typeof CALENDAR_TABLES): string {
  // Four days past the 28th is always the next month.
  const inNextMonth = dayDate(dayNumber(`${month}-28`) + 4);
  let day = previousTradingDay("NSE", `${inNextMonth.slice(0, 7)}-01`, tables);
  for (let left = CURRENCY_DAYS_BEFORE_LAST; left > 0; left--) day = previousTradingDay("NSE", day, tables);
  return day;
}
