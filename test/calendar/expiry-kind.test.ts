import { expect, test } from "bun:test";
import fc from "fast-check";
import { isTradingDay } from "../../server/calendar/exchange-calendar.ts";
import { expiryKinds } from "../../server/calendar/expiry-kind.ts";
import { parseMaster } from "../../server/dhan/master-parser.ts";
import { indexCycle } from "../../server/simulator/listing/expiry-cycle.ts";
import { lastWeekdayOfMonth, monthOf, THURSDAY, TUESDAY } from "../../server/simulator/listing/months.ts";
import type { Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import { fixtureText, RowList } from "../dhan/master-fixtures.ts";

function monthlyOf(segment: Segment, expiries: readonly string[]): string[] {
  const kinds = expiryKinds(segment, expiries);
  return expiries.filter((_, place) => kinds[place] === "monthly");
}

test("NIFTY's real rows: Monday 23 November 2026 is monthly, as Tuesday the 24th is a holiday", async () => {
  const sink = new RowList();
  for (const name of ["detailed-32col.csv", "detailed-trimmed.csv", "compact.csv"] as const) {
    const bytes = new TextEncoder().encode(await fixtureText(name));
    await parseMaster(
      (async function* () {
        yield bytes;
      })(),
      { today: "2026-09-01", sink },
    );
  }
  const days = sink.rows
    .filter(({ underlying, expiryDay }) => underlying === "NIFTY" && expiryDay > 0)
    .map(({ expiryDay }) => expiryDay);
  const expiries = [...new Set(days)].sort((a, b) => a - b).map(dayDate);
  expect(isTradingDay("NSE", "2026-11-24")).toBe(false);
  expect(expiries).toEqual(["2026-09-15", "2026-09-29", "2026-10-27", "2026-11-23"]);
  expect(expiryKinds("NSE_FNO", expiries)).toEqual(["weekly", "monthly", "monthly", "monthly"]);
});

test("the last expiry listed in a month is monthly, and those before it are weekly", () => {
  const november = ["2026-11-03", "2026-11-09", "2026-11-17", "2026-11-23"];
  expect(expiryKinds("NSE_FNO", [...november, "2026-12-01"])).toEqual([
    "weekly",
    "weekly",
    "weekly",
    "monthly",
    "monthly",
  ]);
  expect(expiryKinds("BSE_FNO", [])).toEqual([]);
});

test("every expiry of MCX is monthly, two in one month too", () => {
  expect(expiryKinds("MCX_COMM", ["2026-11-17", "2026-11-24", "2026-12-16"])).toEqual([
    "monthly",
    "monthly",
    "monthly",
  ]);
});

test("a currency pair's last Friday is weekly where its monthly contract has ended two trading days before the month", () => {
  const expiries = ["2026-11-20", "2026-11-26", "2026-11-27", "2026-12-04", "2026-12-29"];
  expect(monthlyOf("NSE_CURRENCY", expiries)).toEqual(["2026-11-26", "2026-12-29"]);
  expect(monthlyOf("NSE_FNO", expiries)).toEqual(["2026-11-27", "2026-12-29"]);
});

test("on any day the monthly expiries of a whole list are its months' last Tuesdays or Thursdays", () => {
  const anyDay = fc.integer({ min: dayNumber("2026-01-01"), max: dayNumber("2026-12-31") });
  fc.assert(
    fc.property(anyDay, fc.constantFrom(TUESDAY, THURSDAY), (today, weekday) => {
      const cycle = indexCycle({ calendar: "NSE", weekday, weeks: 5, quarters: 4, halfYears: 6 });
      const days = cycle.expiries(today).map(({ day }) => day);
      const lastOf = lastWeekdayOfMonth("NSE", weekday);
      const expected = days.filter((day) => lastOf(monthOf(day)) === day).map(dayDate);
      expect(monthlyOf("NSE_FNO", days.map(dayDate))).toEqual(expected);
    }),
  );
});
