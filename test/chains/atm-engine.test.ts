import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type AtmState,
  atmOf,
  COOL_DOWN_MS,
  followAtm,
  HYSTERESIS_STEPS,
  nearestPlace,
  stepNear,
  strikeWindow,
} from "../../server/chains/atm-engine.ts";
import { strikesFrom } from "./listing.ts";

const NIFTY = Float64Array.from(strikesFrom(24_000, 50, 41));
const T0 = Date.UTC(2026, 11, 1, 4);

/** Strikes as an exchange might list them: ascending, unique, the gaps anything. */
const listed = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 })
  .map((gaps) => Float64Array.from(gaps, (_, place) => gaps.slice(0, place + 1).reduce((a, b) => a + b) * 2.5));
const price = fc.double({ min: 0.05, max: 6_500, noNaN: true });

describe("the nearest strike", () => {
  test("is the lower one on a tie", () => {
    expect(NIFTY[nearestPlace(NIFTY, 25_025)]).toBe(25_000);
    expect(NIFTY[nearestPlace(NIFTY, 25_025.05)]).toBe(25_050);
    expect(NIFTY[nearestPlace(NIFTY, 25_050)]).toBe(25_050);
  });

  test("is the first or the last for a price beyond what is listed", () => {
    expect(nearestPlace(NIFTY, 1)).toBe(0);
    expect(nearestPlace(NIFTY, 99_999)).toBe(40);
    expect(nearestPlace(new Float64Array(), 100)).toBe(-1);
  });

  test("is listed, and no other is nearer, nor as near and lower", () => {
    fc.assert(
      fc.property(listed, price, (strikes, price) => {
        const place = nearestPlace(strikes, price);
        const gap = Math.abs(strikes[place]! - price);
        strikes.forEach((strike, other) => {
          if (other < place) expect(Math.abs(strike - price)).toBeGreaterThan(gap);
          else expect(Math.abs(strike - price)).toBeGreaterThanOrEqual(gap);
        });
      }),
    );
  });
});

describe("the step", () => {
  test("is that of the strikes near the money, not of the list's first ones", () => {
    const strikes = Float64Array.from([...strikesFrom(10_000, 500, 20), ...strikesFrom(20_000, 50, 100)]);
    expect(stepNear(strikes, 70)).toBe(50);
    expect(stepNear(strikes, 3)).toBe(500);
  });

  test("is the smallest gap of them, and an odd strike far off does not count", () => {
    const strikes = Float64Array.from([1, 1.5, ...strikesFrom(100, 20, 30)]);
    expect(stepNear(strikes, 20)).toBe(20);
    expect(stepNear(Float64Array.from([100, 120, 130, 150]), 3)).toBe(10);
  });

  test("is infinite for a strike that is alone: its ATM never moves", () => {
    expect(stepNear(Float64Array.from([100]), 0)).toBe(Number.POSITIVE_INFINITY);
    const state = atmOf(Float64Array.from([100]), 90, T0)!;
    expect(followAtm(state, Float64Array.from([100]), 900, T0 + COOL_DOWN_MS)).toBe(state);
  });
});

describe("the window", () => {
  test("is 10 strikes below the ATM, the ATM, and 10 above", () => {
    expect(strikeWindow(41, 20, 10)).toEqual({ from: 10, to: 31 });
  });

  test("has fewer strikes at the edges of what is listed", () => {
    expect(strikeWindow(41, 0, 10)).toEqual({ from: 0, to: 11 });
    expect(strikeWindow(41, 38, 10)).toEqual({ from: 28, to: 41 });
    expect(strikeWindow(5, 2, 10)).toEqual({ from: 0, to: 5 });
  });

  test("holds the ATM, lies within the list, and is full wherever the list goes on", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(30), (place, after, eachSide) => {
        const count = place + 1 + after;
        const { from, to } = strikeWindow(count, place, eachSide);
        expect(from).toBe(Math.max(0, place - eachSide));
        expect(place - from).toBeLessThanOrEqual(eachSide);
        expect(to - place - 1).toBe(Math.min(eachSide, after));
      }),
    );
  });
});

