import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Decoder, type TickHandler } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { FeedReading } from "../fakes/feed-reading.ts";
import {
  CAPTURED,
  depth,
  disconnect,
  frame,
  full,
  LTT,
  LTT_UTC_MS,
  marketStatus,
  openInterest,
  packet,
  previousClose,
  quote,
  Segment,
  ticker,
  VECTOR,
  withLength,
} from "../fixtures/packets.ts";

const { IDX_I, NSE_EQ, NSE_FNO } = Segment;
const NOTHING_BAD = { unknownCodes: 0, shortPackets: 0, brokenFrames: 0 };

describe("the vectors of dhanhq-v2, 1.7", () => {
  test("captured: a put of 24,900 at 152.30, last trade of 75 units", () => {
    const feed = new FeedReading(["NSE_FNO:55796", "NSE_FNO:55795"]);
    feed.receive(CAPTURED.put24900);
    expect(feed.tick("NSE_FNO:55796")).toMatchObject({ ltp: 152.3, lastQuantity: 75 });
    expect(feed.tick("NSE_FNO:55795").ltp).toBeNull();
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 1, ...NOTHING_BAD });
  });

  test("captured: a call of 24,900 at 95.90, last trade of 300 units", () => {
    const feed = new FeedReading(["NSE_FNO:55796", "NSE_FNO:55795"]);
    feed.receive(CAPTURED.call24900);
    expect(feed.tick("NSE_FNO:55795")).toMatchObject({ ltp: 95.9, lastQuantity: 300 });
    expect(feed.tick("NSE_FNO:55796").ltp).toBeNull();
  });

  test("captured: zeros after the known bytes are unknown, save the quantities of a traded derivative", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    feed.receive(CAPTURED.put24900);
    expect(feed.tick("NSE_FNO:55796")).toEqual({
      instrument: "NSE_FNO:55796",
      ltp: 152.3,
      // The known half of the time alone is a date of 1970: never traded.
      exchangeTime: null,
      receivedTime: feed.now,
      source: "stream",
      stale: false,
      previousClose: null,
      open: null,
      high: null,
      low: null,
      averagePrice: null,
      lastQuantity: 75,
      volume: 0,
      totalBuyQuantity: 0,
      totalSellQuantity: 0,
      oi: 0,
      previousOi: null,
      oiDayHigh: null,
      oiDayLow: null,
      depth: null,
    });
  });

  test("captured: the only time of that day whose low half is 9a58 is 14:53:12 in India", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    const bytes = CAPTURED.put24900.slice();
    bytes.set([0x83, 0x68], 16);
    feed.receive(bytes);
    expect(feed.tick("NSE_FNO:55796").exchangeTime).toBe(Date.parse("2025-07-25T14:53:12+05:30"));
  });

  test("ticker", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(VECTOR.ticker);
    expect(feed.tick("IDX_I:13")).toMatchObject({
      ltp: 23_092.2,
      exchangeTime: Date.parse("2026-06-10T09:49:57+05:30"),
      receivedTime: feed.now,
      source: "stream",
      stale: false,
    });
  });

  test("previous close", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(VECTOR.previousClose);
    expect(feed.tick("IDX_I:13")).toMatchObject({
      previousClose: 23_123.65,
      previousOi: null,
      ltp: null,
      source: null,
    });
  });

  test("open interest", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    feed.receive(VECTOR.openInterest);
    expect(feed.tick("NSE_FNO:55796")).toMatchObject({ oi: 3_786_445, ltp: null, exchangeTime: null, source: null });
  });

  test("quote: sell before buy, and open, close, high, low", () => {
    const feed = new FeedReading(["NSE_EQ:1333"]);
    feed.receive(VECTOR.quote);
    expect(feed.tick("NSE_EQ:1333")).toMatchObject({
      ltp: 842.35,
      exchangeTime: LTT_UTC_MS,
      lastQuantity: 25,
      averagePrice: 840.12,
      volume: 1_234_567,
      totalSellQuantity: 45_000,
      totalBuyQuantity: 52_000,
      open: 838,
      previousClose: 836.5,
      high: 845,
      low: 835.1,
    });
  });

  test("disconnect", () => {
    const feed = new FeedReading([]);
    feed.receive(VECTOR.disconnect);
    expect(feed.disconnects).toEqual([805]);
  });

  test("the packets of these tests have the same bytes", () => {
    expect(ticker(IDX_I, 13, 23_092.2)).toEqual(VECTOR.ticker);
    expect(previousClose(IDX_I, 13, 23_123.65)).toEqual(VECTOR.previousClose);
    expect(openInterest(NSE_FNO, 55_796, 3_786_445)).toEqual(VECTOR.openInterest);
    const day = { open: 838, close: 836.5, high: 845, low: 835.1 };
    const trade = { ltp: 842.35, ltq: 25, atp: 840.12, volume: 1_234_567, sellQty: 45_000, buyQty: 52_000 };
    expect(quote(NSE_EQ, 1333, { ...trade, ...day })).toEqual(VECTOR.quote);
    expect(disconnect(805)).toEqual(VECTOR.disconnect);
    expect(full(NSE_FNO, 55_796, { ltp: 152.3, ltq: 75, ltt: 0x9a58 })).toEqual(CAPTURED.put24900);
  });
});

