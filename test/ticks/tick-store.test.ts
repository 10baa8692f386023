import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DAY_MS, istTime } from "../../shared/ist.ts";
import { NO_NUMBER } from "../../shared/unknown.ts";
import { FeedReading } from "../fakes/feed-reading.ts";
import {
  depth,
  type Full,
  frame,
  full,
  LTT,
  LTT_UTC_MS,
  openInterest,
  previousClose,
  quote,
  Segment,
  type Trade,
  ticker,
} from "../fixtures/packets.ts";

const { IDX_I, NSE_EQ, NSE_FNO } = Segment;
const OPTION = "NSE_FNO:55796";
const NIFTY = "IDX_I:13";
const ABB = "NSE_EQ:13";

const FULL: Full = {
  ...{ ltp: 152.3, ltq: 75, atp: 149.85, volume: 1_000, sellQty: 500, buyQty: 600 },
  ...{ oi: 3_786_445, oiDayHigh: 3_800_000, oiDayLow: 3_700_000 },
  ...{ open: 140, close: 138.65, high: 160, low: 131.95 },
  depth: [{ bidQty: 65, askQty: 130, bidOrders: 1, askOrders: 2, bidPrice: 152.25, askPrice: 152.35 }],
};

describe("partial packets are merged", () => {
  test("an instrument is unknown until something comes", () => {
    const feed = new FeedReading([OPTION]);
    const { instrument, stale, ...values } = feed.tick(OPTION);
    expect({ instrument, stale }).toEqual({ instrument: OPTION, stale: false });
    expect(Object.values(values).every((value) => value === null)).toBe(true);
  });

  test("a ticker after a full changes price and time and keeps all else", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.now += 1_000;
    feed.receive(ticker(NSE_FNO, 55_796, 153.05, LTT + 1));
    expect(feed.tick(OPTION)).toEqual({
      ...before,
      ltp: 153.05,
      exchangeTime: LTT_UTC_MS + 1_000,
      receivedTime: feed.now,
    });
  });

  test("a quote after a full keeps open interest and depth", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.receive(quote(NSE_FNO, 55_796, { ltp: 150, ltq: 65, volume: 1_065, high: 161 }));
    expect(feed.tick(OPTION)).toEqual({
      ...before,
      ...{ ltp: 150, lastQuantity: 65, volume: 1_065, high: 161 },
      ...{ open: null, low: null, averagePrice: null, totalBuyQuantity: 0, totalSellQuantity: 0 },
    });
  });

  test("an open interest changes that alone and is no price", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(openInterest(NSE_FNO, 55_796, 10));
    expect(feed.tick(OPTION)).toMatchObject({ oi: 10, ltp: null, source: null, receivedTime: feed.now });
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.receive(openInterest(NSE_FNO, 55_796, 0));
    expect(feed.tick(OPTION)).toEqual({ ...before, oi: 0 });
  });

  test("a v1 depth changes price and depth and keeps the time of the last trade", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL), depth(NSE_FNO, 55_796, 155, []));
    const tick = feed.tick(OPTION);
    expect(tick).toMatchObject({ ltp: 155, exchangeTime: LTT_UTC_MS, oi: 3_786_445, depth: null });
  });

  test("one side of the book may be missing", () => {
    const feed = new FeedReading([OPTION]);
    const askOnly = { bidQty: 0, askQty: 130, bidOrders: 0, askOrders: 2, bidPrice: 0, askPrice: 0.05 };
    feed.receive(full(NSE_FNO, 55_796, { ltp: 0.05, depth: [askOnly] }));
    expect(feed.tick(OPTION).depth?.[0]).toEqual({
      ...{ bidPrice: null, bidQuantity: null, bidOrders: null },
      ...{ askPrice: 0.05, askQuantity: 130, askOrders: 2 },
    });
  });
});

