import { expect, test } from "bun:test";
import { DEMO_IDENTITY } from "../../server/auth/identity.ts";
import { IdentityCache } from "../../server/auth/identity-cache.ts";
import { HandClock } from "../fakes/clock.ts";

function cached({ most = 3, forMs = 1_000 } = {}) {
  const clock = new HandClock(5_000);
  return { clock, cache: new IdentityCache({ clock, most, forMs }) };
}

test("an identity is believed for a while, and never beyond its own end", () => {
  const { clock, cache } = cached();
  cache.put("a", DEMO_IDENTITY, cache.generation, Number.POSITIVE_INFINITY);
  cache.put("b", DEMO_IDENTITY, cache.generation, 5_400);
  clock.advance(399);
  expect([cache.get("a"), cache.get("b")]).toEqual([DEMO_IDENTITY, DEMO_IDENTITY]);
  clock.advance(1);
  expect([cache.get("a"), cache.get("b")]).toEqual([DEMO_IDENTITY, null]);
  clock.advance(600);
  expect(cache.get("a")).toBeNull();
  expect(cache.size).toBe(0);
});

test("what was looked up before something ended is not kept after", () => {
  const { cache } = cached();
  const { generation } = cache;
  cache.clear();
  cache.put("a", DEMO_IDENTITY, generation, Number.POSITIVE_INFINITY);
  expect(cache.get("a")).toBeNull();
});

test("as many are kept as may be", () => {
  const { cache } = cached();
  for (const hash of ["a", "b", "c", "d"]) cache.put(hash, DEMO_IDENTITY, cache.generation, Number.POSITIVE_INFINITY);
  expect(cache.size).toBe(3);
  expect(cache.get("a")).toBeNull();
  expect(cache.get("d")).toEqual(DEMO_IDENTITY);
});
