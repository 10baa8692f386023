import type { ExpiryKind } from "../../../shared/expiry-kind.ts";
import { DAY_MS, dayDate } from "../../../shared/ist.ts";
import type { ExpiryWish } from "./expiry-wish.ts";

/** What some words of a query say of the expiry, and how many words that took. */
export interface ReadExpiry {
  readonly wish: ExpiryWish | null;
  readonly cycle: ExpiryKind | null;
  readonly words: number;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
/** In full or cut short, Sunday being 0. Nothing expires at weekends, and Sun is a company. */
const WEEKDAYS = new Map([
  ...["mon", "monday"].map((name) => [name, 1] as const),
  ...["tue", "tues", "tuesday"].map((name) => [name, 2] as const),
  ...["wed", "wednesday"].map((name) => [name, 3] as const),
  ...["thu", "thurs", "thursday"].map((name) => [name, 4] as const),
  ...["fri", "friday"].map((name) => [name, 5] as const),
]);
const PRESENT = new Set(["this", "current", "near"]);
/** How many years ahead a year of two digits may lie: what is listed ends within five. */
const YEARS_AHEAD = 6;
const WEEK_DAYS = 7;

/**
 * Reads an expiry out of the words at a place: `24 feb`, `feb 24 2026`, `24-02-2026`, `2026-02-24`, `march`, `dec 2027`,
 * `this week`, `next month`, `next expiry`, `weekly`, `monthly`, `today`, `thursday`. Where no year is said, the next such day or month
 * from `today` on is meant; a week begins on Monday. Null where the words say nothing of it.
 */
export function readExpiry(words: readonly string[], at: number, today: number): ReadExpiry | null {
  const [first, second] = [words[at]!, words[at + 1]];
  if (first === "weekly" || first === "monthly") return { wish: null, cycle: first, words: 1 };
  if (first === "today" || first === "tomorrow") return onDay(today + (first === "today" ? 0 : 1), 1);
  const weekday = WEEKDAYS.get(first);
  if (weekday !== undefined) return onDay(today + ((weekday - weekdayOf(today) + WEEK_DAYS) % WEEK_DAYS), 1);
  if (second !== undefined && (PRESENT.has(first) || first === "next")) {
    const period = readPeriod(first === "next" ? 1 : 0, second, today);
    return period === null ? null : { ...period, words: 2 };
  }
  return readDate(first, today) ?? readDayAndMonth(words, at, today);
}

function readPeriod(ahead: number, unit: string, today: number): Omit<ReadExpiry, "words"> | null {
  if (unit === "expiry") return { wish: ahead === 0 ? null : { kind: "next" }, cycle: null };
  if (unit === "week") {
    const monday = today - ((weekdayOf(today) + 6) % WEEK_DAYS) + ahead * WEEK_DAYS;
    return { wish: { kind: "period", from: Math.max(monday, today), to: monday + 6 }, cycle: null };
  }
  if (unit !== "month") return null;
  const [year, month] = yearAndMonth(today);
  return { wish: { ...monthOf(year, month + ahead), kind: "period" }, cycle: null };
}

/** A whole date in one word; dates of two parts have the day first. */
function readDate(word: string, today: number): ReadExpiry | null {
  const parts = word.split(/[-/.]/).map(Number);
  if (parts.length < 2 || parts.length > 3 || parts.some(Number.isNaN) || /^\d+\.\d+$/.test(word)) return null;
  const [a, b, c] = parts as [number, number, number?];
  if (c === undefined) return nextDay(b - 1, a, today, 1);
  const day = a > 31 ? dayOf(a, b - 1, c) : dayOf(c < 100 ? 2000 + c : c, b - 1, a);
  return day === null ? null : onDay(day, 1);
}

function readDayAndMonth(words: readonly string[], at: number, today: number): ReadExpiry | null {
  const isDayFirst = MONTH.test(words[at + 1] ?? "") && isDay(words[at]!);
  const monthAt = isDayFirst ? at + 1 : at;
  if (!MONTH.test(words[monthAt]!)) return null;
  const month = MONTHS.indexOf(words[monthAt]!.slice(0, 3));
  const dayAt = isDayFirst ? at : isDay(words[at + 1] ?? "") ? at + 1 : null;
  const yearAt = Math.max(monthAt, dayAt ?? 0) + 1;
  const year = readYear(words, yearAt, today, dayAt !== null);
  const taken = (year === null ? yearAt : yearAt + 1) - at;
  if (dayAt === null) {
    const [thisYear, thisMonth] = yearAndMonth(today);
    return {
      wish: { ...monthOf(year ?? thisYear + (month < thisMonth ? 1 : 0), month), kind: "month" },
      cycle: null,
      words: taken,
    };
  }
  const dayOfMonth = Number(words[dayAt]);
  if (year === null) return nextDay(month, dayOfMonth, today, taken);
  const day = dayOf(year, month, dayOfMonth);
  return day === null ? null : onDay(day, taken);
}

/** `2026`; `26` behind a whole day alone, and not where it is an option's strike. */
function readYear(words: readonly string[], at: number, today: number, isDayKnown: boolean): number | null {
  const word = words[at] ?? "";
  if (/^20\d\d$/.test(word)) return Number(word);
  if (!isDayKnown || !/^\d\d$/.test(word) || /^(?:[cp]e?|call|put)$/.test(words[at + 1] ?? "")) return null;
  const [thisYear] = yearAndMonth(today);
  const year = 2000 + Number(word);
  return year >= thisYear && year <= thisYear + YEARS_AHEAD ? year : null;
}

function isDay(word: string): boolean {
  return /^\d\d?$/.test(word) && Number(word) >= 1 && Number(word) <= 31;
}

/** A day of a month, the next there is from today on. */
function nextDay(month: number, dayOfMonth: number, today: number, words: number): ReadExpiry | null {
  const [year] = yearAndMonth(today);
  const thisYear = dayOf(year, month, dayOfMonth);
  const day = thisYear !== null && thisYear >= today ? thisYear : dayOf(year + 1, month, dayOfMonth);
  return day === null ? null : onDay(day, words);
}

function onDay(day: number, words: number): ReadExpiry {
  return { wish: { kind: "day", day }, cycle: null, words };
}

/** Null for what is no date, as the 31st of February. */
function dayOf(year: number, month: number, dayOfMonth: number): number | null {
  if (!(year >= 2000 && year < 2100 && month >= 0 && month < 12)) return null;
  const day = Date.UTC(year, month, dayOfMonth) / DAY_MS;
  return new Date(day * DAY_MS).getUTCMonth() === month ? day : null;
}

/** First and last day of a month; month 12 is January of the next year. */
function monthOf(year: number, month: number): { from: number; to: number } {
  return { from: Date.UTC(year, month) / DAY_MS, to: Date.UTC(year, month + 1) / DAY_MS - 1 };
}

function yearAndMonth(day: number): [number, number] {
  const [year, month] = dayDate(day).split("-").map(Number) as [number, number];
  return [year, month - 1];
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (day + 4) % WEEK_DAYS;
}
