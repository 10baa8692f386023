import { expect, test } from "bun:test";
import { isUsDaylightSaving } from "../../server/calendar/us-daylight-saving.ts";

test.each([
  ["2024", "2024-03-10", "2024-11-03"],
  ["2025", "2025-03-09", "2025-11-02"],
  ["2026", "2026-03-08", "2026-11-01"],
  ["2027", "2027-03-14", "2027-11-07"],
  ["2028", "2028-03-12", "2028-11-05"],
])("in %s it begins on %s and ends on %s", (_year, begins, ends) => {
  const dayBefore = (date: string) => new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
  expect(isUsDaylightSaving(dayBefore(begins))).toBe(false);
  expect(isUsDaylightSaving(begins)).toBe(true);
  expect(isUsDaylightSaving(dayBefore(ends))).toBe(true);
  expect(isUsDaylightSaving(ends)).toBe(false);
});
