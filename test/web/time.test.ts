import { expect, test } from "bun:test";
import { age, istMoment } from "../../web/format/time.ts";

test("an age is in its largest whole unit", () => {
  expect([0, 999, 1_000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000 * 3].map(age)).toEqual([
    "0 s",
    "0 s",
    "1 s",
    "59 s",
    "1 m",
    "59 m",
    "1 h",
    "23 h",
    "3 d",
  ]);
});

test("a clock that is behind makes no negative age", () => {
  expect(age(-5_000)).toBe("0 s");
});

test("a time is Indian, with its date when that is not today's", () => {
  const now = Date.parse("2026-11-23T18:31:00Z");
  expect(istMoment(Date.parse("2026-11-23T18:30:00Z"), now)).toBe("00:00:00");
  expect(istMoment(Date.parse("2026-11-23T18:29:59Z"), now)).toBe("23 Nov 23:59:59");
  expect(istMoment(Date.parse("2025-12-31T09:59:59Z"), now)).toBe("31 Dec 2025 15:29:59");
});
