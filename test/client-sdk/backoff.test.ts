import { expect, test } from "bun:test";
import fc from "fast-check";
import { fullJitterMs } from "../../client-sdk/backoff.ts";

const limits = { backoffBaseMs: 500, backoffCapMs: 15_000 };

test("the ceiling doubles with each attempt up to the cap", () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 2_000].map((attempt) => fullJitterMs(attempt, limits, () => 1));
  expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test("the pause is anywhere from nothing to the ceiling", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, r) => {
        const pause = fullJitterMs(n, limits, () => r);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThan(Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** (n - 1)));
      },
    ),
  );
});
