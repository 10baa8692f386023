import type { Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber, istDate, istMidnight } from "../../shared/ist.ts";
import type { Market } from "../../shared/market.ts";
import type * as ExchangeCalendar from "../calendar/exchange-calendar.ts";

export type TradingCalendar = Pick<typeof ExchangeCalendar, "isTradingDay" | "sessionsOf">;

/** When NSE's and BSE's day ends for watchlists: `HH:MM` on an Indian clock, or with the last of their segments. */
export type EodAt = string | "close";

/** What one trading day of a market is to watchlists; UTC milliseconds. */
export interface MarketDay {
  /** `YYYY-MM-DD`, Indian. */
  date: string;
  /** They come back. */
  preOpen: number;
  /** They are let go. */
  end: number;
}

/** NSE and BSE take orders from here on, before they trade. */
const PRE_OPEN = "09:00";
/** What Tier A streams of NSE and BSE, currencies apart: those trade on after the day is over for all else. */
const DAYTIME_SEGMENTS: readonly Segment[] = ["NSE_EQ", "NSE_FNO", "BSE_EQ", "BSE_FNO"];
/** A market has never been shut so long: further back there is nothing to look for. */
const DAYS_BACK = 30;

/** Null when the market is shut on that date, or opens at hours that are not known. */
export function marketDay(market: Market, date: string, eodAt: EodAt, calendar: TradingCalendar): MarketDay | null {
  if (market === "MCX") {
    const sessions = calendar.sessionsOf("MCX_COMM", date);
    return sessions.length === 0 ? null : { date, preOpen: sessions[0]!.open, end: sessions.at(-1)!.close };
  }
  if (!calendar.isTradingDay("NSE", date) && !calendar.isTradingDay("BSE", date)) return null;
  const end = eodAt === "close" ? daytimeClose(date, calendar) : istMoment(date, eodAt);
  return end === null ? null : { date, preOpen: istMoment(date, PRE_OPEN), end };
}

/** The last day whose pre-open has come, and the last one that has ended, at a moment; null when there was none. */
export function lastDays(
  market: Market,
  utcMs: number,
  eodAt: EodAt,
  calendar: TradingCalendar,
): { opened: MarketDay | null; ended: MarketDay | null } {
  const today = dayNumber(istDate(utcMs));
  let opened: MarketDay | null = null;
  let ended: MarketDay | null = null;
  for (let back = 0; back <= DAYS_BACK && (opened === null || ended === null); back++) {
    const day = marketDay(market, dayDate(today - back), eodAt, calendar);
    if (day === null) continue;
    if (day.preOpen <= utcMs) opened ??= day;
    if (day.end <= utcMs) ended ??= day;
  }
  return { opened, ended };
}

function daytimeClose(date: string, { sessionsOf }: TradingCalendar): number | null {
  const closes = DAYTIME_SEGMENTS.flatMap((segment) => sessionsOf(segment, date).map(({ close }) => close));
  return closes.length === 0 ? null : Math.max(...closes);
}

/** UTC milliseconds of `HH:MM` on an Indian date. */
export function istMoment(date: string, time: string): number {
  return istMidnight(date) + Date.parse(`1970-01-01T${time}:00Z`);
}
