import { DAY_MS } from "../../../shared/ist.ts";
import { type Calendar, tradingDayOnOrBefore, weekdayOf } from "./trading-days.ts";

/** Months are counted from year 0: `year * 12`, January being 0. */
export type MonthlyExpiry = (month: number) => number;

export const TUESDAY = 2;
export const THURSDAY = 4;
export const FRIDAY = 5;

export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Day number of a day of a month; day 0 is the last of the month before. */
export function dayOfMonth(month: number, day: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, day) / DAY_MS;
}

/** The last such weekday of a month, or the trading day before when that is a holiday. */
export function lastWeekdayOfMonth(calendar: Calendar, weekday: number): MonthlyExpiry {
  return (month) => {
    const last = dayOfMonth(month + 1, 0);
    return tradingDayOnOrBefore(calendar, last - ((weekdayOf(last) - weekday + 7) % 7));
  };
}