test("an instrument whose key names another is known nothing of, keeps its slot, and whoever sees every tick sees that", () => {
  const seen: number[] = [];
  const feed = new FeedReading([OPTION, NIFTY], { onTick: (slot) => seen.push(slot) });
  feed.receive(full(NSE_FNO, 55_796, FULL), previousClose(NSE_FNO, 55_796, 120, 900));
  const slot = feed.store.slotOf(OPTION);
  const version = feed.version(OPTION);
  feed.store.forget(OPTION);
  feed.store.forget("NSE_FNO:1");
  expect(seen).toEqual([]);
  expect(feed.tick(OPTION)).toEqual(feed.tick(NIFTY) && new FeedReading([OPTION]).tick(OPTION));
  expect(feed.version(OPTION)).toBeGreaterThan(version);
  expect(feed.store.slotOf(OPTION)).toBe(slot);

  // Its close of the day was settled; the other one's is not.
  feed.receive(full(NSE_FNO, 55_796, { ...FULL, close: 77 }));
  expect(feed.tick(OPTION).previousClose).toBe(77);
  feed.store.everyTick[slot] = 1;
  feed.store.forget(OPTION);
  expect(seen).toEqual([slot]);
});

describe("previous close", () => {
  const MORNING = Date.parse("2026-06-10T09:20:00+05:30");
  const CLOSE = Date.parse("2026-06-10T15:30:00+05:30");
  const EVENING = CLOSE + 600_000;
  /** Until 15:30 of any Indian day the field holds the close of the day before. */
  const closeMeaning = (_: string, utcMs: number) => {
    const time = istTime(utcMs);
    return time < "09:15:00" ? "unsettled" : time < "15:30:00" ? "day-before" : "unknown";
  };
  const reading = () => {
    const feed = new FeedReading([OPTION, NIFTY, ABB], { closeMeaning });
    feed.now = MORNING;
    return feed;
  };

  test("is the close of a quote or full packet while the session runs", () => {
    const feed = reading();
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }), full(NSE_FNO, 55_796, FULL));
    expect(feed.tick(ABB).previousClose).toBe(5_812.4);
    expect(feed.tick(OPTION).previousClose).toBe(138.65);
  });

  test("is taken once a day: after the close the field may hold today's", () => {
    const feed = reading();
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }));
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_000 }));
    feed.now = EVENING;
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_901.5, close: 5_901.5 }));
    feed.now = Date.parse("2026-06-10T23:59:59.999+05:30");
    feed.receive(full(NSE_EQ, 13, { ltp: 5_901.5, close: 5_901.5 }));
    expect(feed.tick(ABB).previousClose).toBe(5_812.4);
  });

  test("is unknown to a server started after the close", () => {
    const feed = reading();
    feed.now = EVENING;
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_901.5, close: 5_901.5 }), full(NSE_FNO, 55_796, FULL));
    expect(feed.tick(ABB)).toMatchObject({ ltp: 5_901.5, previousClose: null });
    expect(feed.tick(OPTION).previousClose).toBeNull();
  });

  test("is taken anew on the next Indian day", () => {
    const feed = reading();
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }));
    feed.now = MORNING + DAY_MS;
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_930, close: 5_901.5 }));
    expect(feed.tick(ABB).previousClose).toBe(5_901.5);
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_930, close: 5_000 }));
    expect(feed.tick(ABB).previousClose).toBe(5_901.5);
  });

  test("changes at midnight in India, not in Greenwich", () => {
    const feed = new FeedReading([ABB]);
    feed.now = Date.parse("2026-06-10T23:59:59.999+05:30");
    feed.receive(quote(NSE_EQ, 13, { ltp: 1, close: 100 }));
    feed.now = Date.parse("2026-06-11T00:00:00+05:30");
    feed.receive(quote(NSE_EQ, 13, { ltp: 1, close: 101 }));
    feed.now = Date.parse("2026-06-11T05:30:00+05:30");
    feed.receive(quote(NSE_EQ, 13, { ltp: 1, close: 102 }));
    expect(feed.tick(ABB).previousClose).toBe(101);
  });

  test("of a packet of its own counts for the day, at any hour, before any quote's", () => {
    const feed = reading();
    feed.receive(quote(IDX_I, 13, { ltp: 25_012, close: 24_000 }), previousClose(IDX_I, 13, 24_950.35));
    feed.receive(previousClose(NSE_FNO, 55_796, 138), full(NSE_FNO, 55_796, FULL));
    expect(feed.tick(NIFTY).previousClose).toBe(24_950.35);
    expect(feed.tick(OPTION).previousClose).toBe(138);
    feed.now = EVENING;
    feed.receive(previousClose(NSE_EQ, 13, 5_812.4), quote(NSE_EQ, 13, { ltp: 5_901.5, close: 5_901.5 }));
    expect(feed.tick(ABB).previousClose).toBe(5_812.4);
  });

  test("of a packet of its own holds for its day only", () => {
    const feed = reading();
    feed.receive(previousClose(NSE_EQ, 13, 5_812.4));
    feed.now = MORNING + DAY_MS;
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_930, close: 5_901.5 }));
    expect(feed.tick(ABB).previousClose).toBe(5_901.5);
  });

  test.each([0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "of %p is none, and doesn't keep a real one out",
    (none) => {
      const feed = reading();
      feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: none }), previousClose(NSE_EQ, 13, none));
      expect(feed.tick(ABB).previousClose).toBeNull();
      feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }));
      expect(feed.tick(ABB).previousClose).toBe(5_812.4);
      feed.receive(previousClose(NSE_EQ, 13, none));
      expect(feed.tick(ABB).previousClose).toBe(5_812.4);
    },
  );

  test("before the open stands only until the session's own: Dhan may not have rolled the day over yet", () => {
    const feed = reading();
    feed.now = Date.parse("2026-06-10T00:30:00+05:30");
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_700 }), previousClose(IDX_I, 13, 24_800));
    expect(feed.tick(ABB).previousClose).toBe(5_700);
    expect(feed.tick(NIFTY).previousClose).toBe(24_800);
    feed.now = MORNING;
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }), previousClose(IDX_I, 13, 24_950.35));
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_000 }), quote(IDX_I, 13, { ltp: 25_012, close: 24_000 }));
    expect(feed.tick(ABB).previousClose).toBe(5_812.4);
    expect(feed.tick(NIFTY).previousClose).toBe(24_950.35);
  });

  test("of one instrument says nothing about another's", () => {
    const feed = reading();
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }), quote(IDX_I, 13, { ltp: 25_012, close: 24_950 }));
    expect(feed.tick(NIFTY).previousClose).toBe(24_950);
    expect(feed.tick(OPTION).previousClose).toBeNull();
  });

  test("asks whether the field is the day before's with the instrument's segment and the time of receipt", () => {
    const asked: [string, number][] = [];
    const feed = new FeedReading([ABB, OPTION], {
      closeMeaning(segment, utcMs) {
        asked.push([segment, utcMs]);
        return "day-before";
      },
    });
    feed.receive(quote(NSE_EQ, 13, { ltp: 1, close: 1 }), full(NSE_FNO, 55_796, FULL));
    expect(asked).toEqual([
      ["NSE_EQ", feed.now],
      ["NSE_FNO", feed.now],
    ]);
  });
});

