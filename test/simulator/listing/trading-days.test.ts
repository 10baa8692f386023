import { expect, test } from "bun:test";
import {
  isTradingDay,
  tradingDayOnOrBefore,
  tradingDaysBefore,
} from "../../../server/simulator/listing/trading-days.ts";
import { dayDate, dayNumber } from "../../../shared/ist.ts";

test("weekends and holidays are no trading days", () => {
  const days = ["2026-11-21", "2026-11-22", "2026-11-24", "2026-12-25"];
  expect(days.map((date) => isTradingDay("NSE", dayNumber(date)))).toEqual([false, false, false, false]);
  expect(isTradingDay("NSE", dayNumber("2026-11-23"))).toBe(true);
});

test("MCX opens in the evening of most of NSE's holidays", () => {
  expect(isTradingDay("MCX", dayNumber("2026-11-24"))).toBe(true);
  expect(isTradingDay("MCX", dayNumber("2026-04-03"))).toBe(false);
});

test("national holidays are kept in years without a list", () => {
  expect(isTradingDay("NSE", dayNumber("2029-08-15"))).toBe(false);
  expect(isTradingDay("MCX", dayNumber("2030-10-02"))).toBe(false);
});

test("a day moves back over weekends and holidays together", () => {
  expect(dayDate(tradingDayOnOrBefore("NSE", dayNumber("2026-04-05")))).toBe("2026-04-02");
  expect(dayDate(tradingDayOnOrBefore("NSE", dayNumber("2026-11-25")))).toBe("2026-11-25");
  expect(dayDate(tradingDaysBefore("NSE", dayNumber("2026-11-25"), 2))).toBe("2026-11-20");
  expect(dayDate(tradingDaysBefore("NSE", dayNumber("2026-11-25"), 0))).toBe("2026-11-25");
});
