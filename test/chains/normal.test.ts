import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { millsDrop, millsRatio, NARROW, normalCdf, normalDensity } from "../../server/chains/normal.ts";

/** How far `value` is from `exact`, as a part of it. */
function relativeError(value: number, exact: number): number {
  return Math.abs(value / exact - 1);
}

// All tables here were computed with 80 digits and rounded once, for the doubles as they stand.
describe("the normal distribution", () => {
  test.each([
    [-0.25, 0.4012936743170763],
    [-0.5, 0.3085375387259869],
    [-1, 0.15865525393145705],
    [-1.959963984540054, 0.025000000000000012],
    [-3, 0.0013498980316300946],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271784e-16],
    [-10, 7.619853024160525e-24],
    [-15, 3.670966199312751e-51],
    [-20, 2.7536241186062337e-89],
    [-25, 3.056696706382561e-138],
    [-30, 4.906713927148187e-198],
    [-35, 1.1249107064724062e-268],
    [-37, 5.725571222524577e-300],
  ])("below %p is right to 3e-15 of itself", (x, exact) => {
    expect(relativeError(normalCdf(x), exact)).toBeLessThan(3e-15);
    expect(Math.abs(normalCdf(-x) - (1 - exact))).toBeLessThan(2.3e-16);
  });

  test("ends where doubles do, and keeps what digits they have left there", () => {
    expect(relativeError(normalCdf(-37.5), 4.605353009581955e-308)).toBeLessThan(1e-9);
    expect(relativeError(normalCdf(-38), 2.88542835e-316)).toBeLessThan(1e-7);
    expect(normalCdf(-38.4)).toBeLessThan(1e-321);
    for (const far of [-39.5, -1e9, Number.NEGATIVE_INFINITY]) {
      expect(normalCdf(far)).toBe(0);
      expect(normalCdf(-far)).toBe(1);
      expect(normalDensity(far)).toBe(0);
    }
  });

  test("is even about its middle", () => {
    expect(Math.abs(normalCdf(0) - 0.5)).toBeLessThan(1.2e-16);
    fc.assert(
      fc.property(fc.double({ min: -45, max: 45, noNaN: true }), (x) => {
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThan(2.3e-16);
        expect(normalDensity(x)).toBe(normalDensity(-x));
      }),
    );
  });

  test("never falls from one double to the next by more than a rounding", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -38, max: 9, noNaN: true }),
        fc.double({ min: 0, max: 1e-3, noNaN: true }),
        (x, gap) => {
          expect(normalCdf(x + gap)).toBeGreaterThanOrEqual(normalCdf(x) * (1 - 4e-15));
        },
      ),
    );
  });

  test("is NaN of NaN", () => {
    for (const value of [normalCdf(Number.NaN), normalDensity(Number.NaN), millsRatio(Number.NaN)])
      expect(value).toBeNaN();
  });
});

describe("the density", () => {
  test.each([
    [0, 0.3989422804014327],
    [1, 0.24197072451914334],
    [5, 1.4867195147342977e-6],
    [20, 5.520948362159764e-88],
    [30, 1.4736461348785476e-196],
    [37, 2.1200065515246056e-298],
    [37 + 2 ** -19, 2.119856943910747e-298],
  ])("at %p is right to 1e-15 of itself", (x, exact) => {
    expect(relativeError(normalDensity(x), exact)).toBeLessThan(1e-15);
  });
});

describe("Mills' ratio", () => {
  test.each([
    [-5, 672621.6367228793],
    [-1, 3.4770518117036944],
    [-0.25, 1.548372621547658],
    [0, 1.2533141373155003],
    [0.001, 1.252314763639392],
    [0.5, 0.8763644564536923],
    [1, 0.6556795424187984],
    [2.5, 0.35426511132979366],
    [6, 0.16237766089686745],
    [12, 0.08276628650136918],
    [40, 0.02498440420572057],
    [1_000, 0.0009999990000029999],
    [1e7, 9.9999999999999e-8],
  ])("at %p is right to 2e-15 of itself", (z, exact) => {
    expect(relativeError(millsRatio(z), exact)).toBeLessThan(2e-15);
  });

  test("falls like 1/z as far as there are numbers, and rises beyond them below", () => {
    for (const z of [1e8, 1.1e8, 1e100, Number.MAX_VALUE])
      expect(relativeError(z * millsRatio(z), 1)).toBeLessThan(1e-15);
    expect(millsRatio(Number.POSITIVE_INFINITY)).toBe(0);
    expect(millsRatio(-60)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the drop of Mills' ratio", () => {
  test.each([
    [0, 1e-9, 2e-9],
    [0, 1e-4, 0.00020000000066666668],
    [0, NARROW, 0.0002441406262126596],
    [1, 1e-5, 6.8864091517497915e-6],
    [5, 1e-5, 7.19189528470712e-7],
    [20, 1e-4, 4.962960726650609e-7],
  ])("about %p by %p, where it is narrow, keeps its digits", (middle, half, exact) => {
    expect(relativeError(millsDrop(middle, half), exact)).toBeLessThan(1e-15 * (4 + middle * middle));
  });

  test.each([
    [0, 2 * NARROW, 0.0004882812597012769],
    [0, 0.3, 0.6183282077146336],
    [5, 0.01, 0.0007191918169215988],
    [20, 0.02, 9.925931209438944e-5],
    [3, 2, 0.4628714377034827],
  ])("about %p by %p loses what the difference must", (middle, half, exact) => {
    expect(relativeError(millsDrop(middle, half), exact)).toBeLessThan((1e-15 * (1 + middle)) / half);
  });

  test("is the same by series and by difference where one hands over to the other", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 38, noNaN: true }), (middle) => {
        const below = millsDrop(middle, NARROW) / NARROW;
        const above = millsDrop(middle, NARROW * (1 + 2 ** -40)) / (NARROW * (1 + 2 ** -40));
        expect(relativeError(above, below)).toBeLessThan(1e-11 * (1 + middle));
      }),
    );
  });
});
