import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { price76 } from "../../server/chains/black76.ts";
import {
  atmVolatility,
  buildUp,
  expectedMove,
  maxPain,
  putCallRatio,
  straddlePrice,
  total,
} from "../../server/chains/chain-summary.ts";

const NONE = Number.NaN;
const STRIKES = Float64Array.of(100, 110, 120, 130);

function column(...values: number[]): Float64Array {
  return Float64Array.from(values);
}

/** What holders of all open options are paid if the underlying settles here. */
function payout(at: number, strikes: Float64Array, callOi: Float64Array, putOi: Float64Array): number {
  return strikes.reduce((sum, strike, place) => {
    const calls = Number.isNaN(callOi[place]) ? 0 : callOi[place]! * Math.max(0, at - strike);
    const puts = Number.isNaN(putOi[place]) ? 0 : putOi[place]! * Math.max(0, strike - at);
    return sum + calls + puts;
  }, 0);
}

describe("max pain", () => {
  test("is the strike that pays the holders least, the first or the last one included", () => {
    expect(maxPain(STRIKES, column(0, 1, 5, 9), column(9, 5, 1, 0))).toBe(110);
    expect(maxPain(STRIKES, column(0, 0, 0, 9), column(9, 0, 0, 0))).toBe(100);
    expect(maxPain(STRIKES, column(9, 0, 0, 0), column(0, 0, 0, 1))).toBe(100);
    expect(maxPain(STRIKES, column(1, 0, 0, 0), column(0, 0, 0, 9))).toBe(130);
  });

  test("is the lower strike on a tie", () => {
    expect(maxPain(STRIKES, column(5, 0, 0, 0), column(0, 0, 0, 5))).toBe(100);
    expect(maxPain(STRIKES, column(0, 5, 0, 0), column(0, 0, 5, 0))).toBe(110);
  });

  test("is the first strike of the least payout, counted out strike by strike", () => {
    const oi = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 20_000_000 }), fc.constant(NONE));
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), oi, oi), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, (list) => {
        let last = 0;
        const strikes = Float64Array.from(list, ([gap]) => (last += gap * 2.5));
        const calls = Float64Array.from(list, ([, call]) => call);
        const puts = Float64Array.from(list, ([, , put]) => put);
        const found = maxPain(strikes, calls, puts);
        const payouts = [...strikes].map((strike) => payout(strike, strikes, calls, puts));
        const isAnyOpen = [...calls, ...puts].some((value) => value > 0);
        const isEachSideKnown = !calls.every(Number.isNaN) && !puts.every(Number.isNaN);
        const expected = isAnyOpen && isEachSideKnown ? strikes[payouts.indexOf(Math.min(...payouts))]! : null;
        expect(found).toBe(expected);
      }),
    );
  });

  test("is null without open interest, and while one side's is not known", () => {
    expect(maxPain(STRIKES, column(0, 0, 0, 0), column(0, 0, 0, 0))).toBeNull();
    expect(maxPain(STRIKES, column(5, 5, 5, 5), column(NONE, NONE, NONE, NONE))).toBeNull();
    expect(maxPain(STRIKES, column(NONE, NONE, NONE, NONE), column(5, 5, 5, 5))).toBeNull();
    expect(maxPain(column(), column(), column())).toBeNull();
  });
});

describe("a side's total", () => {
  test("leaves out what is not known, and is null when nothing is", () => {
    expect(total(column(1, NONE, 2))).toBe(3);
    expect(total(column(0, NONE))).toBe(0);
    expect(total(column(NONE, NONE))).toBeNull();
    expect(total(column())).toBeNull();
  });
});

describe("the put-call ratio", () => {
  test("is puts for one call; null without calls or while a side is not known", () => {
    expect(putCallRatio(200, 250)).toBe(1.25);
    expect(putCallRatio(200, 0)).toBe(0);
    expect(putCallRatio(0, 250)).toBeNull();
    expect(putCallRatio(null, 250)).toBeNull();
    expect(putCallRatio(200, null)).toBeNull();
  });
});

