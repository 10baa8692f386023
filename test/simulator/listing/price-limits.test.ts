import { expect, test } from "bun:test";
import { cashLimits, futureLimits, optionLimits } from "../../../server/simulator/listing/price-limits.ts";

test("a share may move by its circuit, rounded inwards to its tick", () => {
  expect(cashLimits(1_315.1, 0.1, 0.1)).toEqual({ upper: expect.closeTo(1_446.6), lower: expect.closeTo(1_183.6) });
});

test("an index has no limits", () => {
  expect(cashLimits(25_000, 0, 0.05)).toEqual({ upper: 0, lower: 0 });
});

test("a currency future may move less than a share's", () => {
  expect(futureLimits("FUTCUR", 88, 0.0025).upper).toBeLessThan(futureLimits("FUTSTK", 88, 0.0025).upper);
});

test("an option deep in the money moves with its underlying, one far out of it may fall to a tick", () => {
  const inside = optionLimits(true, 18_950, 22_900, 900, 0.05);
  expect(inside.lower).toBeGreaterThan(3_300);
  expect(inside.upper).toBeLessThan(4_600);
  const outside = optionLimits(true, 29_150, 22_900, 900, 0.05);
  expect(outside.lower).toBe(0.05);
  expect(outside.upper).toBeGreaterThan(15);
  expect(outside.upper).toBeLessThan(25);
});

test("limits stay positive and in order for any option", () => {
  for (const strike of [1, 50, 99, 100, 101, 300, 10_000]) {
    for (const isCall of [true, false]) {
      const { upper, lower } = optionLimits(isCall, strike, 100, 4, 0.05);
      expect(lower).toBeGreaterThan(0);
      expect(upper).toBeGreaterThanOrEqual(lower);
    }
  }
});
