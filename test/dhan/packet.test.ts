import { expect, test } from "bun:test";
import fc from "fast-check";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import {
  DepthPacket,
  FullPacket,
  OpenInterestPacket,
  PreviousClosePacket,
  QuotePacket,
  TickerPacket,
} from "../../server/dhan/packet.ts";
import { depth, frame, full, LTT, openInterest, previousClose, quote, ticker } from "../fixtures/packets.ts";

const AT = 3;
/** The packet somewhere inside a frame, other bytes around it. */
function inFrame(packet: Uint8Array): DataView {
  return new DataView(frame(new Uint8Array(AT).fill(0xee), packet, new Uint8Array(9).fill(0xdd)).buffer as ArrayBuffer);
}

/** The f32 whose bits these are. */
function price(bits: number): number {
  return new Float32Array(Int32Array.of(bits).buffer)[0]!;
}

const f32 = fc.float({ noNaN: true });
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const segment = fc.nat(255);

test("a ticker is read at any place of a frame, bit for bit", () => {
  const window = new TickerPacket(new LttEpoch());
  fc.assert(
    fc.property(segment, u32, f32, u32, (of, id, ltp, ltt) => {
      window.moveTo(inFrame(ticker(of, id, ltp, ltt)), AT);
      expect([window.segment, window.securityId, price(window.ltpBits), window.ltt]).toEqual([of, id, ltp, ltt]);
    }),
  );
});

test("a previous close and an open interest are read bit for bit", () => {
  const close = new PreviousClosePacket();
  const interest = new OpenInterestPacket();
  fc.assert(
    fc.property(segment, u32, f32, u32, (of, id, value, oi) => {
      close.moveTo(inFrame(previousClose(of, id, value, oi)), AT);
      expect([close.segment, close.securityId, price(close.closeBits), close.oi >>> 0]).toEqual([of, id, value, oi]);
      interest.moveTo(inFrame(openInterest(of, id, oi)), AT);
      expect([interest.segment, interest.securityId, interest.oi >>> 0]).toEqual([of, id, oi]);
    }),
  );
});

const trade = fc.record({
  ...{ ltp: f32, ltq: u16, ltt: u32, atp: f32, volume: u32, sellQty: u32, buyQty: u32 },
  ...{ open: f32, close: f32, high: f32, low: f32 },
});

/** The values that quote and full share, as the fixture calls them. */
function tradeOf(window: QuotePacket | FullPacket) {
  return {
    ltp: price(window.ltpBits),
    ltq: window.ltq,
    ltt: window.ltt,
    atp: price(window.atpBits),
    volume: window.volume >>> 0,
    sellQty: window.totalSellQty >>> 0,
    buyQty: window.totalBuyQty >>> 0,
    open: price(window.openBits),
    close: price(window.closeBits),
    high: price(window.highBits),
    low: price(window.lowBits),
  };
}

test("a quote is read bit for bit", () => {
  const window = new QuotePacket(new LttEpoch());
  fc.assert(
    fc.property(segment, u32, trade, (of, id, values) => {
      window.moveTo(inFrame(quote(of, id, values)), AT);
      expect([window.segment, window.securityId]).toEqual([of, id]);
      expect(tradeOf(window)).toEqual(values);
    }),
  );
});

const level = fc.record({
  ...{ bidQty: u32, askQty: u32, bidOrders: u16, askOrders: u16, bidPrice: f32, askPrice: f32 },
});
const levels = fc.array(level, { minLength: 5, maxLength: 5 });

/** Depth as the windows copy it: five words a level. */
function levelsOf(words: Int32Array) {
  return [0, 1, 2, 3, 4].map((k) => {
    const [bidQty, askQty, orders, bid, ask] = words.subarray(k * 5, k * 5 + 5);
    return {
      bidQty: bidQty! >>> 0,
      askQty: askQty! >>> 0,
      bidOrders: orders! & 0xffff,
      askOrders: orders! >>> 16,
      bidPrice: price(bid!),
      askPrice: price(ask!),
    };
  });
}

test("a full packet is read bit for bit, depth included", () => {
  const window = new FullPacket(new LttEpoch());
  const interest = fc.record({ oi: u32, oiDayHigh: u32, oiDayLow: u32 });
  fc.assert(
    fc.property(segment, u32, trade, interest, levels, (of, id, values, oi, book) => {
      window.moveTo(inFrame(full(of, id, { ...values, ...oi, depth: book })), AT);
      expect([window.segment, window.securityId]).toEqual([of, id]);
      expect(tradeOf(window)).toEqual(values);
      expect([window.oi >>> 0, window.oiDayHigh >>> 0, window.oiDayLow >>> 0]).toEqual([
        ...[oi.oi, oi.oiDayHigh, oi.oiDayLow],
      ]);
      const words = new Int32Array(27).fill(-1);
      window.copyDepth(words, 1);
      expect(levelsOf(words.subarray(1, 26))).toEqual(book);
      expect([words[0], words[26]]).toEqual([-1, -1]);
    }),
  );
});

test("a v1 depth packet is read bit for bit", () => {
  const window = new DepthPacket();
  fc.assert(
    fc.property(segment, u32, f32, levels, (of, id, ltp, book) => {
      window.moveTo(inFrame(depth(of, id, ltp, book)), AT);
      expect([window.segment, window.securityId, price(window.ltpBits)]).toEqual([of, id, ltp]);
      const words = new Int32Array(25);
      window.copyDepth(words, 0);
      expect(levelsOf(words)).toEqual(book);
    }),
  );
});

test("the time of the last trade is turned into UTC seconds, 0 for what never traded", () => {
  const window = new TickerPacket(new LttEpoch());
  const quoteWindow = new QuotePacket(new LttEpoch());
  const fullWindow = new FullPacket(new LttEpoch());
  for (const [ltt, utc] of [
    [LTT, LTT - 19_800],
    [0, 0],
  ] as const) {
    expect(window.moveTo(inFrame(ticker(0, 13, 1, ltt)), AT).exchangeTime).toBe(utc);
    expect(quoteWindow.moveTo(inFrame(quote(0, 13, { ltt })), AT).exchangeTime).toBe(utc);
    expect(fullWindow.moveTo(inFrame(full(0, 13, { ltt })), AT).exchangeTime).toBe(utc);
  }
});
