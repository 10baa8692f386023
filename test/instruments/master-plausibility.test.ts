import { describe, expect, test } from "bun:test";
import { InstrumentMatch } from "../../server/instruments/instrument-match.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { diffMasters } from "../../server/instruments/master-diff.ts";
import {
  LARGE_SEGMENT_INSTRUMENTS,
  MISSING_SHARE_REFUSED,
  REASSIGNED_SHARE_REFUSED,
  whyImplausible,
} from "../../server/instruments/master-plausibility.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { future, index, share, tableOf } from "../fakes/instrument-rows.ts";

const NIFTY = index(13, "NIFTY");
const PINNED = ["IDX_I:13", "IDX_I:25"];

function why(before: readonly InstrumentRow[], after: readonly InstrumentRow[]): string | null {
  const match = new InstrumentMatch(tableOf(before), tableOf(after));
  const steps = diffMasters(match, () => "2026-11-24");
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return whyImplausible(step.value, match, PINNED);
}

const shares = (count: number) => Array.from({ length: count }, (_, n) => share(100 + n, `SHARE${n}`));
const bse = (count: number) =>
  Array.from({ length: count }, (_, n) => share(500_000 + n, `B${n}`, { segment: SEGMENT_NUMBER.BSE_EQ }));

test("the same, more, and a few less are plausible", () => {
  const before = [NIFTY, ...shares(10)];
  expect(why(before, before)).toBeNull();
  expect(why(before, [...before, ...bse(100)])).toBeNull();
  expect(why(before, before.slice(0, -1))).toBeNull();
  expect(why([], before)).toBeNull();
});

test("half of all instruments missing is refused, one more there is not", () => {
  const before = [NIFTY, ...shares(99)];
  const half = before.length * MISSING_SHARE_REFUSED;
  expect(why(before, before.slice(0, half))).toBe(
    "50 of the 100 instruments that are in use and have not expired are missing",
  );
  expect(why(before, before.slice(0, half + 1))).toBeNull();
  // What comes does not make up for what is missing.
  expect(why(before, [...before.slice(0, half), ...bse(200)])).not.toBeNull();
  expect(why(before, [])).not.toBeNull();
});

test("what has expired is not missed, were it nearly all there is", () => {
  const expired = Array.from({ length: 100 }, (_, n) => future(40_000 + n, "TCS", "2026-11-24"));
  expect(why([NIFTY, ...expired, ...shares(3)], [NIFTY, ...shares(3)])).toBeNull();
});

describe("of one segment", () => {
  const rest = shares(3 * LARGE_SEGMENT_INSTRUMENTS);

  test("nothing left is refused, however small it was", () => {
    expect(why([NIFTY, ...rest, ...bse(1)], [NIFTY, ...rest])).toBe("all 1 instruments of BSE_EQ are missing");
  });

  test("half missing is refused from LARGE_SEGMENT_INSTRUMENTS on", () => {
    const large = bse(LARGE_SEGMENT_INSTRUMENTS);
    const half = LARGE_SEGMENT_INSTRUMENTS * MISSING_SHARE_REFUSED;
    expect(why([...rest, ...large], [...rest, ...large.slice(half)])).toStartWith(`in BSE_EQ ${half} of the `);
    expect(why([...rest, ...large], [...rest, ...large.slice(half - 1)])).toBeNull();
    const small = large.slice(1);
    expect(why([...rest, ...small], [...rest, ...small.slice(half)])).toBeNull();
  });
});

test("half of the keys naming something else is refused: a file whose ids slid by a row has as many rows as before", () => {
  const before = shares(10);
  const slid = (count: number) =>
    before.map((row, n) => (n < count ? { ...before[(n + 1) % 10]!, securityId: row.securityId } : row));
  const least = 10 * REASSIGNED_SHARE_REFUSED;
  expect(why(before, slid(10))).toStartWith("10 of 10 keys name something else");
  expect(why(before, slid(least))).toStartWith("5 of 10 keys name something else");
  expect(why(before, slid(least - 1))).toBeNull();
});

test("an index of every page that is missing, or is another, is refused; one that was never listed is not missed", () => {
  const before = [NIFTY, index(51, "SENSEX"), ...shares(10)];
  expect(why(before, [before[1]!, ...shares(10)])).toBe("IDX_I:13 is missing, which is NIFTY and on every page");
  expect(why(before, [index(13, "OTHER"), ...before.slice(1)])).toBe(
    "IDX_I:13 names something else than NIFTY, which is on every page",
  );
  expect(why(before, [NIFTY, index(52, "OTHER"), ...shares(10)])).toBeNull();
});