describe("the ATM of a price that moves", () => {
  const start: AtmState = { strike: 25_000, price: 25_010, at: T0 };
  const later = T0 + COOL_DOWN_MS;

  test("stays, as the same object, until the price has moved by a step", () => {
    expect(followAtm(start, NIFTY, 25_059.95, later)).toBe(start);
    expect(followAtm(start, NIFTY, 24_960.05, later)).toBe(start);
    expect(followAtm(start, NIFTY, 25_060, later)).toEqual({ strike: 25_050, price: 25_060, at: later });
    expect(followAtm(start, NIFTY, 24_960, later)).toEqual({ strike: 24_950, price: 24_960, at: later });
  });

  test("stays during the cool-down, however far the price goes", () => {
    expect(followAtm(start, NIFTY, 25_500, later - 1)).toBe(start);
    expect(followAtm(start, NIFTY, 25_500, later)).toMatchObject({ strike: 25_500 });
  });

  test("is not held by a clock that was set back", () => {
    expect(followAtm(start, NIFTY, 25_500, T0 - 86_400_000)).toMatchObject({ strike: 25_500 });
  });

  test("stays while the price is hardly past the middle of two strikes", () => {
    const low: AtmState = { strike: 25_000, price: 25_024, at: T0 };
    expect(HYSTERESIS_STEPS).toBe(0.1);
    expect(followAtm(low, NIFTY, 24_974, later)).toBe(low);
    expect(followAtm(low, NIFTY, 24_970.05, later)).toBe(low);
    expect(followAtm(low, NIFTY, 24_970, later)).toMatchObject({ strike: 24_950 });
  });

  test("does not flap for a price that swings about a boundary for an hour", () => {
    let state = atmOf(NIFTY, 25_024, T0)!;
    let shifts = 0;
    for (let second = 1; second <= 3_600; second++) {
      const next = followAtm(state, NIFTY, second % 2 === 0 ? 25_024 : 25_026, T0 + second * 1_000)!;
      if (next.strike !== state.strike) shifts++;
      state = next;
    }
    expect(shifts).toBe(0);
  });

  test("does not flap either for swings of a whole step across a boundary", () => {
    let state = atmOf(NIFTY, 25_024, T0)!;
    const strikes = new Set<number>();
    for (let minute = 1; minute <= 360; minute++) {
      state = followAtm(state, NIFTY, minute % 2 === 0 ? 25_024 : 24_974, T0 + minute * 60_000)!;
      strikes.add(state.strike);
    }
    expect([...strikes]).toEqual([25_000]);
  });

  test("is worked out anew when its strike is no longer listed, cool-down or not", () => {
    const others = Float64Array.from(strikesFrom(24_025, 100, 20));
    expect(followAtm(start, others, 25_010, T0 + 1)).toEqual({ strike: 25_025, price: 25_010, at: T0 + 1 });
    expect(followAtm(start, new Float64Array(), 25_010, T0 + 1)).toBeNull();
  });

  test("after any walk is a listed strike, moved no faster than the cool-down, and trails by less than a step and a half", () => {
    const moves = fc.array(
      fc.record({ by: fc.integer({ min: -150, max: 150 }), after: fc.integer({ min: 1, max: 9_000 }) }),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(fc.integer({ min: 24_500, max: 25_500 }), moves, (first, walk) => {
        let price = first;
        let now = T0;
        let state = atmOf(NIFTY, price, now)!;
        for (const { by, after } of walk) {
          price = Math.min(26_000, Math.max(24_000, price + by));
          now += after;
          const next = followAtm(state, NIFTY, price, now)!;
          expect(NIFTY).toContain(next.strike);
          if (next !== state) expect(now - state.at).toBeGreaterThanOrEqual(COOL_DOWN_MS);
          if (now - state.at >= COOL_DOWN_MS) expect(Math.abs(next.strike - price)).toBeLessThan(75);
          state = next;
        }
      }),
    );
  });

  test("never depends on anything but its input: a restart in the middle of a walk changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 24_000, max: 26_000 }), { minLength: 1, maxLength: 30 }), (prices) => {
        const walk = (restart: boolean) =>
          prices.reduce<AtmState>(
            (state, price, i) => followAtm(restart ? structuredClone(state) : state, NIFTY, price, T0 + i * 6_000)!,
            start,
          );
        expect(walk(true)).toEqual(walk(false));
      }),
    );
  });
});
