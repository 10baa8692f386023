import { expect, test } from "bun:test";
import { RateLimit } from "../../../server/simulator/rest/rate-limit.ts";
import { HandClock } from "../../fakes/clock.ts";

test("no window of its length holds more requests than allowed, and refused ones do not count", () => {
  const clock = new HandClock(1_000_000);
  const limit = new RateLimit(clock, 2, 1_000);
  expect(limit.take()).toBe(true);
  clock.advance(600);
  expect([limit.take(), limit.take(), limit.take()]).toEqual([true, false, false]);
  clock.advance(400);
  expect([limit.take(), limit.take()]).toEqual([true, false]);
});

test("each key is limited on its own", () => {
  const limit = new RateLimit(new HandClock(0), 1, 1_000);
  expect([limit.take("a"), limit.take("b"), limit.take("a")]).toEqual([true, true, false]);
});
