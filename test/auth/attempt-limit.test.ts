import { expect, test } from "bun:test";
import { AttemptLimit } from "../../server/auth/attempt-limit.ts";
import { HandClock } from "../fakes/clock.ts";

function limited({ attempts = 3, withinMs = 1_000, remembered = 10 } = {}) {
  const clock = new HandClock(5_000);
  return { clock, limit: new AttemptLimit({ clock, attempts, withinMs, remembered }) };
}

test("so many attempts are let through, the next is told how long to wait, and then it begins anew", () => {
  const { clock, limit } = limited();
  expect([limit.take("a"), limit.take("a")]).toEqual([null, null]);
  clock.advance(400);
  expect([limit.take("a"), limit.take("a")]).toEqual([null, 600]);
  expect(limit.take("b")).toBeNull();
  clock.advance(599);
  expect([limit.take("a"), limit.waitMs("a")]).toEqual([1, 1]);
  clock.advance(1);
  expect(limit.waitMs("a")).toBeNull();
  expect([limit.take("a"), limit.take("a"), limit.take("a"), limit.take("a")]).toEqual([null, null, null, 1_000]);
});

test("what is given back or cleared does not count, and looking counts nothing", () => {
  const { limit } = limited();
  for (let n = 0; n < 10; n++) {
    expect(limit.take("a")).toBeNull();
    limit.giveBack("a");
    expect(limit.waitMs("a")).toBeNull();
  }
  for (let n = 0; n < 4; n++) limit.take("a");
  expect(limit.waitMs("a")).toBe(1_000);
  limit.clear("a");
  expect(limit.take("a")).toBeNull();
  limit.giveBack("nobody");
  expect(limit.size).toBe(1);
});

test("as many keys are remembered as may be: the oldest is forgotten for another", () => {
  const { limit } = limited({ attempts: 1, remembered: 3 });
  for (const key of ["a", "b", "c", "d", "e"]) limit.take(key);
  expect(limit.size).toBe(3);
  expect(["a", "c", "d", "e"].map((key) => limit.waitMs(key) !== null)).toEqual([false, true, true, true]);
});
