import type { QuoteTick } from "../../client-sdk/index.ts";

export interface DayChange {
  /** Rupees. */
  amount: number;
  percent: number;
}

/** Change against the previous close; null when either is unknown, or the price is that very close. */
export function dayChange({ ltp, previousClose, source }: Readonly<QuoteTick>): DayChange | null {
  if (ltp === null || previousClose === null || source === "previous-close") return null;
  const amount = ltp - previousClose;
  return { amount, percent: (amount / previousClose) * 100 };
}