describe("an instrument that is carried in a poorer mode", () => {
  test("forgets what only the richer one brought, and keeps the rest", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    const version = feed.reader.version(feed.store.slotOf(OPTION));
    feed.store.narrow(OPTION, "quote");
    expect(feed.tick(OPTION)).toEqual({ ...before, depth: null, oiDayHigh: null, oiDayLow: null });
    expect(feed.reader.version(feed.store.slotOf(OPTION))).toBe(version + 1);

    feed.store.narrow(OPTION, "ltp");
    const { ltp, exchangeTime, receivedTime, previousClose } = before;
    expect(feed.tick(OPTION)).toMatchObject({ ltp, exchangeTime, receivedTime, previousClose });
    const known = Object.entries(feed.tick(OPTION)).filter(([, value]) => value !== null);
    expect(known.map(([field]) => field).sort()).toEqual(
      ["exchangeTime", "instrument", "ltp", "previousClose", "receivedTime", "source", "stale"].sort(),
    );
  });
});

describe("staleness", () => {
  test("is a mark that the instrument's own next packet takes away, of whatever kind", () => {
    const kinds = [
      ticker(NSE_FNO, 55_796, 1),
      quote(NSE_FNO, 55_796, FULL),
      full(NSE_FNO, 55_796, FULL),
      depth(NSE_FNO, 55_796, 1, []),
      openInterest(NSE_FNO, 55_796, 1),
      previousClose(NSE_FNO, 55_796, 1),
    ];
    for (const bytes of kinds) {
      const feed = new FeedReading([OPTION, ABB]);
      feed.receive(full(NSE_FNO, 55_796, FULL), ticker(NSE_EQ, 13, 5_890));
      feed.store.markStale([OPTION, ABB]);
      expect([feed.tick(OPTION).stale, feed.tick(ABB).stale]).toEqual([true, true]);
      feed.receive(bytes);
      expect([feed.tick(OPTION).stale, feed.tick(ABB).stale]).toEqual([false, true]);
    }
  });

  test("takes no value away and doesn't change where the price came from", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.store.markStale([OPTION]);
    expect(feed.tick(OPTION)).toEqual({ ...before, stale: true });
  });

  test("raises the version once, and may be told of instruments that aren't held", () => {
    const feed = new FeedReading([OPTION]);
    const before = feed.version(OPTION);
    feed.store.markStale([OPTION, "NSE_EQ:999", "nonsense"]);
    const after = feed.version(OPTION);
    expect(after).toBeGreaterThan(before);
    feed.store.markStale([OPTION]);
    expect(feed.version(OPTION)).toBe(after);
  });
});

