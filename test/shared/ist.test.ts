import { expect, test } from "bun:test";
import fc from "fast-check";
import { DAY_MS, dayDate, dayNumber, IST_OFFSET_MS, istDate, istMidnight, istTime } from "../../shared/ist.ts";

const SECOND_MS = 1_000;
const utcMs = fc.integer({ min: 0, max: Date.parse("2100-01-01T00:00:00Z") });

test("the Indian day begins at 18:30 UTC, to the millisecond", () => {
  const midnight = Date.parse("2026-06-09T18:30:00Z");
  expect(istDate(midnight)).toBe("2026-06-10");
  expect(istTime(midnight)).toBe("00:00:00");
  expect(istDate(midnight - 1)).toBe("2026-06-09");
  expect(istTime(midnight - 1)).toBe("23:59:59");
  expect(istMidnight("2026-06-10")).toBe(midnight);
});

test("the opening bell at 09:15 is 03:45 UTC, summer and winter alike", () => {
  expect(istTime(Date.parse("2026-01-15T03:45:00Z"))).toBe("09:15:00");
  expect(istTime(Date.parse("2026-07-15T03:45:00Z"))).toBe("09:15:00");
});

test("date and time of day together name the very second, whatever the time", () => {
  fc.assert(
    fc.property(utcMs, (utcMs) => {
      const [hours, minutes, seconds] = istTime(utcMs).split(":").map(Number);
      const sinceMidnight = ((hours! * 60 + minutes!) * 60 + seconds!) * SECOND_MS;
      expect(istMidnight(istDate(utcMs)) + sinceMidnight).toBe(utcMs - (utcMs % SECOND_MS));
    }),
  );
});

test("a day number is turned back into its date, and the next day's is one more", () => {
  fc.assert(
    fc.property(utcMs, (utcMs) => {
      const date = istDate(utcMs);
      expect(dayDate(dayNumber(date))).toBe(date);
      expect(dayNumber(istDate(utcMs + DAY_MS)) - dayNumber(date)).toBe(1);
    }),
  );
});

test("day numbers count from 1970 and know leap years", () => {
  expect(dayNumber("1970-01-01")).toBe(0);
  expect(dayNumber("2028-03-01") - dayNumber("2028-02-28")).toBe(2);
  expect(dayNumber("2027-03-01") - dayNumber("2027-02-28")).toBe(1);
  expect(IST_OFFSET_MS).toBe(5.5 * 60 * 60 * SECOND_MS);
});
