import { expect, test } from "bun:test";
import type { CachedAtm } from "../../server/db/atm-cache.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const nifty = (expiry: string, of: Partial<CachedAtm> = {}): CachedAtm => ({
  underlying: "NIFTY",
  expiry,
  atmStrike: 25_000,
  price: 25_012.35,
  priceSource: "stream",
  at: 100,
  ...of,
});

test("each expiry has its own, and the newest replaces the one before", async () => {
  await using folder = new DatabaseFolder();
  const { atmCache } = await folder.open();
  await atmCache.put([nifty("2026-12-01"), nifty("2026-12-08"), nifty("2026-12-01", { underlying: "BANKEX" })]);
  const shifted = nifty("2026-12-01", { atmStrike: 2.5, price: 2.55, priceSource: "previous-close", at: 200 });
  await atmCache.put([shifted]);
  expect(await atmCache.get("NIFTY", "2026-12-01")).toEqual(shifted);
  expect(await atmCache.all()).toEqual([nifty("2026-12-01", { underlying: "BANKEX" }), shifted, nifty("2026-12-08")]);
  expect(await atmCache.get("NIFTY", "2026-12-15")).toBeNull();
});

test("what expired before a date is forgotten, what expires on it is kept", async () => {
  await using folder = new DatabaseFolder();
  const { atmCache } = await folder.open();
  await atmCache.put(["2026-11-24", "2026-12-01", "2027-01-05"].map((expiry) => nifty(expiry)));
  expect(await atmCache.dropExpired("2026-12-01")).toBe(1);
  expect((await atmCache.all()).map(({ expiry }) => expiry)).toEqual(["2026-12-01", "2027-01-05"]);
});

test("a price of 0 is no price", async () => {
  await using folder = new DatabaseFolder();
  const { atmCache } = await folder.open();
  await expect(atmCache.put([nifty("2026-12-01", { price: 0 })])).rejects.toThrow(/check/i);
});
