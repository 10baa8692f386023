import { expect, test } from "bun:test";
import fc from "fast-check";
import { decimalOf, expiryDayOf, trimmed } from "../../server/dhan/master-values.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";

test("decimals read as Number would read them", () => {
  for (const text of ["65.0", "18950.00000", "-0.01000", "0", "0.0500", "10.", "4294967295", "1e5", "1.5E+02", "+3"])
    expect(decimalOf(text)).toBe(Number(text));
  fc.assert(
    fc.property(fc.nat(10 ** 9), fc.nat(99_999), (whole, decimals) => {
      const text = `${whole}.${String(decimals).padStart(5, "0")}`;
      expect(decimalOf(text)).toBe(Number(text));
      expect(decimalOf(`-${text}`)).toBe(Number(`-${text}`));
    }),
  );
});

test("what is no decimal is NaN, even where Number would take it", () => {
  for (const text of ["", " ", "-", ".", "1.2.3", "0x10", "Infinity", "NaN", "1,000", "12a", "1-2", "1_000", "--1"])
    expect(decimalOf(text)).toBeNaN();
});

test("any text is a finite number or NaN", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.-+eE") })), (text) => {
      const value = decimalOf(text);
      expect(Number.isNaN(value) || value === Number(text)).toBe(true);
    }),
  );
});

test("an expiry is read in every spelling seen", () => {
  const day = dayNumber("2026-11-23");
  for (const text of [
    "2026-11-23",
    "2026-11-23 14:30:00",
    "2026-11-23T14:30:00",
    "23/11/26",
    "23/11/2026",
    "23-11-2026 14:30",
    "23-11-26",
  ])
    expect(expiryDayOf(text)).toBe(day);
  expect(expiryDayOf("27/11/36")).toBe(dayNumber("2036-11-27"));
  expect(expiryDayOf("2028-02-29")).toBe(dayNumber("2028-02-29"));
});

test("no expiry is 0", () => {
  for (const text of ["", "0001-01-01", "0001-01-01 00:00:00"]) expect(expiryDayOf(text)).toBe(0);
});

test("an expiry that is no date is NaN", () => {
  for (const text of [
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-11-00",
    "2026-11-2",
    "2026-11-233",
    "31/04/26",
    "23/11-26",
    "1969-01-01",
    "23 NOV 2026",
    "20261123",
    "NA",
    "2026-1a-01",
  ])
    expect(expiryDayOf(text)).toBeNaN();
});

test("any text is a real day, none, or NaN", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123-/ :") })), (text) => {
      const day = expiryDayOf(text);
      expect(Number.isNaN(day) || day === 0 || dayNumber(dayDate(day)) === day).toBe(true);
    }),
  );
});

test("blanks around a value are cut, those inside stay", () => {
  expect(["", " ", " a b ", "\tx\r", "ok"].map(trimmed)).toEqual(["", "", "a b", "x", "ok"]);
});
