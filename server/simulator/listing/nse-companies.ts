import { tableRows } from "./data-table.ts";
import table from "./nse-companies.txt" with { type: "text" };

/** A company whose share is listed on NSE. */
export interface Company {
  readonly securityId: number;
  readonly symbol: string;
  readonly displayName: string;
  /** Registered name, in capitals. */
  readonly name: string;
  readonly tickPaise: number;
  /** BE is traded for delivery only. */
  readonly series: "EQ" | "BE";
}

/** What a digit in the table's last column puts after the name in capitals. */
const ENDINGS: Readonly<Record<string, string>> = { 0: "", 1: " LIMITED", 2: " LTD", 3: " LTD." };

/** The companies NSE listed in August 2025, by symbol. */
export const NSE_COMPANIES: readonly Company[] = tableRows(table).map(
  ([id, symbol = "", displayName = "", tick = "", name = ""]) => {
    const ending = ENDINGS[name];
    return {
      securityId: Number(id),
      symbol,
      displayName,
      name: ending === undefined ? name : displayName.toUpperCase() + ending,
      tickPaise: Number.parseInt(tick, 10),
      series: tick.endsWith("B") ? "BE" : "EQ",
    };
  },
);