describe("every kind of packet", () => {
  const LEVELS = [0, 1, 2, 3, 4].map((k) => ({
    bidQty: 65 * (k + 1),
    askQty: 130 * (k + 1),
    bidOrders: k + 1,
    askOrders: 65_535 - k,
    bidPrice: 152.25 - k * 0.05,
    askPrice: 152.3 + k * 0.05,
  }));
  const READ_LEVELS = [
    { bidPrice: 152.25, bidQuantity: 65, bidOrders: 1, askPrice: 152.3, askQuantity: 130, askOrders: 65_535 },
    { bidPrice: 152.2, bidQuantity: 130, bidOrders: 2, askPrice: 152.35, askQuantity: 260, askOrders: 65_534 },
    { bidPrice: 152.15, bidQuantity: 195, bidOrders: 3, askPrice: 152.4, askQuantity: 390, askOrders: 65_533 },
    { bidPrice: 152.1, bidQuantity: 260, bidOrders: 4, askPrice: 152.45, askQuantity: 520, askOrders: 65_532 },
    { bidPrice: 152.05, bidQuantity: 325, bidOrders: 5, askPrice: 152.5, askQuantity: 650, askOrders: 65_531 },
  ];

  test("full brings everything at once, five levels best first", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    feed.receive(
      full(NSE_FNO, 55_796, {
        ...{ ltp: 152.3, ltq: 75, atp: 149.87, volume: 9_000_075, sellQty: 1_000, buyQty: 2_000 },
        ...{ oi: 3_786_445, oiDayHigh: 3_900_000, oiDayLow: 3_500_000 },
        ...{ open: 140.1, close: 138.65, high: 160.05, low: 131.95, depth: LEVELS },
      }),
    );
    expect(feed.tick("NSE_FNO:55796")).toEqual({
      instrument: "NSE_FNO:55796",
      ltp: 152.3,
      exchangeTime: LTT_UTC_MS,
      receivedTime: feed.now,
      source: "stream",
      stale: false,
      previousClose: 138.65,
      open: 140.1,
      high: 160.05,
      low: 131.95,
      averagePrice: 149.87,
      lastQuantity: 75,
      volume: 9_000_075,
      totalBuyQuantity: 2_000,
      totalSellQuantity: 1_000,
      oi: 3_786_445,
      previousOi: null,
      oiDayHigh: 3_900_000,
      oiDayLow: 3_500_000,
      depth: READ_LEVELS,
    });
  });

  test("the v1 feed's depth brings a price and five levels, but no time of trade", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    feed.receive(depth(NSE_FNO, 55_796, 152.3, LEVELS));
    expect(feed.tick("NSE_FNO:55796")).toMatchObject({ ltp: 152.3, exchangeTime: null, depth: READ_LEVELS, oi: null });
  });

  test("previous close brings the open interest of the day before", () => {
    const feed = new FeedReading(["NSE_FNO:55796"]);
    feed.receive(previousClose(NSE_FNO, 55_796, 138.65, 3_000_000_000));
    expect(feed.tick("NSE_FNO:55796")).toMatchObject({ previousClose: 138.65, previousOi: 3_000_000_000, oi: null });
  });

  test("market status is handed on, without a payload and with one as it came", () => {
    const feed = new FeedReading([]);
    feed.receive(marketStatus(NSE_EQ), frame(marketStatus(5, Uint8Array.of(1, 0, 255)), disconnect(800)));
    expect(feed.statuses).toEqual([
      { segment: NSE_EQ, payload: [] },
      { segment: 5, payload: [1, 0, 255] },
    ]);
    expect(feed.disconnects).toEqual([800]);
  });

  test("a disconnect hands on its reason, known or not", () => {
    const feed = new FeedReading([]);
    for (const reason of [800, 804, 805, 806, 807, 808, 809, 810, 811, 812, 813, 814, 0, 65_535]) {
      feed.receive(disconnect(reason));
    }
    expect(feed.disconnects).toEqual([800, 804, 805, 806, 807, 808, 809, 810, 811, 812, 813, 814, 0, 65_535]);
  });

  test("code 0 is ignored, with or without a payload, and what follows it is read", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(
      packet(0, new Uint8Array()),
      frame(packet(0, new Uint8Array(20).fill(9), IDX_I, 13), ticker(IDX_I, 13, 5)),
    );
    expect(feed.tick("IDX_I:13").ltp).toBe(5);
    expect(feed.version("IDX_I:13")).toBe(versionAfterOne());
    expect(feed.decoder.counts).toEqual({ frames: 2, packets: 3, ...NOTHING_BAD });
  });

  test("an index packet has no layout: counted as unknown, skipped by its length", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(frame(packet(1, new Uint8Array(24), IDX_I, 13), ticker(IDX_I, 13, 5)));
    expect(feed.tick("IDX_I:13").ltp).toBe(5);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 2, ...NOTHING_BAD, unknownCodes: 1 });
  });

  function versionAfterOne(): number {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(ticker(IDX_I, 13, 5));
    return feed.version("IDX_I:13");
  }
});

