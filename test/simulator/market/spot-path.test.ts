import { expect, test } from "bun:test";
import { SpotPath } from "../../../server/simulator/market/spot-path.ts";
import type { Underlying } from "../../../server/simulator/universe.ts";

const NOW = Date.parse("2026-11-25T05:30:00Z");
const HOUR = 3_600_000;

function underlying(symbol: string, previousClose: number, follows?: number): Underlying {
  return {
    symbol,
    previousClose,
    volatility: 0.3,
    cashRow: -1,
    restSegment: 5,
    restId: 1,
    optionExpiryDays: new Int32Array(),
    ...(follows === undefined ? {} : { follows }),
  };
}

const LISTED = [underlying("CRUDEOIL", 5_800), underlying("CRUDEOILM", 5_805, 0), underlying("ZINC", 300)];

test("an underlying that follows another repeats its moves in proportion, and one that does not goes its own way", () => {
  const spots = new SpotPath(3, LISTED);
  for (let at = NOW; at < NOW + 6 * HOUR; at += HOUR / 3) {
    const move = spots.at(0, at) / 5_800;
    expect(spots.at(1, at) / 5_805).toBeCloseTo(move, 12);
    expect(spots.at(2, at) / 300).not.toBeCloseTo(move, 6);
  }
});

test("moving one of them at once moves both, at once and later", () => {
  const spots = new SpotPath(3, LISTED);
  spots.at(1, NOW);
  spots.setSpot(0, 6_380, NOW);
  expect(spots.at(0, NOW)).toBeCloseTo(6_380, 9);
  expect(spots.at(1, NOW)).toBeCloseTo((6_380 / 5_800) * 5_805, 9);
  expect(spots.at(1, NOW + HOUR) / spots.at(0, NOW + HOUR)).toBeCloseTo(5_805 / 5_800, 12);
  expect([spots.moveTogether(0, 1), spots.moveTogether(0, 2)]).toEqual([true, false]);
});
