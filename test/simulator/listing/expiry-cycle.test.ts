import { describe, expect, test } from "bun:test";
import {
  calendarCycle,
  type ExpiryCycle,
  indexCycle,
  weeksAndMonthsCycle,
} from "../../../server/simulator/listing/expiry-cycle.ts";
import { FRIDAY, lastWeekdayOfMonth, THURSDAY, TUESDAY } from "../../../server/simulator/listing/months.ts";
import { isTradingDay } from "../../../server/simulator/listing/trading-days.ts";
import { dayDate, dayNumber } from "../../../shared/ist.ts";

const nifty = indexCycle({ calendar: "NSE", weekday: TUESDAY, weeks: 6, quarters: 4, halfYears: 8 });
const sensex = indexCycle({ calendar: "NSE", weekday: THURSDAY, weeks: 6, quarters: 4, halfYears: 2 });
const banknifty = indexCycle({ calendar: "NSE", weekday: TUESDAY, weeks: 0, quarters: 6, halfYears: 0 });
const share = indexCycle({ calendar: "NSE", weekday: TUESDAY, weeks: 0, quarters: 0, halfYears: 0 });
const evenMonths = calendarCycle([1, 3, 5, 7, 9, 11], 6, lastWeekdayOfMonth("MCX", FRIDAY));
const currency = weeksAndMonthsCycle("NSE", FRIDAY, 11, 12, lastWeekdayOfMonth("NSE", THURSDAY));

const dates = (cycle: ExpiryCycle, today: string) => cycle.expiries(dayNumber(today)).map(({ day }) => dayDate(day));

test("NIFTY ends every Tuesday, then every month, quarter and half-year", () => {
  expect(dates(nifty, "2026-09-10")).toEqual([
    ...["2026-09-15", "2026-09-22", "2026-09-29", "2026-10-06", "2026-10-13", "2026-10-19", "2026-10-27"],
    ...["2026-11-23", "2026-12-29", "2027-03-30", "2027-06-29", "2027-12-28", "2028-06-27", "2028-12-26"],
    ...["2029-06-26", "2029-12-24", "2030-06-25"],
  ]);
});

test("an expiry on a holiday moves to the trading day before", () => {
  expect(dates(nifty, "2026-11-20")[0]).toBe("2026-11-23");
  expect(dates(share, "2026-11-20")[0]).toBe("2026-11-23");
  expect(dates(nifty, "2026-11-24")[0]).toBe("2026-12-01");
  expect(dates(nifty, "2026-04-10")[0]).toBe("2026-04-13");
  expect(dates(share, "2026-03-31")[0]).toBe("2026-04-28");
  expect(dates(sensex, "2026-03-20")[0]).toBe("2026-03-25");
  expect(dates(share, "2027-01-02")[0]).toBe("2027-01-25");
});

test("contracts that end today are still listed", () => {
  expect(dates(nifty, "2026-09-15")[0]).toBe("2026-09-15");
  expect(dates(share, "2026-09-29")[0]).toBe("2026-09-29");
  expect(dates(share, "2026-09-30")[0]).toBe("2026-10-27");
});

test("only the last expiry of a month is not weekly", () => {
  const weekly = nifty
    .expiries(dayNumber("2026-11-20"))
    .filter(({ isWeekly }) => isWeekly)
    .map(({ day }) => dayDate(day));
  expect(weekly).toEqual(["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]);
});

describe.each([
  ["NIFTY", nifty, 16],
  ["SENSEX", sensex, 7],
  ["BANKNIFTY", banknifty, 8],
  ["a share", share, 3],
  ["a commodity of even months", evenMonths, 6],
  ["a currency pair", currency, 20],
] as const)("%s, on each day of twelve years", (_name, cycle, least) => {
  const slotOfDay = new Map<number, number>();
  for (let today = dayNumber("2024-01-01"); today < dayNumber("2036-01-01"); today++) {
    const expiries = cycle.expiries(today);
    const days = expiries.map(({ day }) => day);
    const slots = expiries.map(({ slot }) => slot);
    for (const { day, slot } of expiries) {
      if ((slotOfDay.get(day) ?? slot) !== slot) throw new Error(`the slot of ${dayDate(day)} changes`);
      slotOfDay.set(day, slot);
    }
    const isSound =
      days.length >= least &&
      days[0]! >= today &&
      days.every((day, place) => place === 0 || day > days[place - 1]!) &&
      new Set(slots).size === slots.length &&
      slots.every((slot) => slot >= 0 && slot < cycle.slots);
    if (!isSound) throw new Error(`on ${dayDate(today)}: ${days.map(dayDate)} in slots ${slots}`);
  }

  test("has enough expiries, each in a slot of its own for life, all on trading days", () => {
    expect(slotOfDay.size).toBeGreaterThan(70);
    const calendar = cycle === evenMonths ? "MCX" : "NSE";
    expect([...slotOfDay.keys()].filter((day) => !isTradingDay(calendar, day))).toEqual([]);
  });
});
