import { expect, test } from "bun:test";
import { ALWAYS_OPEN, EXCHANGE_HOURS } from "../../server/calendar/market-hours.ts";

const SUNDAY_NOON = Date.parse("2026-11-22T12:00:00+05:30");
const MONDAY_NOON = Date.parse("2026-11-23T12:00:00+05:30");
const MONDAY_IN_AUCTION = Date.parse("2026-11-23T15:20:00+05:30");

test("the exchanges' market is shut on a Sunday and open on a Monday", () => {
  expect(EXCHANGE_HOURS.isOpen("NSE_EQ", SUNDAY_NOON)).toBe(false);
  expect(EXCHANGE_HOURS.expectsTicks("NSE_EQ", SUNDAY_NOON)).toBe(false);
  expect(EXCHANGE_HOURS.isOpen("NSE_EQ", MONDAY_NOON)).toBe(true);
  expect(EXCHANGE_HOURS.expectsTicks("NSE_EQ", MONDAY_NOON)).toBe(true);
});

test("the exchanges' indices are open in the closing auction without having to tick", () => {
  expect(EXCHANGE_HOURS.isOpen("IDX_I", MONDAY_IN_AUCTION)).toBe(true);
  expect(EXCHANGE_HOURS.expectsTicks("IDX_I", MONDAY_IN_AUCTION)).toBe(false);
});

test("the simulator's market never closes", () => {
  expect(ALWAYS_OPEN.isOpen("NSE_EQ", SUNDAY_NOON)).toBe(true);
  expect(ALWAYS_OPEN.expectsTicks("IDX_I", MONDAY_IN_AUCTION)).toBe(true);
});
