import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Greeks, greeks76, type Maturity, price76 } from "../../server/chains/black76.ts";
import { black76 as simulatedPrice } from "../../server/simulator/market/black76.ts";
import { anySurfacePoint, MINUTE_YEARS, ordinaryPoint, scales, surface } from "./option-surface.ts";

function greeksOf(maturity: Maturity, strike: number, isCall: boolean, volatility: number): Greeks {
  const greeks: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };
  greeks76(greeks, maturity, strike, isCall, volatility);
  return greeks;
}

function maturityAt(forward: number, years: number, rate: number): Maturity {
  return { forward, years, discount: Math.exp(-rate * years) };
}

/** The mean payoff over the lognormal distribution by Simpson's rule, from the strike outwards; knows no formula of Black's. */
function integratedPrice({ forward, years, discount }: Maturity, strike: number, isCall: boolean, volatility: number) {
  const deviation = volatility * Math.sqrt(years);
  const settlement = (z: number) => forward * Math.exp(deviation * z - (deviation * deviation) / 2);
  const edge = (Math.log(strike / forward) + (deviation * deviation) / 2) / deviation;
  const steps = 40_000;
  const width = ((isCall ? 1 : -1) * 24) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = edge + i * width;
    const payoff = Math.abs(settlement(z) - strike) * Math.exp((-z * z) / 2);
    sum += payoff * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return (discount * sum * Math.abs(width)) / (3 * Math.sqrt(2 * Math.PI));
}

/** Slope of a smooth function by five points; its error goes with the fourth power of the step. */
function slope(of: (x: number) => number, at: number, step: number): number {
  return (of(at - 2 * step) - 8 * of(at - step) + 8 * of(at + step) - of(at + 2 * step)) / (12 * step);
}

describe("published prices", () => {
  test.each([
    [
      "Hull, Black's model: four-month put on a crude oil future at 60",
      maturityAt(60, 4 / 12, 0.09),
      60,
      false,
      0.25,
      3.35,
    ],
    ["Hull, earlier editions: the same at 20", maturityAt(20, 4 / 12, 0.09), 20, false, 0.25, 1.12],
    [
      "Hull, Black's model: six-month call on gold, future at 1,240",
      maturityAt(1_240, 0.5, 0.05),
      1_200,
      true,
      0.2,
      88.37,
    ],
    [
      "Hull, Black-Scholes-Merton: call on a share at 42",
      maturityAt(42 * Math.exp(0.05), 0.5, 0.1),
      40,
      true,
      0.2,
      4.76,
    ],
    [
      "Hull, Black-Scholes-Merton: put on a share at 42",
      maturityAt(42 * Math.exp(0.05), 0.5, 0.1),
      40,
      false,
      0.2,
      0.81,
    ],
  ])("%s", (_, maturity, strike, isCall, volatility, published) => {
    expect(price76(maturity, strike, isCall, volatility)).toBeCloseTo(published, 2);
    const integrated = integratedPrice(maturity, strike, isCall, volatility);
    expect(Math.abs(integrated / price76(maturity, strike, isCall, volatility) - 1)).toBeLessThan(1e-12);
  });

  test("Haug, Black-76: call and put on a Brent future at 19", () => {
    const maturity = maturityAt(19, 0.75, 0.1);
    expect(price76(maturity, 19, true, 0.28)).toBeCloseTo(1.7011, 4);
    expect(price76(maturity, 19, false, 0.28)).toBeCloseTo(1.7011, 4);
  });

  // Computed with 80 digits and rounded once, for the doubles as they stand.
  test.each([
    [25_000, 25_000, MINUTE_YEARS, 0.01, true, 0.13756957519586055],
    [25_000, 25_001, MINUTE_YEARS, 0.12, true, 1.1988381143133051],
    [25_000, 25_050, 5 * MINUTE_YEARS, 0.12, true, 5.4299221646518646e-8],
    [25_000, 24_000, 1 / 365, 0.15, false, 3.4651342392240752e-6],
    [25_000, 24_000, 1 / 365, 0.15, true, 1_000.0000034651342],
    [25_013.7, 25_000, 5 / 365, 0.12, true, 147.0717964512624],
    [25_013.7, 22_000, 5 / 365, 0.3, false, 0.025580520537264572],
    [25_013.7, 30_000, 30 / 365, 0.11, true, 5.830342904231247e-7],
    [100_000, 100_000, 5, 5, true, 99_999.99773152515],
    [100_000, 738_905.6, 5, 5, true, 99_999.99392611603],
    [100_000, 738_905.6, 5, 5, false, 738_905.593926116],
    [100_000, 13_533.5, 5, 5, false, 13_533.499177990074],
    [1, 1, MINUTE_YEARS, 0.01, true, 5.502783007834422e-6],
    [1, 7.389, 0.5, 0.2, true, 2.806037335669146e-47],
    [1, 0.1353, 0.5, 0.2, false, 3.695559896271037e-48],
    [58_000, 64_000, 0.1, 0.1, true, 0.49122497930620845],
    [360, 300, 20 / 365, 0.6, false, 2.106182864614911],
    [100_000, 101_000, MINUTE_YEARS, 2, true, 0.01054254305369148],
    [82_000, 82_000, 0.25, 0.12, true, 1_962.5016399144736],
  ])(
    "forward %p, strike %p, %p years, volatility %p: right to 12 digits",
    (forward, strike, years, volatility, isCall, exact) => {
      const price = price76({ forward, years, discount: 1 }, strike, isCall, volatility);
      expect(Math.abs(price / exact - 1)).toBeLessThan(1e-12);
    },
  );
});

