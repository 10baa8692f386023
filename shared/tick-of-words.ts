import type { DepthLevel, Tick } from "./tick.ts";
import {
  DEPTH_LEVELS,
  DEPTH_WORD,
  DepthBit,
  LEVEL_BITS,
  RecordBit,
  STATE_SOURCE_MASK,
  STATE_STALE,
} from "./tick-frame-layout.ts";
import { type Mode, PRICE_SOURCES } from "./tick-mode.ts";

/** What a handle stands for, as told by `subscribed`. */
export interface HandleInfo {
  key: string;
  decimals: 2 | 4;
}

/** The tick that the words at `at` are (tick-frame-layout.ts): what both encodings send of an instrument. */
export function tickOfWords(
  words: Uint32Array,
  at: number,
  mode: Mode,
  info: HandleInfo,
  receivedTime: number | null,
): Tick {
  const unitsPerRupee = 10 ** info.decimals;
  const price = (place: number) => (words[at + place] === 0 ? null : words[at + place]! / unitsPerRupee);
  const count = (place: number) => (words[at + place] === 0 ? null : words[at + place]! - 1);
  const exchangeSeconds = words[at + RecordBit.exchangeTime]!;
  const state = words[at + RecordBit.state]!;

  const ltp = {
    instrument: info.key,
    ltp: price(RecordBit.ltp),
    exchangeTime: exchangeSeconds === 0 ? null : exchangeSeconds * 1000,
    receivedTime,
    source: PRICE_SOURCES[(state & STATE_SOURCE_MASK) - 1] ?? null,
    stale: (state & STATE_STALE) !== 0,
  };
  if (mode === "ltp") return ltp;

  const quote = {
    ...ltp,
    previousClose: price(RecordBit.previousClose),
    open: price(RecordBit.open),
    high: price(RecordBit.high),
    low: price(RecordBit.low),
    averagePrice: price(RecordBit.averagePrice),
    lastQuantity: count(RecordBit.lastQuantity),
    volume: count(RecordBit.volume),
    totalBuyQuantity: count(RecordBit.totalBuyQuantity),
    totalSellQuantity: count(RecordBit.totalSellQuantity),
    oi: count(RecordBit.oi),
  };
  if (mode === "quote") return quote;

  const depth: DepthLevel[] = [];
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const base = DEPTH_WORD + level * LEVEL_BITS;
    depth.push({
      bidPrice: price(base + DepthBit.bidPrice),
      bidQuantity: count(base + DepthBit.bidQuantity),
      bidOrders: count(base + DepthBit.bidOrders),
      askPrice: price(base + DepthBit.askPrice),
      askQuantity: count(base + DepthBit.askQuantity),
      askOrders: count(base + DepthBit.askOrders),
    });
  }
  const isDepthKnown = depth.some((level) => level.bidPrice !== null || level.askPrice !== null);
  return {
    ...quote,
    previousOi: count(RecordBit.previousOi),
    oiDayHigh: count(RecordBit.oiDayHigh),
    oiDayLow: count(RecordBit.oiDayLow),
    depth: isDepthKnown ? depth : null,
  };
}