describe("numbers are unsigned", () => {
  test("a last quantity above 32,767 stays positive", () => {
    const feed = new FeedReading(["NSE_EQ:1333", "NSE_FNO:1"]);
    feed.receive(quote(NSE_EQ, 1333, { ltp: 1, ltq: 65_535 }), full(NSE_FNO, 1, { ltp: 1, ltq: 32_768 }));
    expect(feed.tick("NSE_EQ:1333").lastQuantity).toBe(65_535);
    expect(feed.tick("NSE_FNO:1").lastQuantity).toBe(32_768);
  });

  test("quantities and open interest above 2^31 stay positive", () => {
    const feed = new FeedReading(["NSE_FNO:1"]);
    const level = { bidQty: 4_000_000_006, askQty: 4_000_000_007, bidOrders: 65_534, askOrders: 65_535 };
    feed.receive(
      full(NSE_FNO, 1, {
        ...{ ltp: 1, volume: 4_000_000_000, sellQty: 4_000_000_001, buyQty: 4_000_000_002 },
        ...{ oi: 4_000_000_003, oiDayHigh: 4_000_000_004, oiDayLow: 4_000_000_005 },
        depth: [{ ...level, bidPrice: 1, askPrice: 1.05 }],
      }),
    );
    expect(feed.tick("NSE_FNO:1")).toMatchObject({
      volume: 4_000_000_000,
      totalSellQuantity: 4_000_000_001,
      totalBuyQuantity: 4_000_000_002,
      oi: 4_000_000_003,
      oiDayHigh: 4_000_000_004,
      oiDayLow: 4_000_000_005,
    });
    expect(feed.tick("NSE_FNO:1").depth?.[0]).toEqual({
      ...{ bidPrice: 1, bidQuantity: 4_000_000_006, bidOrders: 65_534 },
      ...{ askPrice: 1.05, askQuantity: 4_000_000_007, askOrders: 65_535 },
    });
    feed.receive(openInterest(NSE_FNO, 1, 4_294_967_294));
    expect(feed.tick("NSE_FNO:1").oi).toBe(4_294_967_294);
  });

  test("a security id above 2^31 finds its instrument, and so does a time after 2038", () => {
    const feed = new FeedReading(["NSE_FNO:4294967295", "NSE_FNO:2147483648"]);
    feed.receive(ticker(NSE_FNO, 4_294_967_295, 7, 4_000_000_000), ticker(NSE_FNO, 2_147_483_648, 8));
    expect(feed.tick("NSE_FNO:4294967295")).toMatchObject({ ltp: 7, exchangeTime: (4_000_000_000 - 19_800) * 1000 });
    expect(feed.tick("NSE_FNO:2147483648").ltp).toBe(8);
  });
});