describe("change is seen", () => {
  test("by the version, which rises with every packet of the instrument and no other", () => {
    const feed = new FeedReading([OPTION, ABB]);
    const packets = [
      ticker(NSE_FNO, 55_796, 1),
      ticker(NSE_FNO, 55_796, 1),
      quote(NSE_FNO, 55_796, {}),
      full(NSE_FNO, 55_796, {}),
      depth(NSE_FNO, 55_796, 1, []),
      openInterest(NSE_FNO, 55_796, 1),
      previousClose(NSE_FNO, 55_796, 1),
    ];
    const other = feed.version(ABB);
    for (const bytes of packets) {
      const before = feed.version(OPTION);
      feed.receive(bytes);
      expect(feed.version(OPTION)).toBeGreaterThan(before);
    }
    expect(feed.version(ABB)).toBe(other);
  });

  test("by a call for each tick of those slots alone that somebody watches, with the values in place", () => {
    const seen: [string, number | null, boolean][] = [];
    const feed: FeedReading = new FeedReading([NIFTY, ABB], {
      onTick(slot) {
        const { instrument, ltp, stale } = feed.tick(feed.store.keyOf(slot));
        seen.push([instrument, ltp, stale]);
      },
    });
    feed.store.everyTick[feed.store.slotOf(NIFTY)] = 1;
    feed.receive(frame(ticker(IDX_I, 13, 1), ticker(NSE_EQ, 13, 9), ticker(IDX_I, 13, 2)), ticker(IDX_I, 13, 2));
    feed.store.markStale([NIFTY, ABB]);
    feed.store.markStale([NIFTY]);
    feed.store.everyTick[feed.store.slotOf(NIFTY)] = 0;
    feed.receive(ticker(IDX_I, 13, 3));
    expect(seen).toEqual([
      [NIFTY, 1, false],
      [NIFTY, 2, false],
      [NIFTY, 2, false],
      [NIFTY, 2, true],
    ]);
  });
});

