import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { price76 } from "../../server/chains/black76.ts";
import { impliedDeviation, STEPS_MOST } from "../../server/chains/implied-deviation.ts";
import { scales } from "./option-surface.ts";

/** What the solver is asked, in units of √(F·K). */
interface Question {
  moneyness: number;
  gap: number;
  timeValue: number;
  headroom: number;
}

function question(moneyness: number, share: { ofTimeValue: number } | { ofHeadroom: number }): Question {
  const most = Math.exp(-moneyness / 2);
  const gap = 2 * Math.sinh(moneyness / 2);
  const timeValue = most * ("ofTimeValue" in share ? share.ofTimeValue : 1 - share.ofHeadroom);
  const headroom = most * ("ofHeadroom" in share ? share.ofHeadroom : 1 - share.ofTimeValue);
  return { moneyness, gap, timeValue, headroom };
}

function solve({ moneyness, gap, timeValue, headroom }: Question, stepsMost?: number): number {
  return impliedDeviation(moneyness, gap, timeValue, headroom, stepsMost);
}

const moneyness = fc.oneof(scales(1e-12, 20), fc.double({ min: 0, max: 3, noNaN: true }), fc.constant(0));
/** All prices that doubles can tell apart: down to 1e-300 of the bound, up to all but 1e-15 of it. */
const anyQuestion = fc.oneof(
  fc.tuple(moneyness, scales(1e-290, 0.5)).map(([m, part]) => question(m, { ofTimeValue: part })),
  fc.tuple(moneyness, scales(1e-9, 0.5)).map(([m, part]) => question(m, { ofTimeValue: part })),
  fc.tuple(moneyness, scales(1e-15, 0.5)).map(([m, part]) => question(m, { ofHeadroom: part })),
);

describe("the implied deviation", () => {
  test("is found in four steps at most, two less than are allowed", () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        expect(solve(asked, 4)).toBeGreaterThan(0);
      }),
      { numRuns: 20_000 },
    );
    expect(STEPS_MOST).toBe(6);
  });

  test("is not known when the steps run out", () => {
    const farOut = question(3, { ofTimeValue: 1e-100 });
    expect(solve(farOut)).toBeGreaterThan(0);
    expect(solve(farOut, 1)).toBeNaN();
    expect(solve(farOut, 0)).toBeNaN();
  });

  test("is found in one step for nearly all legs of a chain: up to five deviations of up to 30 % out", () => {
    for (const deviation of [0.005, 0.02, 0.1, 0.2, 0.3]) {
      for (let moneyness = 0; moneyness <= 5 * deviation; moneyness += deviation / 20) {
        const [forward, strike] = [Math.exp(-moneyness / 2), Math.exp(moneyness / 2)];
        const timeValue = price76({ forward, years: 1, discount: 1 }, strike, true, deviation);
        const asked = { moneyness, gap: strike - forward, timeValue, headroom: forward - timeValue };
        expect(solve(asked, 1) / deviation).toBeCloseTo(1, 12);
      }
    }
  });

  test("rises with the price and passes smoothly from one side's way of solving to the other's", () => {
    fc.assert(
      fc.property(moneyness, scales(1e-14, 1e-2), (m, step) => {
        const below = solve(question(m, { ofTimeValue: 0.5 * (1 - step) }));
        const middle = solve(question(m, { ofTimeValue: 0.5 }));
        const above = solve(question(m, { ofHeadroom: 0.5 * (1 - step) }));
        expect(middle - below).toBeGreaterThanOrEqual(-1e-14 * middle);
        expect(above - middle).toBeGreaterThanOrEqual(-1e-14 * middle);
        expect(above - below).toBeLessThan(middle * (step * 20 + 1e-13));
      }),
    );
  });
});
