import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { price76 } from "../../server/chains/black76.ts";
import { LOOKS_MOST, PAIRS_LEAST, PAIRS_MOST, parityForward, REACH_STRIKES } from "../../server/chains/forward.ts";
import { strikesFrom } from "./listing.ts";

const NIFTY = Float64Array.from(strikesFrom(24_000, 50, 41));
const NONE = Number.NaN;

/** Prices of a chain with a smile, as Black's formula has them. */
function chainAt(forward: number, { strikes = NIFTY, years = 5 / 365, discount = 1 } = {}) {
  const maturity = { forward, years, discount };
  const smile = (strike: number) => 0.12 + 2 * Math.log(strike / forward) ** 2;
  return {
    strikes,
    calls: strikes.map((strike) => price76(maturity, strike, true, smile(strike))),
    puts: strikes.map((strike) => price76(maturity, strike, false, smile(strike))),
  };
}

function forwardOf({ strikes, calls, puts }: ReturnType<typeof chainAt>, spot: number, discount = 1) {
  return parityForward(spot, discount, strikes, calls, puts);
}

/** Leaves only the places named with a call's price. */
function keepCalls(calls: Float64Array, places: readonly number[]): void {
  calls.forEach((_, place) => {
    if (!places.includes(place)) calls[place] = NONE;
  });
}

describe("the forward", () => {
  test("is what the chain was priced at, wherever it lies and however far the spot is from it", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 24_100, max: 25_900, noNaN: true }),
        fc.double({ min: 0.98, max: 1.02, noNaN: true }),
        fc.double({ min: 0.9, max: 1, noNaN: true }),
        (forward, spotOfForward, discount) => {
          const found = forwardOf(chainAt(forward, { discount }), forward * spotOfForward, discount);
          expect(found).toMatchObject({ pairs: PAIRS_MOST, reason: null });
          expect(Math.abs(found.forward! - forward)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test("is not moved by two of five pairs whose last trade was long ago", () => {
    const chain = chainAt(25_013.7);
    chain.calls[20] = chain.calls[20]! + 90;
    chain.puts[21] = chain.puts[21]! - 60;
    expect(forwardOf(chain, 25_000).forward).toBeCloseTo(25_013.7, 8);
  });

  test("is the middle of prices that are off by a tick or two", () => {
    const chain = chainAt(25_013.7);
    // Nearest to the forward: 25,000, then 25,050, 24,950, 25,100 and 24,900.
    chain.calls[20]! += 0.1;
    chain.calls[21]! += 0.2;
    chain.calls[19]! -= 0.3;
    chain.calls[22]! += 0.4;
    chain.calls[18]! -= 0.5;
    expect(forwardOf(chain, 25_000).forward).toBeCloseTo(25_013.8, 8);
  });

  test("is halfway between the two middle ones of four", () => {
    const chain = chainAt(25_013.7);
    keepCalls(chain.calls, [18, 19, 20, 21]);
    chain.calls[18]! += 1;
    chain.calls[19]! += 2;
    expect(forwardOf(chain, 25_000)).toMatchObject({ pairs: 4 });
    expect(forwardOf(chain, 25_000).forward).toBeCloseTo(25_014.2, 8);
  });

  test("counts only strikes with both prices, and 0 is none", () => {
    const chain = chainAt(25_013.7);
    for (const place of [19, 20]) chain.calls[place] = NONE;
    chain.puts[21] = 0;
    chain.puts[22] = Number.POSITIVE_INFINITY;
    const found = forwardOf(chain, 25_000);
    expect(found).toMatchObject({ pairs: PAIRS_MOST, reason: null });
    expect(found.forward).toBeCloseTo(25_013.7, 8);
  });

  test("is there with three pairs and not with two", () => {
    expect(PAIRS_LEAST).toBe(3);
    const chain = chainAt(25_013.7);
    keepCalls(chain.calls, [15, 20, 25]);
    expect(forwardOf(chain, 25_000)).toMatchObject({ pairs: 3, reason: null });
    keepCalls(chain.calls, [15, 20]);
    expect(forwardOf(chain, 25_000)).toEqual({ forward: null, reason: "few-pairs" });
  });

  test("asks strikes up to ten from the money and none beyond", () => {
    const chain = chainAt(25_013.7);
    keepCalls(chain.calls, [20 - REACH_STRIKES, 20, 20 + REACH_STRIKES]);
    expect(forwardOf(chain, 25_000)).toMatchObject({ pairs: 3, reason: null });
    const wider = chainAt(25_013.7);
    keepCalls(wider.calls, [20 - REACH_STRIKES - 1, 20, 20 + REACH_STRIKES]);
    expect(forwardOf(wider, 25_000)).toEqual({ forward: null, reason: "few-pairs" });
  });

  test("finds the money again where years of interest lie between spot and forward and none is counted", () => {
    const strikes = Float64Array.from(strikesFrom(10_000, 100, 301));
    const chain = chainAt(25_000, { strikes, years: 4, discount: 0.77 });
    const found = forwardOf(chain, 19_250);
    // One look would have kept all of the missing discount: 19,250 + 0.77 * 5,750 = 23,677.5.
    expect(Math.abs(found.forward! - 25_000)).toBeLessThan(50);
  });

  test("looks four times at most", () => {
    expect(LOOKS_MOST).toBe(4);
    const strikes = Float64Array.from(strikesFrom(10_000, 100, 301));
    const chain = chainAt(24_000, { strikes, years: 4, discount: 0.5 });
    // Each look with a discount factor twice too large halves the way that is left.
    expect(Math.abs(forwardOf(chain, 16_000).forward! - (24_000 - 8_000 / 2 ** LOOKS_MOST))).toBeLessThan(100);
  });

  test("is not known without a spot, and the reason says so", () => {
    for (const spot of [NONE, 0, -25_000, Number.POSITIVE_INFINITY])
      expect(forwardOf(chainAt(25_000), spot)).toEqual({ forward: null, reason: "no-spot" });
  });

  test("is not known of no strikes, no prices, or no discount factor", () => {
    const chain = chainAt(25_000);
    const none = new Float64Array(NIFTY.length).fill(NONE);
    expect(parityForward(25_000, 1, new Float64Array(), none, none).reason).toBe("few-pairs");
    expect(parityForward(25_000, 1, NIFTY, none, none).reason).toBe("few-pairs");
    for (const discount of [NONE, 0]) expect(forwardOf(chain, 25_000, discount).reason).toBe("few-pairs");
  });
});
