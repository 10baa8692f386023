import { describe, expect, test } from "bun:test";
import { userEvent } from "../../shared/user-event.ts";
import {
  addItemInput,
  createListInput,
  expiryInput,
  itemAnswer,
  itemWish,
  reorderItemsInput,
  reorderListsInput,
  WatchlistLimits,
} from "../../shared/watchlist.ts";
import {
  refusedBecause,
  WATCHLIST_REFUSALS,
  type WatchlistRefusalReason,
  watchlistRefusal,
} from "../../shared/watchlist-refusal.ts";

const id = "6f1c1f5e-0a52-4b3c-9a5e-0d6a1c0b7b11";
const dates = (count: number) => Array.from({ length: count }, () => "2026-06-30");
const options = (expiryRule: unknown) => itemWish.safeParse({ kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule });

describe("what can be put on a watchlist", () => {
  test("is one of the four kinds, each with what names it", () => {
    for (const item of [
      { kind: "EQUITY", key: "NSE_EQ:2885" },
      { kind: "FUTURE", key: "MCX_COMM:90001" },
      { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "nearest", count: 3 } },
      { kind: "STOCK_OPTION", underlying: "RELIANCE", expiryRule: { kind: "dates", dates: ["2026-06-30"] } },
    ])
      expect(addItemInput.safeParse({ listId: id, item }).success).toBe(true);
  });

  test.each([
    { kind: "EQUITY", key: "2885" },
    { kind: "EQUITY", underlying: "RELIANCE" },
    { kind: "FUTURE" },
    { kind: "INDEX", key: "IDX_I:13" },
    { kind: "STOCK_OPTION", key: "NSE_FNO:1" },
    { kind: "STOCK_OPTION", underlying: "", expiryRule: { kind: "nearest", count: 1 } },
    { kind: "STOCK_OPTION", underlying: "RELIANCE" },
  ])("and not %p", (item) => {
    expect(itemWish.safeParse(item).success).toBe(false);
  });

  test("carries no price: a client that sends one is refused, and not left to think that it counts", () => {
    const wish = { kind: "EQUITY", key: "NSE_EQ:2885" };
    expect(itemWish.safeParse(wish).success).toBe(true);
    expect(itemWish.safeParse({ ...wish, price: 1 }).success).toBe(false);
  });

  test("has expiries up to the limit, and at least one", () => {
    const most = WatchlistLimits.expiriesPerItem;
    expect(options({ kind: "nearest", count: most }).success).toBe(true);
    expect(options({ kind: "dates", dates: dates(most) }).success).toBe(true);
    for (const rule of [
      { kind: "nearest", count: most + 1 },
      { kind: "nearest", count: 0 },
      { kind: "nearest", count: 1.5 },
      { kind: "dates", dates: dates(most + 1) },
      { kind: "dates", dates: [] },
      { kind: "dates", dates: ["30-06-2026"] },
      { kind: "dates", dates: ["2026-02-30"] },
    ])
      expect(options(rule).success).toBe(false);
    expect(expiryInput.safeParse({ itemId: id, expiry: "2026-02-30" }).success).toBe(false);
  });
});

test("a list's name is cut of its blanks, and is neither empty nor longer than the limit", () => {
  expect(createListInput.parse({ name: "  Options " })).toEqual({ name: "Options" });
  expect(createListInput.safeParse({ name: "   " }).success).toBe(false);
  expect(createListInput.safeParse({ name: "x".repeat(WatchlistLimits.nameLength) }).success).toBe(true);
  expect(createListInput.safeParse({ name: "x".repeat(WatchlistLimits.nameLength + 1) }).success).toBe(false);
});

test("an order names no more than there can be", () => {
  const ids = (count: number) => Array.from({ length: count }, () => id);
  const { listsPerUser, itemsPerList } = WatchlistLimits;
  expect(reorderListsInput.safeParse({ listIds: ids(listsPerUser) }).success).toBe(true);
  expect(reorderListsInput.safeParse({ listIds: ids(listsPerUser + 1) }).success).toBe(false);
  expect(reorderItemsInput.safeParse({ listId: id, itemIds: ids(itemsPerList) }).success).toBe(true);
  expect(reorderItemsInput.safeParse({ listId: id, itemIds: ids(itemsPerList + 1) }).success).toBe(false);
});

test("every refusal fits its schema and says in a sentence what to do", () => {
  for (const reason of Object.keys(WATCHLIST_REFUSALS) as WatchlistRefusalReason[]) {
    const refusal = refusedBecause(reason);
    expect(watchlistRefusal.parse(refusal)).toEqual(refusal);
    expect(itemAnswer.parse(refusal)).toEqual(refusal);
    expect(refusal.message).toMatch(/^[A-Z].{20,}\.$/);
  }
  expect(watchlistRefusal.safeParse({ ok: false, reason: "because", message: "" }).success).toBe(false);
});

test("a user is told of some items, never of none", () => {
  const event = {
    type: "items-evicted",
    items: [{ itemId: id, listId: id, name: "NIFTY" }],
    reason: "capacity",
    at: 1,
  };
  expect(userEvent.safeParse(event).success).toBe(true);
  expect(userEvent.safeParse({ ...event, items: [] }).success).toBe(false);
  expect(userEvent.safeParse({ ...event, reason: "because" }).success).toBe(false);
});
