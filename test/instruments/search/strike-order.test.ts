import { expect, test } from "bun:test";
import fc from "fast-check";
import { nearestFirst } from "../../../server/instruments/search/strike-order.ts";
import { isBeginning, typedStrike } from "../../../server/instruments/search/typed-strike.ts";

test("strikes come by their distance from a price, each once, and of two as near the lower one first", () => {
  const ascending = fc
    .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 40 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(ascending, fc.integer({ min: -10, max: 520 }), (list, price) => {
      const strikes = Float64Array.from(list);
      const expected = list.toSorted((a, b) => Math.abs(a - price) - Math.abs(b - price) || a - b);
      expect([...nearestFirst(strikes, price)].map((place) => strikes[place]!)).toEqual(expected);
    }),
  );
});

test.each([
  ["25000", 25_000],
  ["57k", 57_000],
  ["57.5k", 57_500],
  ["88.25", 88.25],
  ["088.50", 88.5],
  ["0", null],
  ["10000000", null],
  ["9999999", 9_999_999],
  ["k", null],
  ["25000ce", null],
  ["-5", null],
])("%p is a strike of %p", (word, strike) => {
  expect(typedStrike(word)?.strike ?? null).toBe(strike);
});

test("a strike begins like a typed one as its digits do", () => {
  const strike = fc.integer({ min: 1, max: 500_000 }).map((n) => n / 4);
  fc.assert(
    fc.property(
      strike,
      fc.integer({ min: 1, max: 500_000 }).map((n) => n / 4),
      (listed, typed) => {
        const wish = typedStrike(String(typed))!;
        expect(isBeginning(wish, listed)).toBe(String(listed).startsWith(String(typed)));
      },
    ),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(strike, fc.integer({ min: 1, max: 6 }), (listed, digits) => {
      const wish = typedStrike(String(Math.trunc(listed)).slice(0, digits));
      if (wish !== null) expect(isBeginning(wish, listed)).toBe(true);
    }),
  );
});
