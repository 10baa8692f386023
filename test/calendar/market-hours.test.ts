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

test("a packet's close is the day before's while the segment trades, unsettled before, and unknown afterwards and on days off", () => {
  const at = (time: string, date = "2026-11-23") => Date.parse(`${date}T${time}:00+05:30`);
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", at("00:30"))).toBe("unsettled");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", at("09:14"))).toBe("unsettled");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", at("09:15"))).toBe("day-before");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", at("15:39"))).toBe("day-before");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", at("15:40"))).toBe("unknown");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_EQ", at("15:39"))).toBe("unknown");
  expect(EXCHANGE_HOURS.closeMeaning("MCX_COMM", at("23:54"))).toBe("day-before");
  expect(EXCHANGE_HOURS.closeMeaning("NSE_FNO", SUNDAY_NOON)).toBe("unknown");
  expect(ALWAYS_OPEN.closeMeaning("NSE_FNO", SUNDAY_NOON)).toBe("day-before");
});

test("the session that counts is the present one, or the last there was: before the open, on a weekend and over a holiday", () => {
  const at = (moment: string) => Date.parse(`${moment}:00+05:30`);
  const start = (moment: string) => EXCHANGE_HOURS.sessionStart("NSE_FNO", at(moment));
  expect(start("2026-11-23T12:00")).toBe(at("2026-11-23T09:15"));
  expect(start("2026-11-23T22:00")).toBe(at("2026-11-23T09:15"));
  expect(start("2026-11-23T09:00")).toBe(at("2026-11-20T09:15"));
  expect(start("2026-11-22T12:00")).toBe(at("2026-11-20T09:15"));
  expect(start("2026-11-24T12:00")).toBe(at("2026-11-23T09:15"));
  expect(ALWAYS_OPEN.sessionStart("NSE_FNO", SUNDAY_NOON)).toBe(at("2026-11-22T00:00"));
});
