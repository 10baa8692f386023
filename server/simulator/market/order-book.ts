import { DEPTH_LEVELS } from "../../dhan/protocol.ts";
import { hash32 } from "./hash.ts";
import type { MarketColumns } from "./market-columns.ts";

/** Best prices of a row. A bid of 0: nobody bids. */
export interface Touch {
  bid: number;
  ask: number;
  tick: number;
  lot: number;
}

const MOST_ORDERS = 40;

/**
 * Writes five levels on each side of the touch and the quantities waiting in the whole book.
 * @param chance changes with time, so that the book does
 */
export function writeOrderBook(columns: MarketColumns, row: number, touch: Touch, seed: number, chance: number): void {
  // Levels lie as far apart as the touch is wide, within reason.
  const gap = touch.tick * Math.max(1, Math.round((touch.ask - touch.bid) / touch.tick / 4));
  let bits = hash32(seed, row, chance);
  let buyQuantity = 0;
  let sellQuantity = 0;
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const place = row * DEPTH_LEVELS + level;
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d) >>> 0;

    const bidPrice = touch.bid - level * gap;
    const isBid = touch.bid > 0 && bidPrice >= touch.tick;
    const bidLots = isBid ? (1 + ((bits >>> 4) & 15)) * (level + 1) : 0;
    columns.bidPrice[place] = isBid ? bidPrice : 0;
    columns.bidQuantity[place] = bidLots * touch.lot;
    columns.bidOrders[place] = isBid ? 1 + (bits % Math.min(bidLots, MOST_ORDERS)) : 0;
    buyQuantity += bidLots * touch.lot;

    const askLots = (1 + ((bits >>> 12) & 15)) * (level + 1);
    columns.askPrice[place] = touch.ask + level * gap;
    columns.askQuantity[place] = askLots * touch.lot;
    columns.askOrders[place] = 1 + ((bits >>> 16) % Math.min(askLots, MOST_ORDERS));
    sellQuantity += askLots * touch.lot;
  }
  // What waits further out, in whole lots.
  columns.totalBuyQuantity[row] = buyQuantity * (2 + ((bits >>> 20) & 7));
  columns.totalSellQuantity[row] = sellQuantity * (2 + ((bits >>> 24) & 7));
}
