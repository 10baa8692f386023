import { describe, expect, test } from "bun:test";
import { type Greeks, greeks76, price76 } from "../../server/chains/black76.ts";
import { fillGreeks, type GreekColumns, greekColumns } from "../../server/chains/greek-columns.ts";
import { impliedVolatility, noIvReason } from "../../server/chains/implied-volatility.ts";
import { strikesFrom } from "./listing.ts";

const MATURITY = { forward: 25_013.7, years: 5 / 365, discount: 0.999 };
const STRIKES = Float64Array.from(strikesFrom(24_000, 50, 41));
const NUMBERS = ["volatility", "delta", "gamma", "theta", "vega"] as const;

function pricesOf(isCall: boolean): Float64Array {
  return STRIKES.map((strike) => price76(MATURITY, strike, isCall, 0.12 + 3 * Math.log(strike / 25_000) ** 2));
}

/** The numbers at a place, in the order of NUMBERS. */
function row(columns: GreekColumns, place: number): number[] {
  return NUMBERS.map((name) => columns[name][place]!);
}

describe("the columns of a side", () => {
  test.each([true, false])("hold what each leg gives on its own (calls: %p)", (isCall) => {
    const prices = pricesOf(isCall);
    const columns = greekColumns(STRIKES.length);
    fillGreeks(columns, MATURITY, isCall, STRIKES, prices);
    const greeks: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };
    STRIKES.forEach((strike, place) => {
      const volatility = impliedVolatility(MATURITY, strike, isCall, prices[place]!);
      greeks76(greeks, MATURITY, strike, isCall, volatility);
      expect(volatility).toBeGreaterThan(0.1);
      expect(columns.reason[place]).toBe(0);
      expect(row(columns, place)).toEqual([volatility, greeks.delta, greeks.gamma, greeks.theta, greeks.vega]);
    });
  });

  test("tell for each leg without a volatility why, and have no number beside it", () => {
    const prices = pricesOf(true);
    prices[0] = Number.NaN;
    prices[1] = 900;
    prices[2] = 30_000;
    prices[3] = MATURITY.discount * (MATURITY.forward - STRIKES[3]!) + 1e-13;
    const columns = greekColumns(STRIKES.length);
    fillGreeks(columns, MATURITY, true, STRIKES, prices);
    const reasons = [...columns.reason].map(noIvReason);
    expect(reasons.slice(0, 5)).toEqual(["no-price", "below-intrinsic", "above-bound", "unresolvable", null]);
    for (const place of [0, 1, 2, 3]) expect(row(columns, place)).toEqual(NUMBERS.map(() => Number.NaN));
    for (const value of row(columns, 4)) expect(value).not.toBeNaN();
  });

  test("forget what they held when a price goes or the whole side has no forward or no time", () => {
    const prices = pricesOf(false);
    const columns = greekColumns(STRIKES.length);
    fillGreeks(columns, MATURITY, false, STRIKES, prices);
    const before = row(columns, 6);
    prices[5] = 0;
    fillGreeks(columns, MATURITY, false, STRIKES, prices);
    expect(noIvReason(columns.reason[5]!)).toBe("no-price");
    expect(row(columns, 5)).toEqual(NUMBERS.map(() => Number.NaN));
    expect(row(columns, 6)).toEqual(before);
    prices[5] = 10;
    for (const [maturity, reason] of [
      [{ ...MATURITY, forward: Number.NaN }, "no-forward"],
      [{ ...MATURITY, years: 0 }, "no-time"],
    ] as const) {
      fillGreeks(columns, maturity, false, STRIKES, prices);
      expect(new Set([...columns.reason].map(noIvReason))).toEqual(new Set([reason]));
      for (const name of NUMBERS) expect(columns[name].every(Number.isNaN)).toBe(true);
    }
  });

  test("keep what lies beyond the strikes, so that larger ones can be lent", () => {
    const columns = greekColumns(STRIKES.length + 1);
    for (const name of NUMBERS) columns[name].fill(7);
    columns.reason.fill(7);
    fillGreeks(columns, MATURITY, true, STRIKES, pricesOf(true));
    expect(row(columns, STRIKES.length)).toEqual([7, 7, 7, 7, 7]);
    expect(columns.reason[STRIKES.length]).toBe(7);
  });
});