describe("frames", () => {
  test("several packets of a frame are all read, in order", () => {
    const feed = new FeedReading(["IDX_I:13", "NSE_FNO:55796", "NSE_EQ:1333"]);
    feed.receive(
      frame(
        VECTOR.ticker,
        VECTOR.previousClose,
        VECTOR.openInterest,
        CAPTURED.put24900,
        VECTOR.quote,
        marketStatus(NSE_EQ),
        ticker(IDX_I, 13, 23_100.05),
        VECTOR.disconnect,
      ),
    );
    expect(feed.tick("IDX_I:13")).toMatchObject({ ltp: 23_100.05, previousClose: 23_123.65 });
    expect(feed.tick("NSE_FNO:55796")).toMatchObject({ ltp: 152.3, oi: 0 });
    expect(feed.tick("NSE_EQ:1333").volume).toBe(1_234_567);
    expect(feed.disconnects).toEqual([805]);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 8, ...NOTHING_BAD });
  });

  test("13 is NIFTY in IDX_I and ABB in NSE_EQ: neither takes the other's ticks", () => {
    const feed = new FeedReading(["IDX_I:13", "NSE_EQ:13", "NSE_FNO:13"]);
    feed.receive(ticker(IDX_I, 13, 25_012.35), ticker(NSE_EQ, 13, 5_890.5));
    expect(feed.tick("IDX_I:13").ltp).toBe(25_012.35);
    expect(feed.tick("NSE_EQ:13").ltp).toBe(5_890.5);
    expect(feed.tick("NSE_FNO:13").ltp).toBeNull();
  });

  test("a frame that is a view into a larger buffer is read from its own start to its own end", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    const status = marketStatus(NSE_EQ, Uint8Array.of(4, 5));
    const around = frame(new Uint8Array(5).fill(0xff), VECTOR.ticker, status, ticker(IDX_I, 13, 1));
    feed.receive(around.subarray(5, 31));
    expect(feed.tick("IDX_I:13").ltp).toBe(23_092.2);
    expect(feed.statuses).toEqual([{ segment: NSE_EQ, payload: [4, 5] }]);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 2, ...NOTHING_BAD });
  });

  test("an empty frame is a frame with nothing in it", () => {
    const feed = new FeedReading([]);
    feed.receive(new Uint8Array());
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 0, ...NOTHING_BAD });
  });

  test("a packet longer than its kind is read, and the next one starts after all of it", () => {
    const feed = new FeedReading(["IDX_I:13", "IDX_I:25"]);
    const longer = withLength(frame(ticker(IDX_I, 13, 7), new Uint8Array(4).fill(0xff)), 20);
    feed.receive(frame(longer, ticker(IDX_I, 25, 8)));
    expect(feed.tick("IDX_I:13").ltp).toBe(7);
    expect(feed.tick("IDX_I:25").ltp).toBe(8);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 2, ...NOTHING_BAD });
  });

  test("a packet shorter than its kind is counted and skipped by its length", () => {
    const feed = new FeedReading(["IDX_I:13", "IDX_I:25"]);
    feed.receive(frame(packet(8, new Uint8Array(100).fill(1), IDX_I, 13), ticker(IDX_I, 25, 8)));
    expect(feed.tick("IDX_I:13").ltp).toBeNull();
    expect(feed.tick("IDX_I:25").ltp).toBe(8);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 2, ...NOTHING_BAD, shortPackets: 1 });
  });

  test("a frame as long as the kind of a later packet says nothing of that packet's length", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    const short = packet(4, new Uint8Array(26), NSE_EQ, 13);
    const bytes = frame(ticker(IDX_I, 13, 7), short);
    expect(bytes.length).toBe(50);
    feed.receive(bytes);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 2, ...NOTHING_BAD, shortPackets: 1 });
  });

  test("bytes too few for a header after the last packet are counted", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(frame(VECTOR.ticker, new Uint8Array(7)));
    expect(feed.tick("IDX_I:13").ltp).toBe(23_092.2);
    expect(feed.decoder.counts).toEqual({ frames: 1, packets: 1, ...NOTHING_BAD, brokenFrames: 1 });
  });
});

