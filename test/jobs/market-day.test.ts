import { describe, expect, test } from "bun:test";
import * as calendar from "../../server/calendar/exchange-calendar.ts";
import { lastDays, marketDay } from "../../server/jobs/market-day.ts";
import type { Market } from "../../shared/market.ts";

const ist = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+05:30`);
const day = (market: Market, date: string, eodAt = "15:30") => marketDay(market, date, eodAt, calendar);

describe("a trading day of NSE and BSE", () => {
  test("begins at the pre-open, 09:00, and ends at EOD_AT on an Indian clock", () => {
    expect(day("NSE_BSE", "2026-06-10")).toEqual({
      date: "2026-06-10",
      preOpen: ist("2026-06-10 09:00"),
      end: ist("2026-06-10 15:30"),
    });
    expect(day("NSE_BSE", "2026-06-10", "16:05")!.end).toBe(ist("2026-06-10 16:05"));
  });

  test("ends with the exchange's close where EOD_AT says so: 15:30, and 15:40 since 2026-08-03", () => {
    expect(day("NSE_BSE", "2026-07-31", "close")!.end).toBe(ist("2026-07-31 15:30"));
    expect(day("NSE_BSE", "2026-08-03", "close")!.end).toBe(ist("2026-08-03 15:40"));
  });

  test("is none at a weekend or on a holiday (trap 10), but is on a Sunday of a special session", () => {
    for (const date of ["2026-06-13", "2026-06-14", "2026-06-26", "2026-10-02"])
      expect(day("NSE_BSE", date)).toBeNull();
    expect(day("NSE_BSE", "2026-02-01")!.end).toBe(ist("2026-02-01 15:30"));
  });

  test("has no close while its hours are not announced", () => {
    expect(day("NSE_BSE", "2026-11-08", "close")).toBeNull();
    expect(day("NSE_BSE", "2026-11-08")!.end).toBe(ist("2026-11-08 15:30"));
  });
});

describe("a trading day of MCX", () => {
  test("ends at MCX's own close, in New York's winter 25 minutes later, whatever EOD_AT is", () => {
    for (const eodAt of ["15:30", "close"]) {
      expect(day("MCX", "2026-06-10", eodAt)).toEqual({
        date: "2026-06-10",
        preOpen: ist("2026-06-10 09:00"),
        end: ist("2026-06-10 23:30"),
      });
      expect(day("MCX", "2026-12-10", eodAt)!.end).toBe(ist("2026-12-10 23:55"));
    }
  });

  test("is an evening on most holidays, and none on some", () => {
    expect(day("MCX", "2026-06-26")!.preOpen).toBe(ist("2026-06-26 17:00"));
    expect(day("MCX", "2026-01-01")!.end).toBe(ist("2026-01-01 17:00"));
    expect(day("MCX", "2026-10-02")).toBeNull();
    expect(day("MCX", "2026-06-13")).toBeNull();
  });
});

describe("the last days at a moment", () => {
  const dates = (text: string, market: Market = "NSE_BSE") => {
    const { opened, ended } = lastDays(market, ist(text), "15:30", calendar);
    return [opened?.date, ended?.date];
  };

  test("before the pre-open, in the session, and after it, the edges included", () => {
    expect(dates("2026-06-10 08:59")).toEqual(["2026-06-09", "2026-06-09"]);
    expect(dates("2026-06-10 09:00")).toEqual(["2026-06-10", "2026-06-09"]);
    expect(dates("2026-06-10 15:29")).toEqual(["2026-06-10", "2026-06-09"]);
    expect(dates("2026-06-10 15:30")).toEqual(["2026-06-10", "2026-06-10"]);
  });

  test("over a weekend and a holiday they are the trading days before", () => {
    expect(dates("2026-06-14 12:00")).toEqual(["2026-06-12", "2026-06-12"]);
    expect(dates("2026-06-26 12:00")).toEqual(["2026-06-25", "2026-06-25"]);
    expect(dates("2026-06-26 18:00", "MCX")).toEqual(["2026-06-26", "2026-06-25"]);
  });

  test("are none where a calendar knows none", () => {
    const shut = { isTradingDay: () => false, sessionsOf: () => [] };
    expect(lastDays("NSE_BSE", ist("2026-06-10 12:00"), "15:30", shut)).toEqual({ opened: null, ended: null });
  });
});
