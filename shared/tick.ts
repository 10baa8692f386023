import { z } from "zod";
import { instrumentKey } from "./instrument-key-schema.ts";
import { MODES, PRICE_SOURCES } from "./tick-mode.ts";

export const mode = z.enum(MODES);
export const priceSource = z.enum(PRICE_SOURCES);

/** Rupees; null while unknown, never 0. */
const price = z.number().positive().nullable();
const quantity = z.number().int().nonnegative().nullable();
/** UTC milliseconds. */
const time = z.number().int().nullable();

export const ltpTick = z.object({
  instrument: instrumentKey,
  ltp: price,
  /** When the exchange last traded it, to the second; null for what never traded. */
  exchangeTime: time,
  /** When this server last received anything of it. */
  receivedTime: time,
  source: priceSource.nullable(),
  /** True while the connection that carries it is down, or nothing came since it came back. */
  stale: z.boolean(),
});
export type LtpTick = z.infer<typeof ltpTick>;

export const quoteTick = ltpTick.extend({
  previousClose: price,
  open: price,
  high: price,
  low: price,
  averagePrice: price,
  lastQuantity: quantity,
  volume: quantity,
  totalBuyQuantity: quantity,
  totalSellQuantity: quantity,
  oi: quantity,
});
export type QuoteTick = z.infer<typeof quoteTick>;

export const depthLevel = z.object({
  bidPrice: price,
  bidQuantity: quantity,
  bidOrders: quantity,
  askPrice: price,
  askQuantity: quantity,
  askOrders: quantity,
});
export type DepthLevel = z.infer<typeof depthLevel>;

export const fullTick = quoteTick.extend({
  previousOi: quantity,
  oiDayHigh: quantity,
  oiDayLow: quantity,
  /** Five levels, best first; null while no depth has come. */
  depth: z.array(depthLevel).length(5).nullable(),
});
export type FullTick = z.infer<typeof fullTick>;

export type Tick = LtpTick | QuoteTick | FullTick;
