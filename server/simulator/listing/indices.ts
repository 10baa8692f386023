import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { hashUnit } from "../market/hash.ts";
import { tableRows } from "./data-table.ts";
import table from "./indices.txt" with { type: "text" };
import type { UniverseColumns } from "./universe-columns.ts";

/** The market needs a step to round to; GIFTNIFTY has none in the master. */
const LEAST_TICK = 0.01;
/** Previous closes and volatilities of indices nobody knows by heart lie between these. */
const OTHER_CLOSES = { low: 4_000, high: 34_000 };
const OTHER_VOLATILITIES = { low: 0.12, high: 0.22 };

/** Lists the indices of both exchanges; answers their underlyings by the symbol that contracts have. */
export function listIndices(columns: UniverseColumns): ReadonlyMap<string, number> {
  const underlyings = new Map<string, number>();
  for (const [exchange, id, symbol = "", displayName = "", tick, close, volatility, contractSymbol] of tableRows(
    table,
  )) {
    const securityId = Number(id);
    const underlying = columns.addUnderlying({
      symbol: contractSymbol ?? symbol,
      previousClose: close ? Number(close) : drawBetween(OTHER_CLOSES, columns.seed, securityId),
      volatility: volatility ? Number(volatility) : drawBetween(OTHER_VOLATILITIES, columns.seed, securityId),
      restSegment: SEGMENT_NUMBER.IDX_I,
      restId: securityId,
    });
    underlyings.set(contractSymbol ?? symbol, underlying);
    const row = columns.addCash({
      segment: SEGMENT_NUMBER.IDX_I,
      securityId,
      underlying,
      tickSize: Math.max(LEAST_TICK, Number(tick)),
      lot: 1,
      listing: {
        exchange: exchange === "BSE" ? "BSE" : "NSE",
        isin: "NA",
        symbol,
        name: symbol,
        displayName,
        instrumentType: "INDEX",
        series: "NA",
        tick: Number(tick),
        mtfLeverage: 0,
        circuit: 0,
      },
    });
    columns.setCashRow(underlying, row);
  }
  return underlyings;
}

/** To two decimals. */
function drawBetween({ low, high }: { low: number; high: number }, seed: number, securityId: number): number {
  return Math.round(100 * (low + (high - low) * hashUnit(seed, securityId, SEGMENT_NUMBER.IDX_I))) / 100;
}
