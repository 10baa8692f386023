import { expect, test } from "bun:test";
import fc from "fast-check";
import { black76, greeks76 } from "../../../server/simulator/market/black76.ts";

test("an option at the money is worth what tables say", () => {
  // Black 1976 with forward and strike 100, 20 % a year, one year, no interest.
  expect(black76(true, 100, 100, 0.2, 1, 0)).toBeCloseTo(7.9656, 4);
  expect(black76(false, 100, 100, 0.2, 1, 0)).toBeCloseTo(7.9656, 4);
});

const market = fc.record({
  forward: fc.double({ min: 50, max: 100_000, noNaN: true }),
  moneyness: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  volatility: fc.double({ min: 0.05, max: 1, noNaN: true }),
  years: fc.double({ min: 0.001, max: 3, noNaN: true }),
});

test("put-call parity holds and no option is worth less than nothing", () => {
  fc.assert(
    fc.property(market, ({ forward, moneyness, volatility, years }) => {
      const strike = forward * moneyness;
      const call = black76(true, forward, strike, volatility, years, 0.065);
      const put = black76(false, forward, strike, volatility, years, 0.065);
      expect(call).toBeGreaterThanOrEqual(0);
      expect(put).toBeGreaterThanOrEqual(0);
      expect((call - put - Math.exp(-0.065 * years) * (forward - strike)) / forward).toBeCloseTo(0, 9);
    }),
  );
});

test("Greeks are the price's slopes", () => {
  const [forward, strike, volatility, years, rate] = [25_000, 25_300, 0.13, 0.1, 0.065];
  for (const isCall of [true, false]) {
    const price = (f = forward, v = volatility, y = years) => black76(isCall, f, strike, v, y, rate);
    const greeks = greeks76(isCall, forward, strike, volatility, years, rate);
    expect(greeks.delta).toBeCloseTo((price(forward + 10) - price(forward - 10)) / 20, 3);
    expect(greeks.gamma).toBeCloseTo((price(forward + 50) - 2 * price() + price(forward - 50)) / 2_500, 5);
    expect(greeks.vega).toBeCloseTo(price(forward, volatility + 0.01) - price(), 0);
    const day = 1 / 365;
    expect(greeks.theta).toBeCloseTo(
      price(forward, volatility, years - day / 2) - price(forward, volatility, years + day / 2),
      1,
    );
  }
});
