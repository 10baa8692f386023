import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FeedReading } from "../fakes/feed-reading.ts";
import { depth, type Full, full, openInterest, previousClose, quote, Segment, ticker } from "../fixtures/packets.ts";

const { IDX_I, NSE_EQ, NSE_FNO, NSE_CURRENCY, BSE_EQ, MCX_COMM, BSE_FNO } = Segment;
const LEVEL = { bidQty: 1, askQty: 2, bidOrders: 3, askOrders: 4, bidPrice: 99.95, askPrice: 100.05 };
/** Something in every field, as a packet of any segment could have it. */
const EVERYTHING: Full = {
  ...{ ltp: 100, ltq: 5, atp: 99.5, volume: 6, sellQty: 7, buyQty: 8, oi: 9, oiDayHigh: 10, oiDayLow: 11 },
  ...{ open: 98, close: 97, high: 101, low: 96, depth: [LEVEL, LEVEL, LEVEL, LEVEL, LEVEL] },
};

function readingOf(segment: number, key: string, values: Full) {
  const feed = new FeedReading([key]);
  feed.receive(full(segment, 13, values), previousClose(segment, 13, 97, 12));
  return feed.tick(key);
}

describe("prices", () => {
  function ltpOf(key: string, segment: number, rupees: number): number | null {
    const feed = new FeedReading([key]);
    feed.receive(ticker(segment, 13, rupees));
    return feed.tick(key).ltp;
  }

  test("lose the tail that 32-bit floats put on them", () => {
    for (const rupees of [152.3, 95.9, 23_092.2, 23_123.65, 842.35, 0.05, 0.01, 82_000.05, 131_071.95]) {
      expect(Math.fround(rupees)).not.toBe(rupees);
      expect(ltpOf("NSE_FNO:13", NSE_FNO, rupees)).toBe(rupees);
    }
  });

  test("of every paisa that a 32-bit float can tell apart come out as they went in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13_107_199 }), (units) => {
        expect(ltpOf("NSE_EQ:13", NSE_EQ, units / 100)).toBe(units / 100);
      }),
    );
    // From 131,072 rupees on neighbours lie more than a paisa apart; gold, silver and MRF tick in whole rupees there.
    fc.assert(
      fc.property(fc.integer({ min: 131_072, max: 16_777_216 }), (rupees) => {
        expect(ltpOf("MCX_COMM:13", MCX_COMM, rupees)).toBe(rupees);
      }),
    );
  });

  test("of currencies have four decimals", () => {
    expect(ltpOf("NSE_CURRENCY:13", NSE_CURRENCY, 83.2575)).toBe(83.2575);
    expect(ltpOf("BSE_CURRENCY:13", 7, 0.0025)).toBe(0.0025);
    expect(ltpOf("MCX_COMM:13", MCX_COMM, 83.2575)).toBe(83.26);
  });

  test("of nothing, less than nothing, no number, or more than a frame can carry are none", () => {
    for (const nothing of [0, -0, -5, 0.001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e12]) {
      const feed = new FeedReading(["NSE_FNO:13"]);
      feed.receive(
        full(NSE_FNO, 13, {
          ...{ ltp: nothing, atp: nothing, open: nothing, close: nothing, high: nothing, low: nothing },
          depth: [{ ...LEVEL, bidPrice: nothing, askPrice: nothing }],
        }),
      );
      expect(feed.tick("NSE_FNO:13")).toMatchObject({
        ...{ ltp: null, source: null, averagePrice: null, open: null, high: null, low: null },
        ...{ previousClose: null, depth: null },
      });
    }
  });

  test("that fell to none after there was one are none, not the one before", () => {
    const feed = new FeedReading(["NSE_FNO:13"]);
    feed.receive(ticker(NSE_FNO, 13, 100), ticker(NSE_FNO, 13, 0));
    expect(feed.tick("NSE_FNO:13")).toMatchObject({ ltp: null, source: null });
  });
});

describe("what an instrument can't have stays unknown whatever a packet says", () => {
  test("an index has prices, but no quantities, no open interest and no depth", () => {
    expect(readingOf(IDX_I, "IDX_I:13", EVERYTHING)).toMatchObject({
      ...{ ltp: 100, open: 98, high: 101, low: 96, previousClose: 97 },
      ...{ averagePrice: null, lastQuantity: null, volume: null, totalBuyQuantity: null, totalSellQuantity: null },
      ...{ oi: null, previousOi: null, oiDayHigh: null, oiDayLow: null, depth: null },
    });
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(depth(IDX_I, 13, 100, [LEVEL]), openInterest(IDX_I, 13, 5), quote(IDX_I, 13, EVERYTHING));
    expect(feed.tick("IDX_I:13")).toMatchObject({ ltp: 100, volume: null, oi: null, depth: null });
  });

  test.each([
    ["NSE_EQ:13", NSE_EQ],
    ["BSE_EQ:13", BSE_EQ],
  ] as const)("a share of %s has no open interest", (key, segment) => {
    expect(readingOf(segment, key, EVERYTHING)).toMatchObject({
      ...{ ltp: 100, volume: 6, lastQuantity: 5, totalSellQuantity: 7, totalBuyQuantity: 8, averagePrice: 99.5 },
      ...{ oi: null, previousOi: null, oiDayHigh: null, oiDayLow: null },
    });
    expect(readingOf(segment, key, EVERYTHING).depth).toHaveLength(5);
  });

  test.each([
    ["NSE_FNO:13", NSE_FNO],
    ["BSE_FNO:13", BSE_FNO],
    ["MCX_COMM:13", MCX_COMM],
    ["NSE_CURRENCY:13", NSE_CURRENCY],
    ["BSE_CURRENCY:13", 7],
  ] as const)("a derivative of %s has open interest", (key, segment) => {
    expect(readingOf(segment, key, EVERYTHING)).toMatchObject({ oi: 9, previousOi: 12 });
  });

  test("the day's range of open interest is known for NSE's derivatives alone", () => {
    expect(readingOf(NSE_FNO, "NSE_FNO:13", EVERYTHING)).toMatchObject({ oiDayHigh: 10, oiDayLow: 11 });
    expect(readingOf(NSE_FNO, "NSE_FNO:13", { ltp: 100 })).toMatchObject({ oiDayHigh: null, oiDayLow: null });
    expect(readingOf(BSE_FNO, "BSE_FNO:13", EVERYTHING)).toMatchObject({ oiDayHigh: null, oiDayLow: null });
    expect(readingOf(MCX_COMM, "MCX_COMM:13", EVERYTHING)).toMatchObject({ oiDayHigh: null, oiDayLow: null });
  });
});

describe("what never traded", () => {
  test("has no time of trade and no last quantity; a volume of 0 is a fact", () => {
    const feed = new FeedReading(["NSE_FNO:13"]);
    for (const ltt of [0, Date.UTC(1980, 0, 1) / 1000]) {
      feed.receive(quote(NSE_FNO, 13, { ltp: 0, ltt }));
      expect(feed.tick("NSE_FNO:13")).toMatchObject({
        ...{ ltp: null, exchangeTime: null, lastQuantity: null, volume: 0 },
        ...{ receivedTime: feed.now, source: null },
      });
    }
  });
});
