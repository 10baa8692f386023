import fc from "fast-check";
import type { Maturity } from "../../server/chains/black76.ts";

/** An option and the volatility it is priced at. */
export interface SurfacePoint {
  maturity: Maturity;
  strike: number;
  isCall: boolean;
  volatility: number;
}

export const MINUTE_YEARS = 1 / (365 * 24 * 60);

const FORWARDS = [1, 360, 25_013.7, 100_000];
const YEARS = [1, 5, 60, 375, 1_440, 7_200, 43_200, 525_600, 5 * 525_600].map((minutes) => minutes * MINUTE_YEARS);
const VOLATILITIES = [0.01, 0.02, 0.05, 0.08, 0.12, 0.16, 0.25, 0.4, 0.7, 1, 1.6, 2.5, 3.5, 5];
/** ln(strike / forward): from far beyond any list of strikes down to a strike a paisa in a crore away from the money. */
const OUTWARD = [6, 4, 3, 2, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.004, 0.001, 1e-4, 1e-5, 1e-7, 1e-10];
const LOG_MONEYNESS = [...OUTWARD.map((value) => -value), 0, ...OUTWARD];
const DISCOUNTS = [1, 0.93];

/** Every corner and the inside of what the solver must bear, some 83,000 options. */
export function* surface(): Generator<SurfacePoint> {
  for (const discount of DISCOUNTS)
    for (const forward of FORWARDS)
      for (const years of YEARS)
        for (const volatility of VOLATILITIES)
          for (const log of LOG_MONEYNESS)
            for (const isCall of [true, false])
              yield { maturity: { forward, years, discount }, strike: forward * Math.exp(log), isCall, volatility };
}

/** Evenly over the orders of magnitude between two numbers. */
export function scales(least: number, most: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);
}

/** Anywhere on the surface, strikes up to `e^2.5` times the forward and as much below. */
export const anySurfacePoint: fc.Arbitrary<SurfacePoint> = fc
  .record({
    forward: scales(1, 100_000),
    years: scales(MINUTE_YEARS, 5),
    discount: fc.double({ min: 0.6, max: 1.02, noNaN: true }),
    logMoneyness: fc.oneof(
      fc.double({ min: -2.5, max: 2.5, noNaN: true }),
      fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    ),
    isCall: fc.boolean(),
    volatility: scales(0.01, 5),
  })
  .map(({ forward, years, discount, logMoneyness, isCall, volatility }) => ({
    maturity: { forward, years, discount },
    strike: forward * Math.exp(logMoneyness),
    isCall,
    volatility,
  }));

/** Within four standard deviations of the money, a day to two years: where every Greek is a number to speak of. */
export const ordinaryPoint: fc.Arbitrary<SurfacePoint> = fc
  .record({
    forward: scales(100, 100_000),
    years: scales(1 / 365, 2),
    discount: fc.double({ min: 0.8, max: 1, noNaN: true }),
    deviations: fc.double({ min: -4, max: 4, noNaN: true }),
    isCall: fc.boolean(),
    volatility: scales(0.05, 1.5),
  })
  .map(({ forward, years, discount, deviations, isCall, volatility }) => ({
    maturity: { forward, years, discount },
    strike: forward * Math.exp(deviations * volatility * Math.sqrt(years)),
    isCall,
    volatility,
  }));
