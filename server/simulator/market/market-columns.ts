import { DEPTH_LEVELS } from "../../dhan/protocol.ts";

/**
 * Everything the feed and REST can say about an instrument, in columns by its row in the universe. The arrays are as long as the
 * universe; the system hands out their pages when they are first written, so rows nobody asks for cost nothing.
 */
export interface MarketColumns {
  readonly ltp: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly previousClose: Float64Array;
  /** Rupees traded today; divided by `volume`, the average traded price. */
  readonly turnover: Float64Array;
  readonly volume: Float64Array;
  /** Units, not lots. */
  readonly lastQuantity: Uint32Array;
  /** True UTC seconds; 0 for what never traded. */
  readonly lastTradeTime: Uint32Array;
  readonly totalBuyQuantity: Uint32Array;
  readonly totalSellQuantity: Uint32Array;
  readonly oi: Uint32Array;
  readonly oiDayHigh: Uint32Array;
  readonly oiDayLow: Uint32Array;
  readonly previousOi: Uint32Array;
  /** Depth: five places a row, best first; a level that is not there is 0 throughout. */
  readonly bidPrice: Float64Array;
  readonly askPrice: Float64Array;
  readonly bidQuantity: Uint32Array;
  readonly askQuantity: Uint32Array;
  readonly bidOrders: Uint16Array;
  readonly askOrders: Uint16Array;
}

export function createMarketColumns(rows: number): MarketColumns {
  const levels = rows * DEPTH_LEVELS;
  return {
    ltp: new Float64Array(rows),
    open: new Float64Array(rows),
    high: new Float64Array(rows),
    low: new Float64Array(rows),
    previousClose: new Float64Array(rows),
    turnover: new Float64Array(rows),
    volume: new Float64Array(rows),
    lastQuantity: new Uint32Array(rows),
    lastTradeTime: new Uint32Array(rows),
    totalBuyQuantity: new Uint32Array(rows),
    totalSellQuantity: new Uint32Array(rows),
    oi: new Uint32Array(rows),
    oiDayHigh: new Uint32Array(rows),
    oiDayLow: new Uint32Array(rows),
    previousOi: new Uint32Array(rows),
    bidPrice: new Float64Array(levels),
    askPrice: new Float64Array(levels),
    bidQuantity: new Uint32Array(levels),
    askQuantity: new Uint32Array(levels),
    bidOrders: new Uint16Array(levels),
    askOrders: new Uint16Array(levels),
  };
}

/** Average traded price in rupees; 0 when nothing was traded today. */
export function averagePrice(columns: MarketColumns, row: number): number {
  const volume = columns.volume[row]!;
  return volume === 0 ? 0 : columns.turnover[row]! / volume;
}
