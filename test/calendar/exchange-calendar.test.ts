import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { EXCHANGES } from "../../server/calendar/exchange.ts";
import {
  CALENDAR_TABLES,
  contractsEndAt,
  expectsTicks,
  isHolidayTableKnown,
  isOpen,
  isTradingDay,
  lastDateOver,
  MAX_DAYS_SHUT,
  nextTradingDay,
  previousTradingDay,
  sessionClose,
  sessionsOf,
} from "../../server/calendar/exchange-calendar.ts";
import { SEGMENTS, type Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber, IST_OFFSET_MS, istDate, istTime } from "../../shared/ist.ts";

/** UTC milliseconds of an Indian wall-clock time. */
const ist = (date: string, time: string) => Date.parse(`${date}T${time}+05:30`);
const hoursOf = (segment: Segment, date: string) =>
  sessionsOf(segment, date).map(({ open, close }) => `${istTime(open).slice(0, 5)}-${istTime(close).slice(0, 5)}`);

test("a date is over in a segment once its last session there has ended, and a date without one with its night", () => {
  const over = (segment: Segment, date: string, time: string) => lastDateOver(segment, ist(date, time));
  expect(over("NSE_FNO", "2026-08-03", "15:39:59")).toBe("2026-08-02");
  expect(over("NSE_FNO", "2026-08-03", "15:40:00")).toBe("2026-08-03");
  expect(over("MCX_COMM", "2026-08-03", "15:40:00")).toBe("2026-08-02");
  expect(over("NSE_FNO", "2026-08-02", "23:59:59")).toBe("2026-08-01");
});

describe("hours on an ordinary day", () => {
  const BEFORE = "2026-07-31";
  const AFTER = "2026-08-03";

  test.each([
    ["IDX_I", "09:15-15:30", "09:15-15:30"],
    ["NSE_EQ", "09:15-15:30", "09:15-15:30"],
    ["BSE_EQ", "09:15-15:30", "09:15-15:30"],
    ["NSE_FNO", "09:15-15:30", "09:15-15:40"],
    ["BSE_FNO", "09:15-15:30", "09:15-15:40"],
    ["NSE_CURRENCY", "09:00-17:00", "09:00-17:00"],
    ["BSE_CURRENCY", "09:00-17:00", "09:00-17:00"],
    ["MCX_COMM", "09:00-23:30", "09:00-23:30"],
  ] as const)("%s trades %s up to 2026-07-31 and %s from 2026-08-03", (segment, before, after) => {
    expect(hoursOf(segment, BEFORE)).toEqual([before]);
    expect(hoursOf(segment, AFTER)).toEqual([after]);
    expect(hoursOf(segment, "2026-11-23").length).toBe(1);
  });

  test("every segment has a rule for any day", () => {
    for (const segment of SEGMENTS) expect(hoursOf(segment, "2019-06-12").length).toBe(1);
  });

  test("a session includes its open and excludes its close", () => {
    expect(isOpen("NSE_FNO", ist(AFTER, "09:14:59.999"))).toBe(false);
    expect(isOpen("NSE_FNO", ist(AFTER, "09:15:00"))).toBe(true);
    expect(isOpen("NSE_FNO", ist(AFTER, "15:39:59.999"))).toBe(true);
    expect(isOpen("NSE_FNO", ist(AFTER, "15:40:00"))).toBe(false);
    expect(isOpen("NSE_FNO", ist(BEFORE, "15:30:00"))).toBe(false);
  });

  test("the close of a segment is a moment of UTC", () => {
    expect(sessionClose("NSE_FNO", AFTER)).toBe(Date.parse("2026-08-03T10:10:00Z"));
    expect(sessionClose("MCX_COMM", "2026-12-01")).toBe(Date.parse("2026-12-01T18:25:00Z"));
    expect(sessionClose("NSE_EQ", "2026-08-02")).toBeNull();
  });

  test("from the closing auction on, a still index is no fault after 15:15, and a still derivative is", () => {
    expect(expectsTicks("IDX_I", ist(AFTER, "15:14:59"))).toBe(true);
    expect(expectsTicks("IDX_I", ist(AFTER, "15:15:00"))).toBe(false);
    expect(isOpen("IDX_I", ist(AFTER, "15:15:00"))).toBe(true);
    expect(expectsTicks("IDX_I", ist(BEFORE, "15:29:59"))).toBe(true);
    expect(expectsTicks("NSE_FNO", ist(AFTER, "15:39:59"))).toBe(true);
    expect(expectsTicks("NSE_FNO", ist(AFTER, "15:40:00"))).toBe(false);
  });
});

