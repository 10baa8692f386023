import { lastWeekdayOfMonth, type MonthlyExpiry, monthOf } from "./months.ts";
import { type Calendar, tradingDayOnOrBefore, weekdayOf } from "./trading-days.ts";

/** A day on which contracts end. */
export interface Expiry {
  readonly day: number;
  /** False for the last expiry of a month. */
  readonly isWeekly: boolean;
  /** Its place among `slots`: no other expiry listed at the same time has it, and it never changes. Ids are cut from it. */
  readonly slot: number;
}

export interface ExpiryCycle {
  readonly slots: number;
  /** Expiries listed on a day, none of them before it, nearest first. */
  expiries(today: number): Expiry[];
}

/** Contracts of every month, so many of them. */
function monthlyCycle(months: number, expiryOf: MonthlyExpiry): ExpiryCycle {
  return {
    slots: months,
    expiries: (today) =>
      nextMonths(today, months, 1, expiryOf).map((month) => ({
        day: expiryOf(month),
        isWeekly: false,
        slot: month % months,
      })),
  };
}

/** Contracts of some months of the year only (`[1, 3]`: February and April), so many of them. */
export function calendarCycle(monthsOfYear: readonly number[], count: number, expiryOf: MonthlyExpiry): ExpiryCycle {
  return {
    slots: count,
    expiries(today) {
      const expiries: Expiry[] = [];
      for (let month = monthOf(today); expiries.length < count; month++) {
        const place = monthsOfYear.indexOf(month % 12);
        const day = expiryOf(month);
        if (place < 0 || day < today) continue;
        const ordinal = Math.floor(month / 12) * monthsOfYear.length + place;
        expiries.push({ day, isWeekly: false, slot: ordinal % count });
      }
      return expiries;
    },
  };
}

export interface IndexCycle {
  readonly calendar: Calendar;
  readonly weekday: number;
  /** Nearest weeks, those that end a month among them. */
  readonly weeks: number;
  /** Nearest ends of March, June, September and December, beside the next three months. */
  readonly quarters: number;
  /** Nearest ends of June and December. */
  readonly halfYears: number;
}

const SERIAL_MONTHS = 3;
/** Of three months in a row two do not end a quarter: one slot for each, then the quarters, then the weeks. */
const SERIAL_SLOTS = 2;

/** How NSE and BSE list index and share contracts: weeks, three months, then quarters and half-years. */
export function indexCycle(rule: IndexCycle): ExpiryCycle {
  const expiryOf = lastWeekdayOfMonth(rule.calendar, rule.weekday);
  const quarterSlots = Math.max(1, rule.quarters, 2 * rule.halfYears);
  return {
    slots: SERIAL_SLOTS + quarterSlots + rule.weeks,
    expiries(today) {
      const months = new Set([
        ...nextMonths(today, SERIAL_MONTHS, 1, expiryOf),
        ...nextMonths(today, rule.quarters, 3, expiryOf),
        ...nextMonths(today, rule.halfYears, 6, expiryOf),
      ]);
      const monthly = [...months].map((month) => ({
        day: expiryOf(month),
        isWeekly: false,
        slot: month % 3 < SERIAL_SLOTS ? month % 3 : SERIAL_SLOTS + (Math.floor(month / 3) % quarterSlots),
      }));
      const weekly = nextWeeks(today, rule, SERIAL_SLOTS + quarterSlots);
      return [...weekly, ...monthly].sort((a, b) => a.day - b.day);
    },
  };
}

/** Contracts of so many weeks and, beside them, of so many months: how currency pairs are listed. */
export function weeksAndMonthsCycle(
  calendar: Calendar,
  weekday: number,
  weeks: number,
  months: number,
  expiryOf: MonthlyExpiry,
): ExpiryCycle {
  const monthly = monthlyCycle(months, expiryOf);
  return {
    slots: months + weeks,
    expiries(today) {
      const monthEnds = monthly.expiries(today);
      const taken = new Set(monthEnds.map(({ day }) => day));
      const weekly = nextWeekdays(today, calendar, weekday, weeks).filter(({ day }) => !taken.has(day));
      return [
        ...monthEnds,
        ...weekly.map(({ day, week }) => ({ day, isWeekly: true, slot: months + (week % weeks) })),
      ].sort((a, b) => a.day - b.day);
    },
  };
}

/** The next `count` months, a multiple of `every` from January on, whose expiry is not past. */
function nextMonths(today: number, count: number, every: number, expiryOf: MonthlyExpiry): number[] {
  const months: number[] = [];
  for (let month = monthOf(today); months.length < count; month++) {
    if ((month + 1) % every === 0 && expiryOf(month) >= today) months.push(month);
  }
  return months;
}

/** Weeks whose expiry does not also end its month. */
function nextWeeks(today: number, rule: IndexCycle, firstSlot: number): Expiry[] {
  return nextWeekdays(today, rule.calendar, rule.weekday, rule.weeks)
    .filter(({ scheduled }) => monthOf(scheduled) === monthOf(scheduled + 7))
    .map(({ day, week }) => ({ day, isWeekly: true, slot: firstSlot + (week % rule.weeks) }));
}

/** The next `count` weekdays of a kind whose trading day is not past. */
function nextWeekdays(today: number, calendar: Calendar, weekday: number, count: number) {
  const days: { scheduled: number; day: number; week: number }[] = [];
  for (let scheduled = today + ((weekday - weekdayOf(today) + 7) % 7); days.length < count; scheduled += 7) {
    const day = tradingDayOnOrBefore(calendar, scheduled);
    if (day >= today) days.push({ scheduled, day, week: Math.floor(scheduled / 7) });
  }
  return days;
}
