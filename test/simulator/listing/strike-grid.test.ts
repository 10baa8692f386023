import { expect, test } from "bun:test";
import { FNO_STOCKS } from "../../../server/simulator/listing/fno-stocks.ts";
import { stockBands, strikeGrid } from "../../../server/simulator/listing/strike-grid.ts";

test("strikes are dense near the price and wide further out", () => {
  const { strikes } = strikeGrid(1_000, [
    { step: 10, reach: 0.03 },
    { step: 50, reach: 0.12 },
  ]);
  expect([...strikes]).toEqual([900, 950, 970, 980, 990, 1_000, 1_010, 1_020, 1_030, 1_050, 1_100]);
});

test("weekly expiries keep to the strikes near the price", () => {
  const { strikes, weeklyStart, weeklyEnd } = strikeGrid(1_000, [{ step: 50, reach: 0.4 }]);
  expect([...strikes.subarray(weeklyStart, weeklyEnd)]).toEqual([850, 900, 950, 1_000, 1_050, 1_100, 1_150]);
});

test("no strike is zero or less, however far a band reaches", () => {
  expect(strikeGrid(3, [{ step: 1, reach: 1.5 }]).strikes[0]).toBe(1);
});

test("every share has at least 15 strikes on each side, a step between a half and four per cent apart", () => {
  for (const { symbol, previousClose } of FNO_STOCKS.values()) {
    const { strikes } = strikeGrid(previousClose, stockBands(previousClose, 20));
    const above = strikes.findIndex((strike) => strike > previousClose);
    expect([symbol, above >= 15, strikes.length - above >= 15]).toEqual([symbol, true, true]);
    const step = strikes[above]! - strikes[above - 1]!;
    expect([symbol, step / previousClose > 0.004, step / previousClose < 0.04]).toEqual([symbol, true, true]);
  }
});
