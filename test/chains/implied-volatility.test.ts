import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Greeks, greeks76, price76 } from "../../server/chains/black76.ts";
import { impliedVolatility, noIvReason, RESOLUTION, TIME_VALUE_LEAST } from "../../server/chains/implied-volatility.ts";
import { NO_IV_REASONS } from "../../shared/option-analytics.ts";
import { anySurfacePoint, MINUTE_YEARS, type SurfacePoint, surface } from "./option-surface.ts";

const YEAR = { forward: 100, years: 1, discount: 1 };

/** What the solver says of a price of an option of a year on a forward of 100: a volatility, or the reason. */
function answer(price: number, strike: number, isCall: boolean, maturity = YEAR) {
  const volatility = impliedVolatility(maturity, strike, isCall, price);
  return volatility > 0 ? volatility : noIvReason(-volatility);
}

/** Parts of the price: what is beyond the intrinsic value, and what is left up to the bound; by the other side's price, which has all its digits. */
function partsOf({ maturity, strike, isCall, volatility }: SurfacePoint, price: number) {
  const { forward, discount } = maturity;
  const isOutOfMoney = isCall ? strike >= forward : strike <= forward;
  const timeValue = isOutOfMoney ? price : price76(maturity, strike, !isCall, volatility);
  const headroom = discount * (isCall ? forward : strike) - price;
  return { timeValue: timeValue / price, headroom: headroom / price };
}

/** Price to volatility to price: within 1e-8 rupees, or the reason is one that the price bears out. */
function checkRoundTrip(point: SurfacePoint): "solved" | "unresolvable" | "no-price" {
  const { maturity, strike, isCall, volatility } = point;
  const price = price76(maturity, strike, isCall, volatility);
  const found = impliedVolatility(maturity, strike, isCall, price);
  if (price === 0) {
    expect(noIvReason(-found)).toBe("no-price");
    return "no-price";
  }
  const { timeValue, headroom } = partsOf(point, price);
  if (found > 0) {
    expect(Math.min(timeValue, headroom)).toBeGreaterThan(0.8 * RESOLUTION);
    expect(Math.abs(price76(maturity, strike, isCall, found) - price)).toBeLessThanOrEqual(1e-8);
    return "solved";
  }
  // The time value of an option in the money as doubles have it may be 0 or just below.
  expect(["unresolvable", "below-intrinsic", "above-bound"]).toContain(noIvReason(-found)!);
  const isTooSmall = price < 1e-290 * maturity.forward;
  expect(isTooSmall || Math.min(timeValue, headroom) < 1.2 * RESOLUTION).toBe(true);
  return "unresolvable";
}

