import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { looseNumber, price, readTime, signedPrice } from "../../server/dhan/rest-fields.ts";

describe("numbers", () => {
  test.each([
    [5, 5],
    ["5", 5],
    ["-0.01000", -0.01],
    ["", null],
    [null, null],
  ])("%p is read as %p", (sent, value) => {
    expect(looseNumber.parse(sent)).toBe(value);
  });

  test("a field that is not there is null", () => {
    expect(z.object({ oi: looseNumber }).parse({})).toEqual({ oi: null });
  });

  test.each(["five", true, {}, "1e999"])("%p is refused", (sent) => {
    expect(looseNumber.safeParse(sent).success).toBe(false);
  });
});

describe("prices", () => {
  test("a price that went through a 32-bit float comes back to the paisa", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (paise) => {
        expect(price(Math.fround(paise / 100), 2)).toBe(paise / 100);
      }),
    );
  });

  test("a currency's comes back to a hundredth of a paisa", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (units) => {
        expect(price(Math.fround(units / 10_000), 4)).toBe(units / 10_000);
      }),
    );
  });

  test("no price is ever 0 or less; a change may be", () => {
    for (const none of [null, 0, -1, 0.001]) expect(price(none, 2)).toBeNull();
    expect(signedPrice(0, 2)).toBe(0);
    expect(signedPrice(-6.599999904632568, 2)).toBe(-6.6);
  });
});

describe("times", () => {
  test.each([
    ["30/03/2025 15:37", "2025-03-30T15:37:00+05:30"],
    ["25/07/2025 14:53:12", "2025-07-25T14:53:12+05:30"],
    ["2024-12-05 09:37:52.0", "2024-12-05T09:37:52+05:30"],
    ["2026-11-24T09:00:00", "2026-11-24T09:00:00+05:30"],
    ["2026-11-24T09:00:00.123456789", "2026-11-24T09:00:00.123+05:30"],
    ["2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"],
    ["2026-11-24T09:00:00+05:30", "2026-11-24T09:00:00+05:30"],
  ])("%s is %s", (text, iso) => {
    expect(readTime(text)).toBe(Date.parse(iso));
  });

  test.each(["", "now", "2026-11-24", "99/99/2026 10:00", "2026-13-01 10:00:00", null, undefined])(
    "%p is none",
    (text) => {
      expect(readTime(text)).toBeNull();
    },
  );
});