describe("slots", () => {
  test("packets of instruments that aren't held are counted and change nothing", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.receive(
      frame(ticker(NSE_FNO, 55_797, 1), quote(NSE_EQ, 55_796, {}), full(6, 55_796, {}), depth(255, 55_796, 1, [])),
      frame(openInterest(IDX_I, 0, 1), previousClose(NSE_FNO, 0xffffffff, 1)),
    );
    expect(feed.store.unexpectedPackets).toBe(6);
    expect(feed.tick(OPTION)).toEqual(before);
  });

  test("a closed instrument's packets are unexpected from then on", () => {
    const feed = new FeedReading([OPTION]);
    feed.store.close(OPTION);
    feed.receive(ticker(NSE_FNO, 55_796, 1));
    expect(feed.store.slotOf(OPTION)).toBe(-1);
    expect(feed.store.unexpectedPackets).toBe(1);
  });

  test("a full store gives no slot, and says how full it is", () => {
    const feed = new FeedReading(["NSE_EQ:1", "NSE_EQ:2"], { capacity: 2 });
    expect([feed.store.size, feed.store.capacity]).toEqual([2, 2]);
    expect(feed.store.open("NSE_EQ:3")).toBe(-1);
    expect(feed.store.open("NSE_EQ:1")).toBe(feed.store.slotOf("NSE_EQ:1"));
    expect(feed.store.size).toBe(2);
  });

  test("opening what is open already keeps its values", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.store.open(OPTION);
    expect(feed.tick(OPTION)).toEqual(before);
  });

  test("the day's first open interest stands until the next Indian day, whichever packet brings it", () => {
    const feed = new FeedReading([OPTION, ABB]);
    const first = (key: string) => feed.reader.firstOi(feed.store.slotOf(key));
    expect(first(OPTION)).toBe(NO_NUMBER);
    feed.receive(openInterest(NSE_FNO, 55_796, 100));
    feed.receive(openInterest(NSE_FNO, 55_796, 120), full(NSE_FNO, 55_796, { ...FULL, oi: 130 }));
    expect(first(OPTION)).toBe(100);
    feed.now += DAY_MS;
    expect(first(OPTION)).toBe(100);
    feed.receive(full(NSE_FNO, 55_796, { ...FULL, oi: 140 }));
    feed.receive(openInterest(NSE_FNO, 55_796, 150));
    expect(first(OPTION)).toBe(140);
    // A share has none, whatever its packets hold.
    feed.receive(full(NSE_EQ, 13, { ...FULL, oi: 7 }));
    expect(first(ABB)).toBe(NO_NUMBER);
    feed.store.close(OPTION);
    feed.store.open(OPTION);
    expect(first(OPTION)).toBe(NO_NUMBER);
    feed.receive(openInterest(NSE_FNO, 55_796, 160));
    expect(first(OPTION)).toBe(160);
  });

  test("a slot used again starts unknown, unwatched, not stale, and with a version not seen before", () => {
    let calls = 0;
    const feed = new FeedReading([OPTION], { capacity: 1, onTick: () => calls++ });
    feed.receive(full(NSE_FNO, 55_796, FULL), previousClose(NSE_FNO, 55_796, 138, 7));
    const slot = feed.store.slotOf(OPTION);
    feed.store.everyTick[slot] = 1;
    feed.store.markStale([OPTION]);
    const version = feed.version(OPTION);
    const callsBefore = calls;
    feed.store.close(OPTION);
    expect(feed.store.open(ABB)).toBe(slot);
    expect(feed.version(ABB)).toBeGreaterThan(version);
    expect(feed.tick(ABB)).toEqual(new FeedReading([ABB]).tick(ABB));
    feed.receive(quote(NSE_EQ, 13, { ltp: 5_890, close: 5_812.4 }));
    expect(feed.tick(ABB)).toMatchObject({ previousClose: 5_812.4, stale: false });
    expect(calls).toBe(callsBefore);
  });

  test("closing what isn't open changes nothing", () => {
    const feed = new FeedReading([OPTION]);
    feed.receive(full(NSE_FNO, 55_796, FULL));
    const before = feed.tick(OPTION);
    feed.store.close(ABB);
    feed.store.close("nonsense");
    expect(feed.tick(OPTION)).toEqual(before);
  });
});

