import { expect, test } from "bun:test";
import { DEPTH_LEVELS, LTT_AHEAD_OF_UTC_SECONDS, SEGMENT_NUMBER } from "../../../server/dhan/protocol.ts";
import {
  PacketEncoder,
  writeDisconnect,
  writeHeader,
  writeMarketStatus,
} from "../../../server/simulator/feed/packet-encoder.ts";
import { createMarketColumns } from "../../../server/simulator/market/market-columns.ts";

// Vectors of real captures and of DhanHQ's own packet formats: last trade at 1781084997 on an Indian clock.
const LTT_UTC = 1_781_084_997 - LTT_AHEAD_OF_UTC_SECONDS;

function encoderOf(segment: keyof typeof SEGMENT_NUMBER, securityId: number) {
  const columns = createMarketColumns(1);
  const listing = { segment: Uint8Array.of(SEGMENT_NUMBER[segment]), securityId: Uint32Array.of(securityId) };
  return { columns, encoder: new PacketEncoder(listing, columns) };
}

/** Bytes a writer writes at offset 5 of a buffer; everything around them must stay untouched. */
function bytesOf(write: (out: DataView, at: number) => number): string {
  const buffer = new Uint8Array(256).fill(0xee);
  const length = write(new DataView(buffer.buffer), 5);
  expect(buffer.subarray(0, 5).every((byte) => byte === 0xee)).toBe(true);
  expect(buffer.subarray(5 + length).every((byte) => byte === 0xee)).toBe(true);
  return buffer.subarray(5, 5 + length).toHex();
}

const hex = (text: string) => text.replaceAll(/\s/g, "");

test("a ticker of NIFTY has the bytes of the vector", () => {
  const { columns, encoder } = encoderOf("IDX_I", 13);
  columns.ltp[0] = 23_092.2;
  columns.lastTradeTime[0] = LTT_UTC;
  expect(bytesOf((out, at) => encoder.ticker(out, at, 0))).toBe(hex("02 10 00 00 0d 00 00 00 66 68 b4 46 45 33 29 6a"));
});

test("a previous close has the bytes of the vector", () => {
  const { columns, encoder } = encoderOf("IDX_I", 13);
  columns.previousClose[0] = 23_123.65;
  expect(bytesOf((out, at) => encoder.previousClose(out, at, 0))).toBe(
    hex("06 10 00 00 0d 00 00 00 4d a7 b4 46 00 00 00 00"),
  );
});

test("an open interest has the bytes of the vector", () => {
  const { columns, encoder } = encoderOf("NSE_FNO", 55_796);
  columns.oi[0] = 3_786_445;
  expect(bytesOf((out, at) => encoder.openInterest(out, at, 0))).toBe(hex("05 0c 00 02 f4 d9 00 00 cd c6 39 00"));
});

test("a quote has the bytes of the vector", () => {
  const { columns, encoder } = encoderOf("NSE_EQ", 1333);
  columns.ltp[0] = 842.35;
  columns.lastQuantity[0] = 25;
  columns.lastTradeTime[0] = LTT_UTC;
  columns.volume[0] = 1_234_567;
  columns.turnover[0] = 840.12 * 1_234_567;
  columns.totalSellQuantity[0] = 45_000;
  columns.totalBuyQuantity[0] = 52_000;
  columns.open[0] = 838;
  columns.previousClose[0] = 836.5;
  columns.high[0] = 845;
  columns.low[0] = 835.1;
  expect(bytesOf((out, at) => encoder.quote(out, at, 0))).toBe(
    hex(`04 32 00 01 35 05 00 00 66 96 52 44 19 00 45 33 29 6a ae 07 52 44 87 d6 12 00
         c8 af 00 00 20 cb 00 00 00 80 51 44 00 20 51 44 00 40 53 44 66 c6 50 44`),
  );
});