describe("a price", () => {
  test("is the mean payoff, as integrated", () => {
    fc.assert(
      fc.property(ordinaryPoint, ({ maturity, strike, isCall, volatility }) => {
        const integrated = integratedPrice(maturity, strike, isCall, volatility);
        const price = price76(maturity, strike, isCall, volatility);
        expect(Math.abs(price - integrated)).toBeLessThan(1e-11 * (price + 1e-3 * maturity.forward * volatility));
      }),
      { numRuns: 40 },
    );
  });

  test("of a call less that of its put is the discounted difference of forward and strike", () => {
    for (const { maturity, strike, isCall, volatility } of surface()) {
      if (!isCall) continue;
      const difference = price76(maturity, strike, true, volatility) - price76(maturity, strike, false, volatility);
      const parity = maturity.discount * (maturity.forward - strike);
      expect(Math.abs(difference - parity)).toBeLessThanOrEqual(1e-15 * Math.max(maturity.forward, strike));
    }
  });

  test("stays between the intrinsic value and the bound", () => {
    for (const { maturity, strike, isCall, volatility } of surface()) {
      const { forward, discount } = maturity;
      const price = price76(maturity, strike, isCall, volatility);
      expect(price).toBeGreaterThanOrEqual(discount * Math.max(0, isCall ? forward - strike : strike - forward));
      expect(price).toBeLessThanOrEqual(discount * (isCall ? forward : strike) * (1 + 1e-15));
    }
  });

  test("rises with volatility and time, a call's with the forward; the strike takes it back", () => {
    fc.assert(
      fc.property(anySurfacePoint, scales(1.001, 2), ({ maturity, strike, volatility }, more) => {
        const least = 1 - 1e-12;
        const call = price76(maturity, strike, true, volatility);
        expect(price76(maturity, strike, true, volatility * more)).toBeGreaterThanOrEqual(call * least);
        expect(price76({ ...maturity, years: maturity.years * more }, strike, true, volatility)).toBeGreaterThanOrEqual(
          call * least,
        );
        expect(
          price76({ ...maturity, forward: maturity.forward * more }, strike, true, volatility),
        ).toBeGreaterThanOrEqual(call * least);
        expect(price76(maturity, strike * more, true, volatility) * least).toBeLessThanOrEqual(call);
      }),
    );
  });

  test("is the discounted intrinsic value without volatility or without time", () => {
    const maturity = { forward: 110, years: 1, discount: 0.5 };
    expect(price76(maturity, 100, true, 0)).toBe(5);
    expect(price76({ ...maturity, years: 0 }, 100, true, 0.2)).toBe(5);
    expect(price76({ ...maturity, years: 0 }, 110, true, 0.2)).toBe(0);
    expect(price76(maturity, 100, false, 0)).toBe(0);
  });

  test("comes to the bound with a volatility that has none", () => {
    const maturity = { forward: 110, years: 1, discount: 0.5 };
    for (const volatility of [100, 1e10, Number.POSITIVE_INFINITY]) {
      expect(price76(maturity, 100, true, volatility)).toBe(55);
      expect(price76(maturity, 100, false, volatility)).toBe(50);
    }
  });

  test("is 0 and never less where it is under the least double", () => {
    for (const volatility of [1e-300, 1e-12, 0.01]) {
      expect(price76({ forward: 1, years: MINUTE_YEARS, discount: 1 }, 7, true, volatility)).toBe(0);
    }
    expect(price76({ forward: 1, years: 1, discount: 1 }, 7, true, Number.MIN_VALUE)).toBe(0);
  });

  test("of what is no option is NaN", () => {
    const maturity = { forward: 110, years: 1, discount: 1 };
    const { NaN: unknown } = Number;
    const prices = [
      price76({ ...maturity, forward: -110 }, 100, true, 0.2),
      price76({ ...maturity, forward: unknown }, 100, true, 0.2),
      price76({ ...maturity, years: -1 }, 100, true, 0.2),
      price76({ ...maturity, years: unknown }, 100, true, 0.2),
      price76({ ...maturity, discount: unknown }, 100, true, 0.2),
      price76(maturity, -100, true, 0.2),
      price76(maturity, unknown, true, 0.2),
      price76(maturity, 100, true, -0.2),
      price76(maturity, 100, true, unknown),
    ];
    for (const price of prices) expect(price).toBeNaN();
  });

  test("agrees with the simulator's own formula to what that one promises", () => {
    for (const { maturity, strike, isCall, volatility } of surface()) {
      const { forward, years, discount } = maturity;
      const simulated = simulatedPrice(isCall, forward, strike, volatility, years, -Math.log(discount) / years);
      const price = price76(maturity, strike, isCall, volatility);
      expect(Math.abs(simulated - price)).toBeLessThan(2e-7 * Math.max(forward, strike));
    }
  });
});