describe("MCX follows New York's clock", () => {
  test.each([
    ["2026-03-06", "23:55"],
    ["2026-03-09", "23:30"],
    ["2026-10-30", "23:30"],
    ["2026-11-02", "23:55"],
    ["2027-03-12", "23:55"],
    ["2027-03-15", "23:30"],
    ["2027-11-05", "23:30"],
    ["2027-11-08", "23:55"],
  ])("on %s it closes at %s", (date, close) => {
    expect(hoursOf("MCX_COMM", date)).toEqual([`09:00-${close}`]);
  });
});

describe("holidays of 2026", () => {
  const WHOLE_DAY = ["2026-01-26", "2026-04-03", "2026-10-02", "2026-12-25"];
  const EVENING_AT_MCX = [
    "2026-03-03",
    "2026-03-26",
    "2026-03-31",
    "2026-04-14",
    "2026-05-01",
    "2026-05-28",
    "2026-06-26",
    "2026-09-14",
    "2026-10-20",
    "2026-11-10",
    "2026-11-24",
  ];

  test.each([...WHOLE_DAY, ...EVENING_AT_MCX, "2026-01-15"])("NSE and BSE are shut on %s", (date) => {
    for (const segment of SEGMENTS) if (segment !== "MCX_COMM") expect(sessionsOf(segment, date)).toEqual([]);
    expect(isTradingDay("NSE", date)).toBe(false);
    expect(isTradingDay("BSE", date)).toBe(false);
    expect(isOpen("NSE_EQ", ist(date, "11:00:00"))).toBe(false);
  });

  test("there are sixteen of them at NSE and BSE, all on weekdays", () => {
    for (const exchange of ["NSE", "BSE"] as const) {
      const shut = CALENDAR_TABLES.holidays.filter((holiday) => holiday.shut[exchange] === "day");
      expect(shut.length).toBe(16);
      for (const { date } of shut) expect([1, 2, 3, 4, 5]).toContain(new Date(date).getUTCDay());
    }
  });

  test.each(WHOLE_DAY)("MCX is shut all day on %s", (date) => {
    expect(isTradingDay("MCX", date)).toBe(false);
    expect(hoursOf("MCX_COMM", date)).toEqual([]);
  });

  test.each(EVENING_AT_MCX)("MCX opens for the evening of %s", (date) => {
    const close = date === "2026-03-03" || date > "2026-11-01" ? "23:55" : "23:30";
    expect(isTradingDay("MCX", date)).toBe(true);
    expect(hoursOf("MCX_COMM", date)).toEqual([`17:00-${close}`]);
    expect(isOpen("MCX_COMM", ist(date, "16:59:59"))).toBe(false);
    expect(isOpen("MCX_COMM", ist(date, "17:00:00"))).toBe(true);
  });

  test("MCX trades only the morning of New Year's Day, NSE all day", () => {
    expect(hoursOf("MCX_COMM", "2026-01-01")).toEqual(["09:00-17:00"]);
    expect(hoursOf("NSE_EQ", "2026-01-01")).toEqual(["09:15-15:30"]);
  });

  test("a year without a table counts weekends only, and says so", () => {
    expect(isHolidayTableKnown(2026)).toBe(true);
    expect(isHolidayTableKnown(2027)).toBe(false);
    expect(isTradingDay("NSE", "2027-01-26")).toBe(true);
    expect(isTradingDay("NSE", "2027-01-24")).toBe(false);
  });

  test("another table can be given", () => {
    const tables = {
      ...CALENDAR_TABLES,
      holidays: [
        ...CALENDAR_TABLES.holidays,
        { date: "2027-01-26", name: "Republic Day", shut: { NSE: "day" as const } },
      ],
    };
    expect(isTradingDay("NSE", "2027-01-26", tables)).toBe(false);
    expect(isHolidayTableKnown(2027, tables)).toBe(true);
  });
});