const KINDS: readonly (readonly [string, Uint8Array])[] = [
  ["ticker", VECTOR.ticker],
  ["depth", depth(NSE_FNO, 55_796, 152.3, [])],
  ["quote", VECTOR.quote],
  ["open interest", VECTOR.openInterest],
  ["previous close", VECTOR.previousClose],
  ["market status", marketStatus(NSE_EQ)],
  ["full", CAPTURED.put24900],
  ["disconnect", VECTOR.disconnect],
];

describe.each(KINDS)("damage to a packet of kind %s", (_, bytes) => {
  test("cut at every length: what came before is kept, nothing of it is taken, the next frame is read", () => {
    for (let length = 0; length < bytes.length; length++) {
      for (const before of [[], [ticker(IDX_I, 51, 6)]]) {
        const seen = new Seen();
        seen.decode(frame(...before, bytes.subarray(0, length)));
        expect(seen.events).toEqual(before.map(() => "ticker 0:51"));
        expect(seen.counts).toEqual({
          ...{ frames: 1, packets: before.length, ...NOTHING_BAD },
          brokenFrames: length === 0 ? 0 : 1,
        });
        seen.decode(ticker(IDX_I, 52, 7));
        expect(seen.events.at(-1)).toBe("ticker 0:52");
      }
    }
  });

  test("a length field that can't be right drops the rest of the frame and no more", () => {
    const most = bytes.length + 16;
    for (const length of [0, 1, 7, most + 1, 32_768, 65_535]) {
      const seen = new Seen();
      seen.decode(frame(ticker(IDX_I, 51, 6), withLength(bytes, length), ticker(IDX_I, 53, 8)));
      expect(seen.events).toEqual(["ticker 0:51"]);
      expect(seen.counts).toEqual({ frames: 1, packets: 1, ...NOTHING_BAD, brokenFrames: 1 });
      seen.decode(ticker(IDX_I, 52, 7));
      expect(seen.events).toEqual(["ticker 0:51", "ticker 0:52"]);
    }
  });

  test("alone in a frame of its size it is read whatever its length field says", () => {
    const seen = new Seen();
    seen.decode(bytes);
    for (const length of [0, 7, 8, bytes.length - 1, bytes.length + 1, 65_535]) seen.decode(withLength(bytes, length));
    expect(new Set(seen.events).size).toBe(1);
    expect(seen.events.length).toBe(7);
    expect(seen.counts).toEqual({ frames: 7, packets: 7, ...NOTHING_BAD });
  });
});

