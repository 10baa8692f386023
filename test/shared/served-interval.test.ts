import { expect, test } from "bun:test";
import fc from "fast-check";
import { servedInterval } from "../../shared/served-interval.ts";
import { StreamLimits } from "../../shared/stream-limits.ts";

const { everyMsLeast, everyMsMost } = StreamLimits;

test("P26: an interval is served at the next one up that has a timer, and there are never more than 200 timers", () => {
  const served = new Set<number>();
  for (let everyMs = everyMsLeast; everyMs <= everyMsMost; everyMs++) served.add(servedInterval(everyMs));
  expect(served.size).toBeLessThan(200);
  expect([0, 20, 21, 100, 101, 1_000, 1_001, 60_000].map(servedInterval)).toEqual([
    0, 20, 30, 100, 110, 1_000, 2_000, 60_000,
  ]);
  fc.assert(
    fc.property(fc.integer({ min: everyMsLeast, max: everyMsMost }), (everyMs) => {
      expect(servedInterval(everyMs)).toBeWithin(everyMs, everyMs + 1_000);
      expect(servedInterval(servedInterval(everyMs))).toBe(servedInterval(everyMs));
    }),
  );
});
