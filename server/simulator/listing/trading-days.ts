import { dayDate, dayNumber } from "../../../shared/ist.ts";

/** BSE keeps NSE's days. */
export type Calendar = "NSE" | "MCX";

/** Days of the year on which every exchange is closed, whatever the year. */
const NATIONAL_HOLIDAYS = new Set(["01-26", "08-15", "10-02", "12-25"]);

/**
 * Other closed days, from the exchanges' lists of 2026. MCX opens in the evening of most of NSE's holidays, and so
 * contracts may expire on them.
 */
const HOLIDAYS: Readonly<Record<Calendar, ReadonlySet<number>>> = {
  NSE: new Set(
    [
      "2026-01-15",
      "2026-03-03",
      "2026-03-26",
      "2026-03-31",
      "2026-04-03",
      "2026-04-14",
      "2026-05-01",
      "2026-05-28",
      "2026-06-26",
      "2026-09-14",
      "2026-10-20",
      "2026-11-10",
      "2026-11-24",
    ].map(dayNumber),
  ),
  MCX: new Set(["2026-04-03"].map(dayNumber)),
};

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7;
}

export function isTradingDay(calendar: Calendar, day: number): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return false;
  return !HOLIDAYS[calendar].has(day) && !NATIONAL_HOLIDAYS.has(dayDate(day).slice(5));
}

/** The day itself, or the last trading day before it: where an expiry goes that would fall on a holiday. */
export function tradingDayOnOrBefore(calendar: Calendar, day: number): number {
  while (!isTradingDay(calendar, day)) day--;
  return day;
}

/** The first trading day after a day. */
export function tradingDayAfter(calendar: Calendar, day: number): number {
  do day++;
  while (!isTradingDay(calendar, day));
  return day;
}

/** The trading day that many trading days before a day. */
export function tradingDaysBefore(calendar: Calendar, day: number, count: number): number {
  for (let left = count; left > 0; left--) day = tradingDayOnOrBefore(calendar, day - 1);
  return day;
}
