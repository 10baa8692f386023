import type { Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber, istDate, istMidnight } from "../../shared/ist.ts";
import { EXCHANGE_OF, type Exchange } from "./exchange.ts";
import { HOLIDAYS, type Holiday } from "./holiday-table.ts";
import { type Hours, MCX_EVENING, SESSION_RULES, type SessionRule } from "./session-table.ts";
import { SPECIAL_SESSIONS, type SpecialSession } from "./special-session-table.ts";
import { isUsDaylightSaving, weekday } from "./us-daylight-saving.ts";

/** Continuous trading, UTC milliseconds; open at `open`, no longer at `close`. */
export interface Session {
  readonly open: number;
  readonly close: number;
  /** From here on silence is no fault; `close` when it is one to the end. */
  readonly quietFrom: number;
}

/** What the calendar goes by. Another table can be given wherever one is read, for a new year or a changed holiday. */
export interface CalendarTables {
  readonly sessionRules: readonly SessionRule[];
  readonly holidays: readonly Holiday[];
  readonly specialSessions: readonly SpecialSession[];
}

export const CALENDAR_TABLES: CalendarTables = {
  sessionRules: SESSION_RULES,
  holidays: HOLIDAYS,
  specialSessions: SPECIAL_SESSIONS,
};

/** How far a search for a trading day goes; no exchange has ever been shut so long. */
export const MAX_DAYS_SHUT = 30;

/** False when no holiday of the year is known: the calendar then counts weekends only, and whoever relies on it should say so. */
export function isHolidayTableKnown(year: number, tables = CALENDAR_TABLES): boolean {
  return tables.holidays.some(({ date }) => date.startsWith(`${year}-`));
}

/** Whether the exchange opens at all on an Indian date (`YYYY-MM-DD`), be it for an evening or at hours not yet announced. */
export function isTradingDay(exchange: Exchange, date: string, tables = CALENDAR_TABLES): boolean {
  if (specialHours(exchange, date, tables) !== undefined) return true;
  return !isWeekend(date) && shutOn(exchange, date, tables) !== "day";
}

/** The segment's sessions of an Indian date, in order. Empty when shut, and for a special session whose hours are not announced. */
export function sessionsOf(segment: Segment, date: string, tables = CALENDAR_TABLES): Session[] {
  const exchange = EXCHANGE_OF[segment];
  const special = specialHours(exchange, date, tables);
  if (special === "unannounced") return [];
  const rule = ruleOf(segment, date, tables);
  const regular = regularHours(rule, date);
  if (special === "regular") return [sessionAt(date, regular, rule.quietFrom)];
  if (special !== undefined) return [sessionAt(date, special)];
  if (isWeekend(date)) return [];

  switch (shutOn(exchange, date, tables)) {
    case undefined:
      return [sessionAt(date, regular, rule.quietFrom)];
    case "day":
      return [];
    case "morning":
      return [sessionAt(date, { open: MCX_EVENING, close: regular.close })];
    case "evening":
      return [sessionAt(date, { open: regular.open, close: MCX_EVENING })];
  }
}

/** When the segment's last session of an Indian date ends, UTC milliseconds; null when it has none that is known. */
export function sessionClose(segment: Segment, date: string, tables = CALENDAR_TABLES): number | null {
  return sessionsOf(segment, date, tables).at(-1)?.close ?? null;
}

/**
 * When contracts of the segment that end on an Indian date stop trading, UTC milliseconds: the close of the day's last
 * session. Where none is known that day (a holiday the table has too much) it is the regular close, for the contract
 * ends all the same.
 */
export function contractsEndAt(segment: Segment, date: string, tables = CALENDAR_TABLES): number {
  return (
    sessionClose(segment, date, tables) ?? istMoment(date, regularHours(ruleOf(segment, date, tables), date).close)
  );
}

/** The last Indian date whose trading in the segment is over at a moment; today too, once its last session has ended. */
export function lastDateOver(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): string {
  const today = istDate(utcMs);
  const close = sessionClose(segment, today, tables);
  return close !== null && close <= utcMs ? today : dayDate(dayNumber(today) - 1);
}

/** Whether the segment trades at this moment. */
export function isOpen(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): boolean {
  return sessionsOf(segment, istDate(utcMs), tables).some(({ open, close }) => utcMs >= open && utcMs < close);
}