describe("price to volatility to price", () => {
  test("is the same to 1e-8 rupees on a grid over the whole surface, its corners included", () => {
    const counts = { solved: 0, unresolvable: 0, "no-price": 0 };
    for (const point of surface()) counts[checkRoundTrip(point)]++;
    // Far out and minutes before expiry most prices are no doubles, or intrinsic value alone. The rest must be solved.
    expect(counts.solved).toBeGreaterThan(50_000);
  });

  test("is the same to 1e-8 rupees anywhere on the surface", () => {
    fc.assert(
      fc.property(anySurfacePoint, (point) => {
        checkRoundTrip(point);
      }),
      { numRuns: 20_000 },
    );
  });

  test("and volatility to price to volatility is as exact as the digits of the price allow", () => {
    const greeks: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };
    for (const { maturity, strike, isCall, volatility } of surface()) {
      const price = price76(maturity, strike, isCall, volatility);
      const found = impliedVolatility(maturity, strike, isCall, price);
      if (found <= 0) continue;
      greeks76(greeks, maturity, strike, isCall, volatility);
      const digitsOfPrice = (2 ** -51 * price) / (greeks.vega * 100);
      expect(Math.abs(found - volatility)).toBeLessThan(1e-10 * volatility + digitsOfPrice);
    }
  });

  test("is the same for an exchange's prices, which are whole ticks of 0.05", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 1, max: 4_000 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 525_600 }),
        (ticks, strikeSteps, isCall, minutes) => {
          const maturity = { forward: 25_013.7, years: minutes * MINUTE_YEARS, discount: 1 };
          const price = ticks * 0.05;
          const found = impliedVolatility(maturity, strikeSteps * 50, isCall, price);
          if (found > 0)
            expect(Math.abs(price76(maturity, strikeSteps * 50, isCall, found) - price)).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe("there is no volatility, and the reason is", () => {
  const { NaN: unknown, POSITIVE_INFINITY: endless } = Number;

  test("no-price for a price that is none", () => {
    for (const price of [0, -0, -5, unknown, endless, -endless]) expect(answer(price, 100, true)).toBe("no-price");
  });

  test("no-forward where forward, strike or discount is none", () => {
    for (const none of [0, -1, unknown, endless]) {
      expect(answer(5, 100, true, { ...YEAR, forward: none })).toBe("no-forward");
      expect(answer(5, 100, true, { ...YEAR, discount: none })).toBe("no-forward");
      expect(answer(5, none, true)).toBe("no-forward");
    }
  });

  test("no-time at expiry and after it", () => {
    for (const years of [0, -1e-9, unknown, endless]) expect(answer(5, 100, true, { ...YEAR, years })).toBe("no-time");
    expect(answer(5, 100, true, { ...YEAR, years: 1e-12 })).toBeNumber();
  });

  // Doubles between 32 and 64 are 2^-47 apart, so that a price of about 50 resolves time values above 25 of those.
  test("below-intrinsic from the first double under the intrinsic value", () => {
    expect(answer(50 - 2 ** -47, 50, true)).toBe("below-intrinsic");
    expect(answer(50 - 2 ** -47, 150, false)).toBe("below-intrinsic");
    expect(answer(1, 50, true)).toBe("below-intrinsic");
  });

  test("unresolvable for a time value of up to 2^-48 of the price, a volatility from the next double on", () => {
    for (const { strike, isCall } of [
      { strike: 50, isCall: true },
      { strike: 150, isCall: false },
    ]) {
      expect(answer(50, strike, isCall)).toBe("unresolvable");
      expect(answer(50 + 25 * 2 ** -47, strike, isCall)).toBe("unresolvable");
      expect(answer(50 + 26 * 2 ** -47, strike, isCall)).toBeGreaterThan(0.05);
    }
  });

  test("unresolvable within 2^-48 of the bound, above-bound at it", () => {
    // Doubles just below 100 are 2^-46 apart.
    expect(answer(100 - 26 * 2 ** -46, 50, true)).toBeGreaterThan(10);
    expect(answer(100 - 24 * 2 ** -46, 50, true)).toBe("unresolvable");
    expect(answer(100 - 2 ** -46, 50, true)).toBe("unresolvable");
    expect(answer(100, 50, true)).toBe("above-bound");
    expect(answer(1e300, 50, true)).toBe("above-bound");
    expect(answer(50, 50, false)).toBe("above-bound");
    expect(answer(50 - 2 ** -47, 50, false)).toBe("unresolvable");
    expect(answer(90, 50, true, { ...YEAR, discount: 0.9 })).toBe("above-bound");
  });

  test("unresolvable where doubles end, and a volatility down to there", () => {
    expect(answer(100 * TIME_VALUE_LEAST, 100, true)).toBe("unresolvable");
    expect(answer(Number.MIN_VALUE, 150, true)).toBe("unresolvable");
    expect(answer(101 * TIME_VALUE_LEAST, 100, true)).toBeGreaterThan(0);
    expect(answer(200 * TIME_VALUE_LEAST, 150, true)).toBeGreaterThan(0.01);
  });

  test("unresolvable for amounts whose product is no double, and a time that leaves no volatility", () => {
    expect(answer(1e299, 1e300, true, { ...YEAR, forward: 1e300 })).toBe("unresolvable");
    expect(answer(1e-200, 100, true, { ...YEAR, years: 1e300 })).toBe("unresolvable");
  });

  test("one of the list whatever the inputs are; else a volatility above 0 and finite", () => {
    const anything = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.constantFrom(0, -0, 1, 100, unknown, endless, -endless, Number.MIN_VALUE, Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(
        anything,
        anything,
        anything,
        anything,
        fc.boolean(),
        anything,
        (forward, years, discount, strike, isCall, price) => {
          const found = impliedVolatility({ forward, years, discount }, strike, isCall, price);
          const reason = noIvReason(-found);
          if (reason === null) expect(found > 0 && Number.isFinite(found)).toBe(true);
          else expect(NO_IV_REASONS).toContain(reason);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test("null for the code of a leg that has one, and for codes that are none", () => {
    expect(NO_IV_REASONS.map((_, place) => noIvReason(place + 1))).toEqual([...NO_IV_REASONS]);
    expect(noIvReason(0)).toBeNull();
    expect(noIvReason(NO_IV_REASONS.length + 1)).toBeNull();
  });
});
