import type { TickReader } from "../../server/ticks/tick-reader.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { DepthLevel, FullTick, Tick } from "../../shared/tick.ts";
import { type Mode, PRICE_SOURCES } from "../../shared/tick-mode.ts";
import { NO_NUMBER, NO_PRICE } from "../../shared/unknown.ts";
import { tickInMode } from "./ticks.ts";

/** What a client must hold of a slot, read from the store without any frame. */
export function expectedTick(reader: TickReader, slot: number, key: InstrumentKey, mode: Mode): Tick {
  return tickInMode(knownTick(reader, slot, key), mode);
}

/** Everything known of a slot, in rupees and UTC milliseconds. */
export function knownTick(reader: TickReader, slot: number, key: InstrumentKey): FullTick {
  const rupees = (units: number) => (units === NO_PRICE ? null : units / 10 ** reader.decimals(slot));
  const count = (value: number) => (value === NO_NUMBER ? null : value);
  const depth = Array.from({ length: 5 }, (_, level): DepthLevel => {
    const bidPrice = rupees(reader.bidPrice(slot, level));
    const askPrice = rupees(reader.askPrice(slot, level));
    return {
      bidPrice,
      bidQuantity: bidPrice === null ? null : reader.bidQuantity(slot, level),
      bidOrders: bidPrice === null ? null : reader.bidOrders(slot, level),
      askPrice,
      askQuantity: askPrice === null ? null : reader.askQuantity(slot, level),
      askOrders: askPrice === null ? null : reader.askOrders(slot, level),
    };
  });
  const exchangeSeconds = count(reader.exchangeTime(slot));
  const receivedTime = reader.receivedTime(slot);
  return {
    instrument: key,
    ltp: rupees(reader.price(slot, "ltp")),
    exchangeTime: exchangeSeconds === null ? null : exchangeSeconds * 1_000,
    receivedTime: Number.isNaN(receivedTime) ? null : receivedTime,
    source: PRICE_SOURCES[reader.source(slot) - 1] ?? null,
    stale: reader.isStale(slot),
    previousClose: rupees(reader.price(slot, "previousClose")),
    open: rupees(reader.price(slot, "open")),
    high: rupees(reader.price(slot, "high")),
    low: rupees(reader.price(slot, "low")),
    averagePrice: rupees(reader.price(slot, "averagePrice")),
    lastQuantity: count(reader.quantity(slot, "lastQuantity")),
    volume: count(reader.quantity(slot, "volume")),
    totalBuyQuantity: count(reader.quantity(slot, "totalBuyQuantity")),
    totalSellQuantity: count(reader.quantity(slot, "totalSellQuantity")),
    oi: count(reader.quantity(slot, "oi")),
    previousOi: count(reader.quantity(slot, "previousOi")),
    oiDayHigh: count(reader.quantity(slot, "oiDayHigh")),
    oiDayLow: count(reader.quantity(slot, "oiDayLow")),
    depth: depth.some(({ bidPrice, askPrice }) => bidPrice !== null || askPrice !== null) ? depth : null,
  };
}