describe("the Greeks", () => {
  test("Hull, The Greek Letters: call on a share at 49, strike 50, 20 weeks", () => {
    const rate = 0.05;
    const years = 0.3846;
    const forward = 49 * Math.exp(rate * years);
    const maturity = maturityAt(forward, years, rate);
    const { delta, gamma, theta, vega } = greeksOf(maturity, 50, true, 0.2);
    const forwardOfSpot = forward / 49;
    expect(delta * forwardOfSpot).toBeCloseTo(0.522, 3);
    expect(gamma * forwardOfSpot ** 2).toBeCloseTo(0.066, 3);
    expect(vega * 100).toBeCloseTo(12.1, 1);
    // Hull's share stays where it is, so that its forward falls.
    expect(theta * 365 - delta * rate * forward).toBeCloseTo(-4.31, 2);
  });

  test("are the slopes of the price", () => {
    fc.assert(
      fc.property(ordinaryPoint, ({ maturity, strike, isCall, volatility }) => {
        const { forward, years, discount } = maturity;
        const rate = -Math.log(discount) / years;
        const deviation = volatility * Math.sqrt(years);
        const { delta, gamma, theta, vega } = greeksOf(maturity, strike, isCall, volatility);
        const byForward = (x: number) => price76({ ...maturity, forward: x }, strike, isCall, volatility);
        const byVolatility = (x: number) => price76(maturity, strike, isCall, x);
        const byYears = (x: number) => price76(maturityAt(forward, x, rate), strike, isCall, volatility);
        const deltaByForward = (x: number) => greeksOf({ ...maturity, forward: x }, strike, isCall, volatility).delta;
        const step = forward * deviation * 0.01;

        expect(Math.abs(delta - slope(byForward, forward, step))).toBeLessThan(1e-7);
        const ofGamma = 1 / (forward * deviation);
        expect(Math.abs(gamma - slope(deltaByForward, forward, step))).toBeLessThan(1e-7 * ofGamma);
        const ofVega = (forward * Math.sqrt(years)) / 100;
        expect(Math.abs(vega - slope(byVolatility, volatility, volatility / 100) / 100)).toBeLessThan(1e-6 * ofVega);
        const ofTheta = (forward * (deviation / years + Math.abs(rate))) / 365;
        expect(Math.abs(theta + slope(byYears, years, years / 100) / 365)).toBeLessThan(1e-6 * ofTheta);
      }),
      { numRuns: 400 },
    );
  });

  test("of call and put: deltas differ by the discount factor, gamma and vega are the same", () => {
    fc.assert(
      fc.property(anySurfacePoint, ({ maturity, strike, volatility }) => {
        const call = greeksOf(maturity, strike, true, volatility);
        const put = greeksOf(maturity, strike, false, volatility);
        expect(Math.abs(call.delta - put.delta - maturity.discount)).toBeLessThan(1e-15);
        expect(put.gamma).toBe(call.gamma);
        expect(put.vega).toBe(call.vega);
      }),
    );
  });

  test("have their signs and bounds everywhere, and are numbers", () => {
    for (const { maturity, strike, isCall, volatility } of surface()) {
      const { delta, gamma, theta, vega } = greeksOf(maturity, strike, isCall, volatility);
      const most = maturity.discount * (1 + 1e-15);
      expect(delta).toBeGreaterThanOrEqual(isCall ? 0 : -most);
      expect(delta).toBeLessThanOrEqual(isCall ? most : 0);
      expect(gamma).toBeGreaterThanOrEqual(0);
      expect(vega).toBeGreaterThanOrEqual(0);
      if (maturity.discount === 1) expect(theta).toBeLessThanOrEqual(0);
      expect(Number.isFinite(delta + gamma + theta + vega)).toBe(true);
    }
  });

  test("are none without time or volatility", () => {
    const maturity = { forward: 110, years: 1, discount: 1 };
    for (const greeks of [
      greeksOf({ ...maturity, years: 0 }, 100, true, 0.2),
      greeksOf({ ...maturity, years: -1 }, 100, true, 0.2),
      greeksOf(maturity, 100, true, 0),
      greeksOf(maturity, 100, true, -0.2),
      greeksOf(maturity, 100, true, Number.NaN),
      greeksOf({ ...maturity, forward: Number.NaN }, 100, true, 0.2),
    ]) {
      const { NaN: none } = Number;
      expect(greeks).toEqual({ delta: none, gamma: none, theta: none, vega: none });
    }
  });
});
