import {
  DEPTH_LEVELS,
  DEPTH_WORD,
  DepthBit,
  LEVEL_BITS,
  RecordBit,
  STATE_STALE,
} from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";
import { NO_NUMBER, NO_PRICE } from "../../shared/unknown.ts";
import type { TickReader } from "../ticks/tick-reader.ts";

/** Place of a mode in MODES, as records carry it. */
export type ModeNumber = number;

const QUOTE = MODES.indexOf("quote");
export const FULL: ModeNumber = MODES.indexOf("full");
/** Longest age a record can tell, some 49 days: what is older is told as that old. */
const LONGEST_AGE_MS = NO_NUMBER - 1;

/**
 * Reads a slot's values as records carry them, into the places of RecordBit: 0 for what is not known, a price in units, a
 * number as one more than it is. NO_NUMBER is the one that comes to 2^32, which is 0 in 32 bits.
 */
export function codeValues(reader: TickReader, slot: number, mode: ModeNumber, words: Uint32Array, at: number): void {
  words[at + RecordBit.ltp] = price(reader.price(slot, "ltp"));
  const exchangeTime = reader.exchangeTime(slot);
  words[at + RecordBit.exchangeTime] = exchangeTime === NO_NUMBER ? 0 : exchangeTime;
  words[at + RecordBit.state] = reader.source(slot) | (reader.isStale(slot) ? STATE_STALE : 0);
  if (mode < QUOTE) return;

  words[at + RecordBit.volume] = reader.quantity(slot, "volume") + 1;
  words[at + RecordBit.lastQuantity] = reader.quantity(slot, "lastQuantity") + 1;
  words[at + RecordBit.averagePrice] = price(reader.price(slot, "averagePrice"));
  words[at + RecordBit.totalBuyQuantity] = reader.quantity(slot, "totalBuyQuantity") + 1;
  words[at + RecordBit.totalSellQuantity] = reader.quantity(slot, "totalSellQuantity") + 1;
  words[at + RecordBit.oi] = reader.quantity(slot, "oi") + 1;
  words[at + RecordBit.high] = price(reader.price(slot, "high"));
  words[at + RecordBit.low] = price(reader.price(slot, "low"));
  words[at + RecordBit.open] = price(reader.price(slot, "open"));
  words[at + RecordBit.previousClose] = price(reader.price(slot, "previousClose"));
  if (mode < FULL) return;

  words[at + RecordBit.previousOi] = reader.quantity(slot, "previousOi") + 1;
  words[at + RecordBit.oiDayHigh] = reader.quantity(slot, "oiDayHigh") + 1;
  words[at + RecordBit.oiDayLow] = reader.quantity(slot, "oiDayLow") + 1;
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const base = at + DEPTH_WORD + level * LEVEL_BITS;
    const bid = price(reader.bidPrice(slot, level));
    const ask = price(reader.askPrice(slot, level));
    words[base + DepthBit.bidPrice] = bid;
    words[base + DepthBit.bidQuantity] = bid === 0 ? 0 : reader.bidQuantity(slot, level) + 1;
    words[base + DepthBit.bidOrders] = bid === 0 ? 0 : reader.bidOrders(slot, level) + 1;
    words[base + DepthBit.askPrice] = ask;
    words[base + DepthBit.askQuantity] = ask === 0 ? 0 : reader.askQuantity(slot, level) + 1;
    words[base + DepthBit.askOrders] = ask === 0 ? 0 : reader.askOrders(slot, level) + 1;
  }
}

/**
 * How long before `now` a slot last received anything, plus 1; 0 for never. Never negative: a tick may come while a frame
 * is gathered, and the machine's clock may step back.
 */
export function codeAge(reader: TickReader, slot: number, now: number): number {
  const receivedTime = reader.receivedTime(slot);
  if (Number.isNaN(receivedTime)) return 0;
  return Math.min(Math.max(now - receivedTime, 0), LONGEST_AGE_MS) + 1;
}

function price(units: number): number {
  return units === NO_PRICE ? 0 : units;
}
