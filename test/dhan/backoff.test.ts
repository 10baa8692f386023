import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { doubling, fullJitter } from "../../server/dhan/backoff.ts";

describe("full jitter", () => {
  test("lies anywhere between nothing and twice as much each time, up to the most", () => {
    const least = [0, 1, 2, 3, 4, 5, 6].map((attempt) => fullJitter(attempt, 1_000, 30_000, () => 0));
    const middle = [0, 1, 2, 3, 4, 5, 6].map((attempt) => fullJitter(attempt, 1_000, 30_000, () => 0.5));
    expect(least).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(middle).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  test("stays within its bounds for any attempt, and uses the whole of them", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(10_000), random, (attempt, value) => {
        const waitMs = fullJitter(attempt, 1_000, 30_000, () => value);
        const ceiling = Math.min(30_000, 1_000 * 2 ** attempt);
        expect(waitMs).toBeCloseTo(value * ceiling, 6);
        expect(waitMs).toBeWithin(0, ceiling);
      }),
    );
  });
});

describe("doubling", () => {
  test("starts at the first, doubles, and stops at the most", () => {
    const waits = (first: number, most: number) => [0, 1, 2, 3, 4, 5].map((attempt) => doubling(attempt, first, most));
    expect(waits(60_000, 300_000)).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
    expect(waits(60_000, 900_000)).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
  });

  test("stays at the most for ever", () => {
    for (const attempt of [100, 1_023, 1_024, 1e9]) expect(doubling(attempt, 60_000, 300_000)).toBe(300_000);
  });
});