describe("the straddle", () => {
  test("costs call and put together, and nothing is known with one of them", () => {
    expect(straddlePrice(140.5, 120.25)).toBe(260.75);
    for (const none of [null, NONE, 0, -1, Number.POSITIVE_INFINITY]) {
      expect(straddlePrice(none, 120)).toBeNull();
      expect(straddlePrice(140, none)).toBeNull();
    }
  });

  test("is about 0.8 of the expected move", () => {
    const maturity = { forward: 25_000, years: 7 / 365, discount: 1 };
    const straddle = straddlePrice(price76(maturity, 25_000, true, 0.12), price76(maturity, 25_000, false, 0.12))!;
    expect(straddle / expectedMove(25_000, 0.12, 7 / 365)!).toBeCloseTo(Math.sqrt(2 / Math.PI), 3);
  });
});

describe("the expected move", () => {
  test("is a standard deviation: 1,250 on 25,000 at 10 % for a quarter of a year; null where a part is not known", () => {
    expect(expectedMove(25_000, 0.1, 0.25)).toBe(1_250);
    for (const none of [null, NONE, 0, -1]) {
      expect(expectedMove(none, 0.1, 0.25)).toBeNull();
      expect(expectedMove(25_000, none, 0.25)).toBeNull();
      expect(expectedMove(25_000, 0.1, none ?? 0)).toBeNull();
    }
  });
});

describe("the volatility at the money", () => {
  const calls = column(0.2, 0.16, 0.12, 0.11);
  const puts = column(0.22, 0.18, 0.14, 0.13);

  test("is the mean of both sides where the forward is a strike", () => {
    expect(atmVolatility(110, STRIKES, calls, puts)).toBeCloseTo(0.17, 12);
    expect(atmVolatility(100, STRIKES, calls, puts)).toBeCloseTo(0.21, 12);
    expect(atmVolatility(130, STRIKES, calls, puts)).toBeCloseTo(0.12, 12);
  });

  test("goes from strike to strike without a jump where the nearest one changes", () => {
    expect(atmVolatility(112.5, STRIKES, calls, puts)).toBeCloseTo(0.16, 12);
    const before = atmVolatility(114.999, STRIKES, calls, puts)!;
    const after = atmVolatility(115.001, STRIKES, calls, puts)!;
    expect(Math.abs(after - before)).toBeLessThan(1e-4);
  });

  test("takes the side that is known, and the strike that is", () => {
    expect(atmVolatility(110, STRIKES, column(NONE, NONE, NONE, NONE), puts)).toBeCloseTo(0.18, 12);
    expect(atmVolatility(110, STRIKES, calls, column(NONE, NONE, NONE, NONE))).toBeCloseTo(0.16, 12);
    expect(atmVolatility(115, STRIKES, column(0.2, NONE, 0.12, 0), column(0.2, NONE, 0.14, 0))).toBeCloseTo(0.13, 12);
    expect(atmVolatility(115, STRIKES, column(0.2, 0.16, NONE, 0), column(0.2, 0.18, NONE, 0))).toBeCloseTo(0.17, 12);
    expect(atmVolatility(110, STRIKES, column(0.2, NONE, 0.1, 0), column(0.2, NONE, 0.1, 0))).toBeCloseTo(0.2, 12);
  });

  test("is null where neither strike has one, and beyond the list", () => {
    const none = column(0.2, NONE, NONE, 0.2);
    expect(atmVolatility(115, STRIKES, none, none)).toBeNull();
    expect(atmVolatility(99.9, STRIKES, calls, puts)).toBeNull();
    expect(atmVolatility(130.1, STRIKES, calls, puts)).toBeNull();
    expect(atmVolatility(NONE, STRIKES, calls, puts)).toBeNull();
    expect(atmVolatility(110, column(), column(), column())).toBeNull();
  });
});

describe("the build-up", () => {
  test.each([
    [1.5, 900, "long-build-up"],
    [-1.5, 900, "short-build-up"],
    [-1.5, -900, "long-unwinding"],
    [1.5, -900, "short-covering"],
  ] as const)("of price %p and open interest %p is %p", (price, oi, tag) => {
    expect(buildUp(price, oi)).toBe(tag);
  });

  test("is null where a change is not known or there was none", () => {
    for (const none of [null, 0, -0, NONE]) {
      expect(buildUp(none, 900)).toBeNull();
      expect(buildUp(1.5, none)).toBeNull();
    }
  });
});
