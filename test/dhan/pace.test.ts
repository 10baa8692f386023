import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Pace } from "../../server/dhan/pace.ts";

/** Takes as early as it may, from `from` on. */
function takenTimes(pace: Pace, count: number, from: number): number[] {
  let now = from;
  return Array.from({ length: count }, () => {
    now += pace.waitMs(now);
    pace.take(now);
    return now;
  });
}

describe("a pace", () => {
  test("lets a burst go at once, then one each interval", () => {
    expect(takenTimes(new Pace(3, 100), 6, 1_000)).toEqual([1_000, 1_000, 1_000, 1_100, 1_200, 1_300]);
  });

  test("gives the burst back one an interval while nothing is taken, and never more of it", () => {
    const pace = new Pace(3, 100);
    takenTimes(pace, 3, 1_000);
    expect(takenTimes(pace, 3, 1_200)).toEqual([1_200, 1_200, 1_300]);
    expect(takenTimes(pace, 4, 60_000)).toEqual([60_000, 60_000, 60_000, 60_100]);
  });

  test("tells the wait without taking anything", () => {
    const pace = new Pace(1, 100);
    pace.take(1_000);
    expect([pace.waitMs(1_000), pace.waitMs(1_000), pace.waitMs(1_060), pace.waitMs(1_100)]).toEqual([100, 100, 40, 0]);
  });

  test("of one at a time keeps the interval between any two", () => {
    expect(takenTimes(new Pace(1, 250), 3, 500)).toEqual([500, 750, 1_000]);
  });

  test("never lets through more than the burst and one for each interval gone by, however it is asked", () => {
    const asks = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 500 }), asks, (burst, everyMs, gaps) => {
        const pace = new Pace(burst, everyMs);
        const taken: number[] = [];
        let now = 1_000_000;
        for (const gap of gaps) {
          now += gap;
          const waitMs = pace.waitMs(now);
          if (waitMs === 0) {
            pace.take(now);
            taken.push(now);
          } else {
            // The wait is exact: a moment earlier it was not over.
            expect(pace.waitMs(now + waitMs)).toBe(0);
            expect(pace.waitMs(now + waitMs - 1)).toBeGreaterThan(0);
          }
        }
        for (const [i, from] of taken.entries()) {
          for (let j = i; j < taken.length; j++) {
            expect(j - i + 1).toBeLessThanOrEqual(burst + Math.floor((taken[j]! - from) / everyMs));
          }
        }
      }),
    );
  });
});