/** When the segment opens or closes next, UTC milliseconds; null where the calendar has no session in the days to come. */
export function nextChange(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): number | null {
  const today = dayNumber(istDate(utcMs));
  for (let days = 0; days <= MAX_DAYS_SHUT; days++) {
    for (const { open, close } of sessionsOf(segment, dayDate(today + days), tables)) {
      if (utcMs < open) return open;
      if (utcMs < close) return close;
    }
  }
  return null;
}

/** When the segment's present session began, or the last one there was; UTC milliseconds. */
export function sessionStart(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): number {
  let date = istDate(utcMs);
  for (let days = 0; days <= MAX_DAYS_SHUT; days++) {
    const begun = sessionsOf(segment, date, tables).findLast(({ open }) => open <= utcMs);
    if (begun !== undefined) return begun.open;
    date = previousTradingDay(EXCHANGE_OF[segment], date, tables);
  }
  throw new RangeError(`the calendar has no session of ${segment} in the ${MAX_DAYS_SHUT} trading days before`);
}

/**
 * What the `close` field of a packet is (dhanhq-v2, 1.8). day-before: while the session runs. unsettled: before it opens,
 * when Dhan has yet to roll the day over at a time unknown. unknown: after it, when today's close may stand there, and on
 * a day without a session.
 */
export type CloseMeaning = "day-before" | "unsettled" | "unknown";

export function closeMeaning(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): CloseMeaning {
  const sessions = sessionsOf(segment, istDate(utcMs), tables);
  const first = sessions[0];
  if (first === undefined || utcMs >= sessions.at(-1)!.close) return "unknown";
  return utcMs < first.open ? "unsettled" : "day-before";
}

/** Whether silence of a whole segment would be a fault at this moment. */
export function expectsTicks(segment: Segment, utcMs: number, tables = CALENDAR_TABLES): boolean {
  return sessionsOf(segment, istDate(utcMs), tables).some(({ open, quietFrom }) => utcMs >= open && utcMs < quietFrom);
}

/** The first trading day after an Indian date, that date itself excluded. */
export function nextTradingDay(exchange: Exchange, date: string, tables = CALENDAR_TABLES): string {
  return tradingDayFrom(exchange, date, 1, tables);
}

/** The last trading day before an Indian date, that date itself excluded. */
export function previousTradingDay(exchange: Exchange, date: string, tables = CALENDAR_TABLES): string {
  return tradingDayFrom(exchange, date, -1, tables);
}

function tradingDayFrom(exchange: Exchange, date: string, step: 1 | -1, tables: CalendarTables): string {
  const start = dayNumber(date);
  for (let days = 1; days <= MAX_DAYS_SHUT; days++) {
    const candidate = dayDate(start + step * days);
    if (isTradingDay(exchange, candidate, tables)) return candidate;
  }
  throw new RangeError(`the calendar has no trading day of ${exchange} within ${MAX_DAYS_SHUT} days of ${date}`);
}

function specialHours(exchange: Exchange, date: string, tables: CalendarTables) {
  return tables.specialSessions.find((special) => special.date === date)?.hours[exchange];
}

function shutOn(exchange: Exchange, date: string, tables: CalendarTables) {
  return tables.holidays.find((holiday) => holiday.date === date)?.shut[exchange];
}

function ruleOf(segment: Segment, date: string, tables: CalendarTables): SessionRule {
  const rule = tables.sessionRules.findLast(({ segments, from }) => segments.includes(segment) && from <= date);
  if (rule === undefined) throw new RangeError(`the calendar has no session of ${segment} on ${date}`);
  return rule;
}

function regularHours(rule: SessionRule, date: string): Hours {
  if (rule.closeInUsWinter === undefined || isUsDaylightSaving(date)) return rule.hours;
  return { open: rule.hours.open, close: rule.closeInUsWinter };
}

function sessionAt(date: string, { open, close }: Hours, quietFrom = close): Session {
  return { open: istMoment(date, open), close: istMoment(date, close), quietFrom: istMoment(date, quietFrom) };
}

/** UTC milliseconds of `HH:MM` on an Indian date. */
function istMoment(date: string, time: string): number {
  return istMidnight(date) + Date.parse(`1970-01-01T${time}:00Z`);
}

function isWeekend(date: string): boolean {
  const day = weekday(date);
  return day === 0 || day === 6;
}
