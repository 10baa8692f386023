import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { COMMODITIES, type Commodity } from "./commodities.ts";
import { listFutures, listOptions } from "./contracts.ts";
import { calendarCycle, type ExpiryCycle } from "./expiry-cycle.ts";
import type { Product } from "./listed-universe.ts";
import { SecurityIds } from "./security-ids.ts";
import { strikeGrid } from "./strike-grid.ts";
import { tradingDaysBefore } from "./trading-days.ts";
import type { UniverseColumns } from "./universe-columns.ts";

const FIRST_ID = 430_000;
const END_OF_IDS = 565_000;

/** Lists MCX_COMM. */
export function listMcx(columns: UniverseColumns): void {
  const ids = new SecurityIds(FIRST_ID, END_OF_IDS);
  const underlyings = new Map<string, number>();
  for (const commodity of COMMODITIES) {
    const { symbol, token, previousClose, volatility, options } = commodity;
    const follows = commodity.follows === undefined ? undefined : underlyings.get(commodity.follows);
    const underlying = columns.addUnderlying({
      symbol,
      previousClose,
      volatility,
      ...(follows !== undefined && { follows }),
      restSegment: SEGMENT_NUMBER.MCX_COMM,
      restId: token,
    });
    underlyings.set(symbol, underlying);
    const futures = calendarCycle(commodity.months, commodity.contracts, commodity.expiry);
    listFutures(columns, commodityProduct(commodity, "FUTCOM", commodity.futureTickPaise), underlying, futures, ids);
    if (options === undefined) continue;
    const grid = strikeGrid(previousClose, options.bands);
    const cycle = endingBefore(futures, options.daysBefore);
    listOptions(columns, commodityProduct(commodity, "OPTFUT", options.tickPaise), underlying, cycle, grid, ids);
  }
}

/** Options of the listed futures: they end some trading days before their future does. */
function endingBefore(futures: ExpiryCycle, days: number): ExpiryCycle {
  return {
    slots: futures.slots,
    expiries: (today) =>
      futures
        .expiries(today)
        .map((future) => ({ ...future, day: tradingDaysBefore("MCX", future.day, days) }))
        .filter(({ day }) => day >= today),
  };
}

function commodityProduct(commodity: Commodity, kind: "FUTCOM" | "OPTFUT", tickPaise: number): Product {
  return {
    exchange: "MCX",
    letter: "M",
    segment: SEGMENT_NUMBER.MCX_COMM,
    kind,
    symbol: commodity.symbol,
    underlyingToken: commodity.token,
    code: commodity.symbol,
    instrumentType: kind,
    series: "2",
    lot: 1,
    tickPaise,
    freezeQuantity: commodity.freezeQuantity,
  };
}
