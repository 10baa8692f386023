import { tableRows } from "./data-table.ts";
import table from "./fno-stocks.txt" with { type: "text" };

/** A share that has futures and options. */
export interface FnoStock {
  readonly symbol: string;
  readonly lot: number;
  /** Tick of its futures; its options tick by 5. */
  readonly futureTickPaise: number;
  /** Rupees. */
  readonly previousClose: number;
}

/** NSE's list of September 2025, by symbol. */
export const FNO_STOCKS: ReadonlyMap<string, FnoStock> = new Map(
  tableRows(table).map(([symbol = "", lot, tick, close]) => [
    symbol,
    { symbol, lot: Number(lot), futureTickPaise: Number(tick), previousClose: Number(close) },
  ]),
);