describe("any sequence of packets", () => {
  const paise = fc.integer({ min: 1, max: 9_999_999 }).map((units) => units / 100);
  const quantity = fc.nat(4_000_000_000);
  const trade = fc.record({
    ...{ ltp: paise, ltq: fc.integer({ min: 1, max: 65_535 }), ltt: fc.integer({ min: LTT, max: LTT + 20_000 }) },
    ...{ atp: paise, volume: quantity, sellQty: quantity, buyQty: quantity },
    ...{ open: paise, close: paise, high: paise, low: paise },
  });
  const book = fc.array(
    fc.record({
      ...{ bidQty: quantity, askQty: quantity, bidOrders: fc.nat(65_535), askOrders: fc.nat(65_535) },
      ...{ bidPrice: paise, askPrice: paise },
    }),
    { minLength: 5, maxLength: 5 },
  );
  const interest = fc.record({ oi: quantity, oiDayHigh: fc.integer({ min: 1, max: 9 }), oiDayLow: fc.constant(1) });
  const id = fc.constantFrom(1, 2, 3);

  const traded = ({ ltp, ltq, ltt, atp, volume, sellQty, buyQty, open, high, low }: Required<Trade>) => ({
    ltp,
    exchangeTime: (ltt - 19_800) * 1000,
    lastQuantity: ltq,
    averagePrice: atp,
    volume,
    totalSellQuantity: sellQty,
    totalBuyQuantity: buyQty,
    open,
    high,
    low,
  });
  const levels = (book: readonly NonNullable<Full["depth"]>[number][]) =>
    book.map((level) => ({
      bidPrice: level.bidPrice,
      bidQuantity: level.bidQty,
      bidOrders: level.bidOrders,
      askPrice: level.askPrice,
      askQuantity: level.askQty,
      askOrders: level.askOrders,
    }));

  /** A packet and what it should change of its instrument, the previous close aside. */
  const step = fc.oneof(
    fc.tuple(id, paise, fc.integer({ min: LTT, max: LTT + 9 })).map(([of, ltp, ltt]) => ({
      of,
      bytes: ticker(NSE_FNO, of, ltp, ltt),
      changes: { ltp, exchangeTime: (ltt - 19_800) * 1000 },
    })),
    fc.tuple(id, trade).map(([of, values]) => ({ of, bytes: quote(NSE_FNO, of, values), changes: traded(values) })),
    fc.tuple(id, trade, interest, book).map(([of, values, oi, sides]) => ({
      of,
      bytes: full(NSE_FNO, of, { ...values, ...oi, depth: sides }),
      changes: { ...traded(values), ...oi, depth: levels(sides) },
    })),
    fc.tuple(id, paise, book).map(([of, ltp, sides]) => ({
      of,
      bytes: depth(NSE_FNO, of, ltp, sides),
      changes: { ltp, depth: levels(sides) },
    })),
    fc.tuple(id, quantity).map(([of, oi]) => ({ of, bytes: openInterest(NSE_FNO, of, oi), changes: { oi } })),
    fc.tuple(id, quantity).map(([of, previousOi]) => ({
      of,
      bytes: previousClose(NSE_FNO, of, 0, previousOi),
      changes: { previousOi },
    })),
  );

  test("leaves each instrument with the last value of every field that ever came for it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const feed = new FeedReading(["NSE_FNO:1", "NSE_FNO:2", "NSE_FNO:3"], { closeMeaning: () => "unknown" });
        const expected = new Map([1, 2, 3].map((of) => [of, feed.tick(`NSE_FNO:${of}`)]));
        for (const { of, bytes, changes } of steps) {
          feed.now += 50;
          feed.receive(bytes);
          Object.assign(expected.get(of)!, changes, { receivedTime: feed.now });
          if ("ltp" in changes) expected.get(of)!.source = "stream";
        }
        for (const [of, tick] of expected) expect(feed.tick(`NSE_FNO:${of}`)).toEqual(tick);
      }),
    );
  });
});
