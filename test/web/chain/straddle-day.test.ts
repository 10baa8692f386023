import { expect, test } from "bun:test";
import { straddleDay } from "../../../web/chain/charts/straddle-day.ts";
import type { ChartColours } from "../../../web/instrument/chart-colours.ts";

const NOON = 1_781_000_000;

/** The times shown, in UTC seconds; how uPlot would have it does not count. */
function shown(times: number[]): [number, number] {
  const { options } = straddleDay({ times, prices: times.map(() => 227) });
  const { range } = options({} as ChartColours, undefined as never).scales!.x!;
  return (range as () => [number, number])();
}

test("a straddle's times begin with its first value, and are a minute long at least", () => {
  expect(shown([NOON])).toEqual([NOON, NOON + 60]);
  expect(shown([NOON, NOON + 5])).toEqual([NOON, NOON + 60]);
  expect(shown([NOON, NOON + 3_600])).toEqual([NOON, NOON + 3_600]);
});

test("before the first value they begin now, and not in 1970", () => {
  const before = Date.now() / 1_000;
  const [from, to] = shown([]);
  expect(from).toBeGreaterThanOrEqual(before);
  expect(to).toBe(from + 60);
});