test("full packets start with the captured bytes and are 162 long", () => {
  for (const [securityId, ltp, quantity, start] of [
    [55_796, 152.3, 75, "08 a2 00 02 f4 d9 00 00 cd 4c 18 43 4b 00"],
    [55_795, 95.9, 300, "08 a2 00 02 f3 d9 00 00 cd cc bf 42 2c 01"],
  ] as const) {
    const { columns, encoder } = encoderOf("NSE_FNO", securityId);
    columns.ltp[0] = ltp;
    columns.lastQuantity[0] = quantity;
    const bytes = bytesOf((out, at) => encoder.full(out, at, 0));
    expect(bytes.length).toBe(2 * 162);
    expect(bytes.slice(0, 28)).toBe(hex(start));
  }
});

test("a full packet has each field at its place", () => {
  const { columns, encoder } = encoderOf("NSE_FNO", 1);
  columns.oi[0] = 11;
  columns.oiDayHigh[0] = 12;
  columns.oiDayLow[0] = 13;
  columns.open[0] = 14;
  columns.previousClose[0] = 15;
  columns.high[0] = 16;
  columns.low[0] = 17;
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    columns.bidQuantity[level] = 100 + level;
    columns.askQuantity[level] = 200 + level;
    columns.bidOrders[level] = 300 + level;
    columns.askOrders[level] = 400 + level;
    columns.bidPrice[level] = 500 + level;
    columns.askPrice[level] = 600 + level;
  }
  const out = new DataView(new ArrayBuffer(162));
  encoder.full(out, 0, 0);
  expect([34, 38, 42].map((at) => out.getUint32(at, true))).toEqual([11, 12, 13]);
  expect([46, 50, 54, 58].map((at) => out.getFloat32(at, true))).toEqual([14, 15, 16, 17]);
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const at = 62 + 20 * level;
    expect([out.getUint32(at, true), out.getUint32(at + 4, true)]).toEqual([100 + level, 200 + level]);
    expect([out.getUint16(at + 8, true), out.getUint16(at + 10, true)]).toEqual([300 + level, 400 + level]);
    expect([out.getFloat32(at + 12, true), out.getFloat32(at + 16, true)]).toEqual([500 + level, 600 + level]);
  }
});

test("a v1 depth packet is 112 bytes: last price, then the levels", () => {
  const { columns, encoder } = encoderOf("NSE_EQ", 1333);
  columns.ltp[0] = 842.35;
  columns.askPrice[4] = 600;
  const out = new DataView(new ArrayBuffer(112));
  expect(encoder.depth(out, 0, 0)).toBe(112);
  expect([out.getUint8(0), out.getUint16(1, true)]).toEqual([3, 112]);
  expect(out.getFloat32(8, true)).toBe(Math.fround(842.35));
  expect(out.getFloat32(12 + 4 * 20 + 16, true)).toBe(600);
});

test("disconnect and market status have the bytes of the wire", () => {
  expect(bytesOf((out, at) => writeDisconnect(out, at, 805))).toBe(hex("32 0a 00 00 00 00 00 00 25 03"));
  expect(bytesOf((out, at) => writeMarketStatus(out, at, 0))).toBe(hex("07 08 00 00 00 00 00 00"));
});

test("a header may claim what is not so", () => {
  const out = new DataView(new ArrayBuffer(8));
  writeHeader(out, 0, 99, 65_535, 1, 7);
  expect([out.getUint8(0), out.getUint16(1, true), out.getUint8(3), out.getUint32(4, true)]).toEqual([
    99, 65_535, 1, 7,
  ]);
});

test("what never traded keeps a last trade time of 0, whatever the shift", () => {
  const { encoder } = encoderOf("NSE_FNO", 1);
  const out = new DataView(new ArrayBuffer(16));
  encoder.ticker(out, 0, 0);
  expect(out.getUint32(12, true)).toBe(0);
});

test("the shift of last trade times can be moved", () => {
  const { columns, encoder } = encoderOf("NSE_FNO", 1);
  columns.lastTradeTime[0] = 1_000_000;
  encoder.lttShiftSeconds = -30;
  const out = new DataView(new ArrayBuffer(16));
  encoder.ticker(out, 0, 0);
  expect(out.getUint32(12, true)).toBe(999_970);
});
