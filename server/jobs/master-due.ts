import { SEGMENTS } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber, istDate } from "../../shared/ist.ts";
import { istMoment, type TradingCalendar } from "./market-day.ts";

/** On an Indian clock: Dhan's file is of the day by then, and there is time to try again before the first session. */
export const MASTER_REFRESH_AT = "08:15";
/** From one failure to the next attempt before the session: twice as long each time, up to the most. */
export const RETRY_FIRST_MS = 60_000;
export const RETRY_MOST_MS = 900_000;
/** Once the session has opened, and on days without one. */
export const RETRY_IN_SESSION_MS = 3_600_000;
/** While there is no master at all. */
export const RETRY_WITHOUT_MS = 60_000;
/** Exchanges have never been shut for so long. */
const DAYS_SHUT_MOST = 30;

export interface MasterState {
  hasMaster: boolean;
  /** When the one in use was last known to be the newest, UTC milliseconds; null when that never was. */
  newestAt: number | null;
  /** Attempts that failed since the day's time, and when the last of them did. */
  failures: number;
  failedAt: number;
}

/**
 * When the master is to be refreshed, UTC milliseconds, which may be past: at its time of each day on which any exchange
 * trades, and until that has been done again and again.
 */
export function refreshDueAt(now: number, state: MasterState, calendar: TradingCalendar): number {
  const last = lastTime(now, calendar);
  const next = nextTime(now, calendar);
  const isOwed = !state.hasMaster || state.newestAt === null || state.newestAt < last;
  if (!isOwed) return next;
  if (state.failures === 0) return now;
  return Math.min(state.failedAt + pauseMs(state, last, calendar), next);
}

/** The last time up to now at which it was to be refreshed. */
export function lastTime(now: number, calendar: TradingCalendar): number {
  return timeFrom(now, -1, (time) => time <= now, calendar);
}

function nextTime(now: number, calendar: TradingCalendar): number {
  return timeFrom(now, 1, (time) => time > now, calendar);
}

function pauseMs({ hasMaster, failures, failedAt }: MasterState, last: number, calendar: TradingCalendar): number {
  if (!hasMaster) return RETRY_WITHOUT_MS;
  const growing = Math.min(RETRY_FIRST_MS * 2 ** (failures - 1), RETRY_MOST_MS);
  const isBeforeSession = failedAt >= last && failedAt + growing < firstOpen(istDate(last), calendar);
  return isBeforeSession ? growing : RETRY_IN_SESSION_MS;
}

function timeFrom(now: number, step: 1 | -1, fits: (time: number) => boolean, calendar: TradingCalendar): number {
  const today = dayNumber(istDate(now));
  for (let days = 0; days <= DAYS_SHUT_MOST; days++) {
    const date = dayDate(today + step * days);
    const time = istMoment(date, MASTER_REFRESH_AT);
    if (isTradingDay(date, calendar) && fits(time)) return time;
  }
  throw new RangeError(`the calendar has no trading day within ${DAYS_SHUT_MOST} days of ${dayDate(today)}`);
}

function isTradingDay(date: string, calendar: TradingCalendar): boolean {
  return (["NSE", "BSE", "MCX"] as const).some((exchange) => calendar.isTradingDay(exchange, date));
}

/** Of a day whose hours are not known, its end. */
function firstOpen(date: string, calendar: TradingCalendar): number {
  const opens = SEGMENTS.flatMap((segment) => calendar.sessionsOf(segment, date).map(({ open }) => open));
  return opens.length === 0 ? istMoment(date, "24:00") : Math.min(...opens);
}
