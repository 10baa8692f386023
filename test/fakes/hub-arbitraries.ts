import fc from "fast-check";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import {
  fullPacket,
  openInterestPacket,
  type PacketFields,
  previousClosePacket,
  quotePacket,
  tickerPacket,
} from "./hub-packets.ts";

/** An instrument of each segment; two ids are equal, in different segments. */
export const HUB_KEYS: readonly InstrumentKey[] = [
  "IDX_I:13",
  "NSE_EQ:13",
  "NSE_FNO:55796",
  "NSE_CURRENCY:1150",
  "BSE_EQ:500325",
  "MCX_COMM:440939",
  "BSE_CURRENCY:7001",
  "BSE_FNO:820001",
];

const NOTHING = fc.constant(0);
const price = fc.oneof(
  NOTHING,
  fc.integer({ min: 1, max: 40_000_000 }).map((ticks) => ticks * 0.0025),
);
const quantity = fc.oneof(NOTHING, fc.integer({ min: 1, max: 0xfffffffe }));
const orders = fc.integer({ min: 0, max: 0xffff });
const level = fc.record({
  bidPrice: price,
  bidQuantity: quantity,
  bidOrders: orders,
  askPrice: price,
  askQuantity: quantity,
  askOrders: orders,
});

/** Any values a packet may bring, zeros among them. */
export const anyFields: fc.Arbitrary<PacketFields> = fc.record({
  ltp: price,
  exchangeSeconds: fc.oneof(NOTHING, fc.integer({ min: 1_700_000_000, max: 1_781_065_197 })),
  lastQuantity: fc.integer({ min: 0, max: 0xffff }),
  averagePrice: price,
  volume: quantity,
  totalBuyQuantity: quantity,
  totalSellQuantity: quantity,
  open: price,
  close: price,
  high: price,
  low: price,
  oi: quantity,
  oiDayHigh: quantity,
  oiDayLow: quantity,
  depth: fc.array(level, { minLength: 5, maxLength: 5 }),
});

/** Any packet of one of the instruments. */
export function anyPacket(keys: readonly InstrumentKey[] = HUB_KEYS): fc.Arbitrary<Uint8Array> {
  const write = fc.constantFrom(tickerPacket, quotePacket, fullPacket, openInterestPacket, previousClosePacket);
  return fc.tuple(write, fc.constantFrom(...keys), anyFields).map(([write, key, fields]) => write(key, fields));
}
