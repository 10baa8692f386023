import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ConnectBudget } from "../../server/dhan/connect-budget.ts";
import { FEED_LIMITS } from "../../server/dhan/feed-limits.ts";

const START = Date.UTC(2026, 5, 10, 3, 30);
const TEN_MINUTES = 600_000;

/** Attempts made as early as the budget lets them, in seconds after the start. */
function earliest(count: number, budget = new ConnectBudget(FEED_LIMITS)): number[] {
  let now = START;
  return Array.from({ length: count }, () => {
    now += budget.waitMs(now);
    budget.take(now);
    return (now - START) / 1000;
  });
}

describe("the connect budget of the account", () => {
  test("lets the five go at once, then one each five seconds", () => {
    expect(earliest(9)).toEqual([0, 0, 0, 0, 0, 5, 10, 15, 20]);
  });

  test("lets no more than twenty go in ten minutes", () => {
    const times = earliest(27);
    expect(times.slice(0, 20).at(-1)).toBe(75);
    // The first five leave the ten minutes together, and are paced all the same; the others leave as they came.
    expect(times.slice(20)).toEqual([600, 600, 600, 600, 600, 605, 610]);
  });

  test("does not count attempts without an answer in the ten minutes, but keeps their pace", () => {
    const budget = new ConnectBudget(FEED_LIMITS);
    let now = START;
    for (let i = 0; i < 100; i++) {
      expect(budget.waitMs(now)).toBe(i < 5 ? 0 : 5_000);
      now += budget.waitMs(now);
      budget.take(now);
      budget.unanswered(now);
    }
    expect(budget.waitMs(now)).toBe(5_000);
  });

  test("takes nothing by being asked", () => {
    const budget = new ConnectBudget(FEED_LIMITS);
    for (let i = 0; i < 100; i++) expect(budget.waitMs(START)).toBe(0);
  });

  test("holds over any times of asking: 5 and one for each 5 s, 20 in any ten minutes", () => {
    const gap = fc.oneof(fc.nat(300), fc.nat(20_000), fc.constantFrom(0, 5_000, TEN_MINUTES, TEN_MINUTES - 1));
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 120 }), (gaps) => {
        const budget = new ConnectBudget(FEED_LIMITS);
        const taken: number[] = [];
        let now = START;
        for (const ms of gaps) {
          now += ms;
          const waitMs = budget.waitMs(now);
          if (waitMs > 0) {
            expect(budget.waitMs(now + waitMs - 1)).toBeGreaterThan(0);
            now += waitMs;
            expect(budget.waitMs(now)).toBe(0);
          }
          budget.take(now);
          taken.push(now);
        }
        for (const [i, from] of taken.entries()) {
          const within = (ms: number) => taken.slice(i).filter((time) => time < from + ms).length;
          expect(within(TEN_MINUTES)).toBeLessThanOrEqual(20);
          for (const ms of [5_000, 10_000, 60_000]) expect(within(ms)).toBeLessThanOrEqual(5 + ms / 5_000 - 1);
        }
      }),
    );
  });
});
