import { expect, test } from "bun:test";
import fc from "fast-check";
import { Bucket } from "../../server/hub/bucket.ts";

test("P45: a bucket gives what it holds at once, then as much as comes in, and takes nothing for a refusal", () => {
  const bucket = new Bucket(10, 2);
  expect([bucket.take(0, 6), bucket.take(0, 5), bucket.take(0, 4), bucket.take(0, 1)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([bucket.take(499, 1), bucket.take(500, 1), bucket.take(500, 0)]).toEqual([false, true, true]);
  expect([bucket.take(60_000, 11), bucket.take(60_000, 10)]).toEqual([false, true]);
});

test("P45: over any time it gives at most what it holds and what came in", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ pause: fc.nat(3_000), count: fc.nat(12) }), { maxLength: 60 }), (asks) => {
      const bucket = new Bucket(10, 2);
      let now = 0;
      let given = 0;
      for (const { pause, count } of asks) {
        now += pause;
        if (bucket.take(now, count)) given += count;
        expect(given).toBeLessThanOrEqual(10 + (2 * now) / 1000 + 1e-9);
      }
    }),
  );
});