describe("special sessions", () => {
  test("the Budget Sunday is a day of usual hours at NSE and BSE, and ends at 17:00 at MCX", () => {
    expect(isTradingDay("NSE", "2026-02-01")).toBe(true);
    expect(hoursOf("NSE_FNO", "2026-02-01")).toEqual(["09:15-15:30"]);
    expect(hoursOf("BSE_EQ", "2026-02-01")).toEqual(["09:15-15:30"]);
    expect(hoursOf("MCX_COMM", "2026-02-01")).toEqual(["09:00-17:00"]);
    expect(nextTradingDay("NSE", "2026-01-30")).toBe("2026-02-01");
  });

  test("Muhurat trading on a Sunday is a trading day whose hours are not known, so nothing counts as open", () => {
    expect(isTradingDay("NSE", "2026-11-08")).toBe(true);
    expect(isTradingDay("BSE", "2026-11-08")).toBe(true);
    expect(isTradingDay("MCX", "2026-11-08")).toBe(false);
    expect(sessionsOf("NSE_EQ", "2026-11-08")).toEqual([]);
    expect(sessionClose("NSE_EQ", "2026-11-08")).toBeNull();
    expect(isOpen("NSE_EQ", ist("2026-11-08", "18:30:00"))).toBe(false);
  });

  test("once announced, its hours go into the table", () => {
    const tables = {
      ...CALENDAR_TABLES,
      specialSessions: [{ date: "2026-11-08", name: "Muhurat", hours: { NSE: { open: "18:00", close: "19:00" } } }],
    };
    expect(isOpen("NSE_EQ", ist("2026-11-08", "18:30:00"), tables)).toBe(true);
    expect(sessionClose("NSE_FNO", "2026-11-08", tables)).toBe(ist("2026-11-08", "19:00:00"));
  });
});

describe("trading days before and after", () => {
  test.each([
    ["NSE", "2026-11-20", "2026-11-23"],
    ["NSE", "2026-11-23", "2026-11-25"],
    ["MCX", "2026-11-23", "2026-11-24"],
    ["BSE", "2026-12-24", "2026-12-28"],
    ["NSE", "2026-12-31", "2027-01-01"],
    ["NSE", "2026-11-06", "2026-11-08"],
  ] as const)("at %s %s is followed by %s", (exchange, date, next) => {
    expect(nextTradingDay(exchange, date)).toBe(next);
    expect(previousTradingDay(exchange, next)).toBe(date);
  });

  test("the day before a holiday's expiry is the trading day before it", () => {
    expect(previousTradingDay("NSE", "2026-11-24")).toBe("2026-11-23");
  });

  test("a search that finds no trading day stops with an error", () => {
    const holidays = Array.from({ length: MAX_DAYS_SHUT + 1 }, (_, i) => ({
      date: dayDate(dayNumber("2026-06-01") + i),
      name: "shut",
      shut: { NSE: "day" as const },
    }));
    expect(() => nextTradingDay("NSE", "2026-05-31", { ...CALENDAR_TABLES, holidays })).toThrow(RangeError);
  });
});

describe("any day of 2020 to 2040", () => {
  const anyDate = fc.integer({ min: dayNumber("2020-01-01"), max: dayNumber("2040-12-31") }).map(dayDate);

  test("sessions lie inside their Indian day, in order, and only on trading days", () => {
    fc.assert(
      fc.property(anyDate, fc.constantFrom(...SEGMENTS), (date, segment) => {
        for (const { open, close, quietFrom } of sessionsOf(segment, date)) {
          expect(istDate(open)).toBe(date);
          expect(istDate(close)).toBe(date);
          expect(open).toBeLessThan(close);
          expect(quietFrom).toBeGreaterThan(open);
          expect(quietFrom).toBeLessThanOrEqual(close);
        }
        const exchange = segment === "MCX_COMM" ? "MCX" : segment.startsWith("BSE") ? "BSE" : "NSE";
        if (!isTradingDay(exchange, date)) expect(sessionsOf(segment, date)).toEqual([]);
      }),
    );
  });

  test("the trading day before the next one is the same day, for a trading day", () => {
    fc.assert(
      fc.property(anyDate, fc.constantFrom(...EXCHANGES), (date, exchange) => {
        const next = nextTradingDay(exchange, date);
        expect(next > date).toBe(true);
        if (isTradingDay(exchange, date)) expect(previousTradingDay(exchange, next)).toBe(date);
      }),
    );
  });
});

describe("contracts that end on a day", () => {
  const endsAt = (segment: Segment, date: string) =>
    new Date(contractsEndAt(segment, date) + IST_OFFSET_MS).toISOString().slice(0, 16);

  test("stop trading at the close of its session, as the rules of that day have it", () => {
    expect(endsAt("NSE_FNO", "2026-07-28")).toBe("2026-07-28T15:30");
    expect(endsAt("NSE_FNO", "2026-12-01")).toBe("2026-12-01T15:40");
    expect(endsAt("BSE_FNO", "2026-12-03")).toBe("2026-12-03T15:40");
    expect(endsAt("MCX_COMM", "2026-09-17")).toBe("2026-09-17T23:30");
    expect(endsAt("MCX_COMM", "2026-12-16")).toBe("2026-12-16T23:55");
  });

  test("end at the regular close where the calendar has no session that day", () => {
    expect(endsAt("NSE_FNO", "2026-11-24")).toBe("2026-11-24T15:40");
    expect(endsAt("NSE_FNO", "2026-11-28")).toBe("2026-11-28T15:40");
  });
});
