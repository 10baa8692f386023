import { expect, test } from "bun:test";
import { SEGMENT_NUMBER } from "../../../server/dhan/protocol.ts";
import { TradingHours } from "../../../server/simulator/market/trading-hours.ts";

const at = (text: string) => Date.parse(`${text}:00+05:30`);
const exchange = () => new TradingHours("exchange");

test.each([
  ["NSE_EQ", "2026-11-25T15:29", "2026-11-25T15:30"],
  ["IDX_I", "2026-11-25T15:29", "2026-11-25T15:30"],
  ["NSE_FNO", "2026-11-25T15:39", "2026-11-25T15:40"],
  ["BSE_FNO", "2026-11-25T15:39", "2026-11-25T15:40"],
  ["NSE_FNO", "2026-07-31T15:29", "2026-07-31T15:30"],
  ["NSE_CURRENCY", "2026-11-25T16:59", "2026-11-25T17:00"],
  ["MCX_COMM", "2026-11-25T23:54", "2026-11-25T23:55"],
  ["MCX_COMM", "2026-10-28T23:29", "2026-10-28T23:30"],
  ["MCX_COMM", "2026-03-06T23:54", "2026-03-06T23:55"],
  ["MCX_COMM", "2026-03-09T23:29", "2026-03-09T23:30"],
] as const)("%s is open at %s and closed at %s", (segment, open, closed) => {
  expect(exchange().isOpen(SEGMENT_NUMBER[segment], at(open))).toBe(true);
  expect(exchange().isOpen(SEGMENT_NUMBER[segment], at(closed))).toBe(false);
});

test("before the open, and on a weekend, the latest session is the one before", () => {
  const hours = exchange();
  for (const now of ["2026-11-28T11:00", "2026-11-29T11:00", "2026-11-30T09:14"]) {
    expect(hours.sessionAt(SEGMENT_NUMBER.NSE_EQ, at(now)).startMs).toBe(at("2026-11-27T09:15"));
  }
  expect(hours.sessionAt(SEGMENT_NUMBER.NSE_EQ, at("2026-11-30T09:15")).startMs).toBe(at("2026-11-30T09:15"));
  expect(hours.isOpen(SEGMENT_NUMBER.NSE_EQ, at("2026-11-28T11:00"))).toBe(false);
});

test("a market that never closes starts a session every morning at 09:15", () => {
  const hours = new TradingHours("always");
  expect(hours.sessionAt(0, at("2026-11-29T09:14")).startMs).toBe(at("2026-11-28T09:15"));
  expect(hours.sessionAt(0, at("2026-11-29T09:15")).startMs).toBe(at("2026-11-29T09:15"));
  expect(hours.isOpen(0, at("2026-11-29T03:00"))).toBe(true);
});
