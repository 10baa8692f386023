import { dayDate } from "../../../shared/ist.ts";
import type { Product } from "./listed-universe.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Names of the contracts of one product and expiry, to which an option adds its strike and side. */
export interface ContractNames {
  /** `2026-11-23`. */
  readonly date: string;
  /** `NIFTY 23 NOV`, before ` 18950 CALL`. */
  readonly optionDisplay: string;
  /** `NIFTY NOV FUT`; with the day, too, when it does not end a month. */
  readonly futureDisplay: string;
  /** `NIFTY-Nov2026`, before `-18950-CE` or `-FUT`; only MCX puts the day in: `CRUDEOIL-19Oct2026`. */
  readonly trading: string;
}

/** Names as Dhan makes them. Those of NSE's weekly contracts of one month are the same: only ids tell them apart. */
export function contractNames(product: Product, expiryDay: number, isWeekly: boolean): ContractNames {
  const date = dayDate(expiryDay);
  const month = MONTHS[Number(date.slice(5, 7)) - 1]!;
  const day = date.slice(8);
  const { symbol } = product;
  const optionDisplay = `${symbol} ${day} ${month.toUpperCase()}`;
  return {
    date,
    optionDisplay,
    futureDisplay: isWeekly ? `${optionDisplay} FUT` : `${symbol} ${month.toUpperCase()} FUT`,
    trading: `${symbol}-${product.exchange === "MCX" ? day : ""}${month}${date.slice(0, 4)}`,
  };
}