describe("whatever comes", () => {
  /** A packet that is as it should be, with what it should cause. */
  const good = fc.oneof(
    ...KINDS.map(([kind, bytes]) =>
      kind === "disconnect" || kind === "market status"
        ? fc.constant(bytes)
        : fc.tuple(fc.constantFrom(0, 1, 2, 8), fc.nat(0xffffffff)).map(([segment, id]) => {
            const copy = bytes.slice();
            copy[3] = segment;
            new DataView(copy.buffer).setUint32(4, id, true);
            return copy;
          }),
    ),
  );
  const events = (packets: readonly Uint8Array[]) => {
    const seen = new Seen();
    for (const one of packets) seen.decode(one);
    return seen.events;
  };
  /** A disconnect is the last word of its frame. */
  const upToDisconnect = (packets: readonly Uint8Array[]) => {
    const at = packets.findIndex(([code]) => code === 50);
    return at === -1 ? packets : packets.slice(0, at + 1);
  };

  test("good packets in any number and order are all read up to a disconnect, stacked as alone", () => {
    fc.assert(
      fc.property(fc.array(good, { maxLength: 30 }), (packets) => {
        const seen = new Seen();
        seen.decode(frame(...packets));
        const read = upToDisconnect(packets);
        expect(seen.events).toEqual(events(read));
        expect(seen.counts).toEqual({ frames: 1, packets: read.length, ...NOTHING_BAD });
      }),
    );
  });

  test("packets of unknown codes are counted and skipped; all others are read", () => {
    const known = new Set([0, 2, 3, 4, 5, 6, 7, 8, 50]);
    const unknown = fc
      .tuple(
        fc.nat(255).filter((code) => !known.has(code)),
        fc.uint8Array({ maxLength: 200 }),
      )
      .map(([code, payload]) => ({ isKnown: false, bytes: packet(code, payload) }));
    const either = fc.oneof(
      unknown,
      good.map((bytes) => ({ isKnown: true, bytes })),
    );
    fc.assert(
      fc.property(fc.array(either, { maxLength: 30 }), (packets) => {
        const seen = new Seen();
        seen.decode(frame(...packets.map(({ bytes }) => bytes)));
        const read = packets.slice(0, upToDisconnect(packets.map(({ bytes }) => bytes)).length);
        expect(seen.events).toEqual(events(read.filter(({ isKnown }) => isKnown).map(({ bytes }) => bytes)));
        expect(seen.counts).toEqual({
          ...{ frames: 1, packets: read.length, ...NOTHING_BAD },
          unknownCodes: read.filter(({ isKnown }) => !isKnown).length,
        });
      }),
    );
  });

  test("random bytes are counted, never thrown at, and leave the next frame readable", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const seen = new Seen();
        seen.decode(bytes);
        expectCountsToAddUp(seen, bytes);
        seen.decode(ticker(IDX_I, 52, 7));
        expect(seen.events.at(-1)).toBe("ticker 0:52");
      }),
      { numRuns: 1_000 },
    );
  });

  test("random packets with known codes and small lengths too, which random bytes seldom are", () => {
    const likely = fc
      .tuple(
        fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 50, 51),
        fc.nat(200),
        fc.uint8Array({ minLength: 5, maxLength: 200 }),
      )
      .map(([code, length, rest]) => frame(Uint8Array.of(code, length, 0), rest));
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 12 }), (packets) => {
        const bytes = frame(...packets);
        const seen = new Seen();
        seen.decode(bytes);
        expectCountsToAddUp(seen, bytes);
        seen.decode(ticker(IDX_I, 52, 7));
        expect(seen.events.at(-1)).toBe("ticker 0:52");
      }),
      { numRuns: 1_000 },
    );
  });

  test("one damaged packet among good ones: all before it are read, and all of the next frame", () => {
    fc.assert(
      fc.property(
        fc.array(good, { maxLength: 8 }),
        good,
        fc.array(good, { maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (before, victim, after, place, flip) => {
          const damaged = victim.slice();
          damaged[place % victim.length]! ^= flip;
          const bytes = frame(...before, damaged, ...after);
          const seen = new Seen();
          seen.decode(bytes);
          const expected = events(upToDisconnect(before));
          expect(seen.events.slice(0, expected.length)).toEqual(expected);
          expectCountsToAddUp(seen, bytes);
          const sofar = seen.events.length;
          seen.decode(frame(...after));
          expect(seen.events.slice(sofar)).toEqual(events(upToDisconnect(after)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("nothing of it troubles the store, whatever segment and id it names", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(good, fc.uint8Array({ maxLength: 200 })), { maxLength: 12 }), (parts) => {
        const feed = new FeedReading(["IDX_I:13"]);
        feed.receive(frame(...parts), ticker(IDX_I, 13, 23_092.2));
        expect(feed.tick("IDX_I:13").ltp).toBe(23_092.2);
      }),
    );
  });
});

describe("a disconnect", () => {
  test("is the last word of its frame: a ticker behind it is not applied", () => {
    const feed = new FeedReading(["IDX_I:13"]);
    feed.receive(frame(ticker(IDX_I, 13, 100), disconnect(800), ticker(IDX_I, 13, 200)));
    expect(feed.tick("IDX_I:13").ltp).toBe(100);
    expect(feed.disconnects).toEqual([800]);
  });
});

/** Code 0 carries nothing. */
const HEARTBEAT = packet(0, new Uint8Array());

describe("a frame brings values", () => {
  test.each(KINDS)("or it does not: %s", (kind, bytes) => {
    const bringsValues = kind !== "market status" && kind !== "disconnect";
    expect(new Seen().decode(bytes)).toBe(bringsValues);
    expect(new Seen().decode(frame(HEARTBEAT, marketStatus(NSE_EQ), bytes))).toBe(bringsValues);
  });

  test("not when it is empty, a heartbeat of code 0, of unknown code, short or broken", () => {
    const short = frame(HEARTBEAT, Uint8Array.of(2, 8, 0, 0, 13, 0, 0, 0), HEARTBEAT);
    for (const bytes of [
      new Uint8Array(),
      HEARTBEAT,
      packet(99, new Uint8Array()),
      short,
      VECTOR.ticker.subarray(0, 9),
    ]) {
      expect(new Seen().decode(bytes)).toBe(false);
    }
  });
});

describe("the check of what the wire's clock is", () => {
  test("goes through the decoder: twenty live trades, a second apart, settle it", () => {
    for (const [aheadSeconds, verdict] of [
      [19_800, "ist"],
      [0, "utc"],
    ] as const) {
      const feed = new FeedReading(["IDX_I:13"]);
      for (let second = 0; second < 20; second++) {
        expect(feed.epoch.verdict).toBe("unsettled");
        feed.now += 1_000;
        feed.receive(ticker(IDX_I, 13, 23_092.2, Math.floor(feed.now / 1000) + aheadSeconds));
      }
      expect(feed.epoch.verdict).toBe(verdict);
      feed.receive(quote(IDX_I, 13, { ltp: 1, ltt: LTT + aheadSeconds }));
      expect(feed.tick("IDX_I:13").exchangeTime).toBe(LTT * 1000);
    }
  });

  test("goes through quote and full packets as well", () => {
    for (const packetAt of [
      (ltt: number) => quote(NSE_FNO, 1, { ltp: 1, ltt }),
      (ltt: number) => full(NSE_FNO, 1, { ltp: 1, ltt }),
    ]) {
      const feed = new FeedReading(["NSE_FNO:1"]);
      for (let second = 0; second < 20; second++) {
        feed.now += 1_000;
        feed.receive(packetAt(Math.floor(feed.now / 1000) + 19_800));
      }
      expect(feed.epoch.verdict).toBe("ist");
    }
  });
});

/** What a decoder handed on, a line a packet. */
class Seen implements TickHandler {
  readonly events: string[] = [];
  readonly #decoder = new Decoder(
    this,
    {
      marketStatus: (segment) => this.events.push(`market status ${segment}`),
      disconnect: (reason) => this.events.push(`disconnect ${reason}`),
    },
    new LttEpoch(),
  );

  get counts() {
    return this.#decoder.counts;
  }

  /** Says whether any of it brought values. */
  decode(bytes: Uint8Array): boolean {
    return this.#decoder.decodeFrame(bytes, LTT_UTC_MS);
  }

  ticker = this.#handler("ticker");
  quote = this.#handler("quote");
  full = this.#handler("full");
  depth = this.#handler("depth");
  openInterest = this.#handler("open interest");
  previousClose = this.#handler("previous close");

  #handler(kind: string) {
    return (window: { segment: number; securityId: number }) => {
      this.events.push(`${kind} ${window.segment}:${window.securityId}`);
    };
  }
}

/** Whole sizes in bytes, dhanhq-v2, 1.6. */
const SIZE: Readonly<Record<number, number>> = { 2: 16, 3: 112, 4: 50, 5: 12, 6: 16, 7: 8, 8: 162, 50: 10 };

/** The splitting rule of dhanhq-v2, 1.8, written a second time: how many packets a frame should be taken for, and how. */
function reckon(bytes: Uint8Array, sum = { handedOn: 0, packets: 0, ...NOTHING_BAD }, isWhole = true): typeof sum {
  if (bytes.length === 0) return sum;
  if (bytes.length < 8) return { ...sum, brokenFrames: 1 };
  const code = bytes[0]!;
  const length = isWhole && bytes.length === SIZE[code] ? bytes.length : bytes[1]! + 256 * bytes[2]!;
  if (length < 8 || length > bytes.length) return { ...sum, brokenFrames: 1 };
  sum.packets++;
  const size = SIZE[code];
  if (size === undefined && code !== 0) sum.unknownCodes++;
  if (size !== undefined && length < size) sum.shortPackets++;
  if (size !== undefined && length >= size) sum.handedOn++;
  if (code === 50 && length >= 10) return sum;
  return reckon(bytes.subarray(length), sum, false);
}

/** Of the first frame that a decoder saw. */
function expectCountsToAddUp(seen: Seen, bytes: Uint8Array): void {
  const { handedOn, ...counts } = reckon(bytes);
  expect(seen.counts).toEqual({ frames: 1, ...counts });
  expect(seen.events.length).toBe(handedOn);
}
