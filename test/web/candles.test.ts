import { expect, test } from "bun:test";
import type { QuoteTick } from "../../client-sdk/index.ts";
import { Candles, MOST_CANDLES } from "../../web/instrument/candles.ts";
import { PriceRecord } from "../../web/instrument/price-record.ts";
import { blankTick } from "../fakes/ticks.ts";

/** 2026-06-10, 09:49:55 in India: a candle of 5 s begins here. */
const AT = 1_781_065_195_000;

test("a candle has the first, highest, lowest and last price of its stretch of time, and the next begins where that ends", () => {
  const candles = new Candles(5_000);
  for (const [price, at] of [
    [100, AT + 1],
    [103, AT + 2_000],
    [98, AT + 3_000],
    [101, AT + 4_999],
    [102, AT + 5_000],
  ] as const)
    candles.add(price, at);
  expect(candles.all).toEqual([
    { time: AT, open: 100, high: 103, low: 98, close: 101 },
    { time: AT + 5_000, open: 102, high: 102, low: 102, close: 102 },
  ]);
});

test("time without a price makes no candle, and a price that comes late counts to the last one", () => {
  const candles = new Candles(5_000);
  candles.add(100, AT);
  candles.add(101, AT + 60_000);
  candles.add(99, AT + 1_000);
  expect(candles.all.map(({ time, low, close }) => [time - AT, low, close])).toEqual([
    [0, 100, 100],
    [60_000, 99, 99],
  ]);
});

test("no more candles are kept than the most, the oldest go, and whoever draws them can tell", () => {
  const candles = new Candles(5_000);
  for (let n = 0; n < MOST_CANDLES; n++) candles.add(n + 1, AT + n * 5_000);
  expect([candles.all.length, candles.timesLetGo]).toEqual([MOST_CANDLES, 0]);
  candles.add(1, AT + MOST_CANDLES * 5_000);
  expect(candles.all.length).toBeLessThan(MOST_CANDLES);
  expect(candles.timesLetGo).toBe(1);
  expect(candles.all.at(-1)).toEqual({ time: AT + MOST_CANDLES * 5_000, open: 1, high: 1, low: 1, close: 1 });
});

function tick(fields: Partial<QuoteTick>): QuoteTick {
  return { ...blankTick("NSE_EQ:2885"), source: "stream", ...fields };
}

test("a record begins with the price of when it was opened, at that time and not at that of an earlier trade", () => {
  const record = new PriceRecord(AT);
  record.take(tick({ ltp: 1_412.6, exchangeTime: AT - 600_000, receivedTime: AT - 500_000 }));
  expect(record.of(5_000).all).toEqual([{ time: AT, open: 1_412.6, high: 1_412.6, low: 1_412.6, close: 1_412.6 }]);
});

test("a record has each price in candles of 5 s and of a minute, once for each trade", () => {
  const record = new PriceRecord(AT);
  let told = 0;
  record.subscribe(() => told++);
  const trade = { ltp: 100, exchangeTime: AT, volume: 10 };
  record.take(tick({ ...trade, receivedTime: AT + 100 }));
  // Only bids have moved: nothing was traded at that price in the next candle.
  record.take(tick({ ...trade, receivedTime: AT + 6_000 }));
  record.take(tick({ ...trade, volume: 11, receivedTime: AT + 12_000 }));
  expect(told).toBe(2);
  expect(record.of(5_000).all.map(({ time }) => time - AT)).toEqual([0, 10_000]);
  expect(record.of(60_000).all).toHaveLength(2);
});

test("what was not traded today, and what has no price, is no candle", () => {
  const record = new PriceRecord(AT);
  record.take(tick({ ltp: 1_420, source: "previous-close", receivedTime: AT }));
  record.take(tick({ ltp: null, receivedTime: AT }));
  expect(record.of(5_000).all).toEqual([]);
});
