import { expect, test } from "bun:test";
import type { ListedInstrument, WatchlistItem } from "../../client-sdk/index.ts";
import { chainName } from "../../web/watchlist/item-name.ts";
import { pricedKey } from "../../web/watchlist/item-path.ts";
import { placed } from "../../web/watchlist/order.ts";
import { nextSort, sorted } from "../../web/watchlist/sorted.ts";
import { isWished, wishOfInstrument } from "../../web/watchlist/wish.ts";
import { blankTick } from "../fakes/ticks.ts";

const ITEM: WatchlistItem = {
  ...{ id: "1", listId: "list", kind: "EQUITY", underlying: "TCS", key: "NSE_EQ:11536" },
  ...{ expiries: null, expiryRule: null, state: "streaming", reason: null },
  ...{ since: 0, legs: 1, createdAt: 0, lastUsedAt: 0 },
};
const share = (key: string): WatchlistItem => ({ ...ITEM, id: key, key });
const chain: WatchlistItem = {
  ...{ ...ITEM, id: "chain", kind: "INDEX_OPTION", underlying: "NIFTY", key: null },
  ...{ expiries: ["2026-11-24", "2026-12-01"], expiryRule: { kind: "dates", dates: ["2026-11-24", "2026-12-01"] } },
};

test("a chain is called by its expiries while they are few, with the year when it is another", () => {
  const name = (expiries: string[]) => chainName("NIFTY", expiries, "2026-11-20");
  expect(name(["2026-11-24"])).toBe("NIFTY 24 Nov chain");
  expect(name(["2026-11-24", "2027-01-05"])).toBe("NIFTY 24 Nov, 5 Jan 2027 chain");
  expect(name(["2026-11-24", "2026-12-01", "2026-12-08"])).toBe("NIFTY 24 Nov + 2 chain");
});

test("rows are sorted by the values of the moment, those without one last, and then in their own order again", () => {
  const items = [chain, share("A:1"), share("A:2"), share("A:3")];
  const prices: Record<string, number | null> = { "A:1": 5, "A:2": null, "A:3": 9 };
  const tickOf = (key: string) => ({ ...blankTick(key), ltp: prices[key]! });
  const ids = (sort: ReturnType<typeof nextSort>) => sorted(items, sort, tickOf).map(({ id }) => id);
  const falling = nextSort(null, "price");
  expect(ids(falling)).toEqual(["A:3", "A:1", "chain", "A:2"]);
  const rising = nextSort(falling, "price");
  expect(ids(rising)).toEqual(["A:1", "A:3", "chain", "A:2"]);
  expect(ids(nextSort(rising, "price"))).toEqual(["chain", "A:1", "A:2", "A:3"]);
  expect(nextSort(rising, "oi")).toEqual({ column: "oi", direction: "descending" });
});

test("what was stopped shows no price, nor does what its key no longer names; what has ended its day does", () => {
  expect(pricedKey(ITEM)).toBe("NSE_EQ:11536");
  expect(pricedKey({ ...ITEM, state: "evicted", reason: "capacity" })).toBeNull();
  expect(pricedKey({ ...ITEM, state: "ended", reason: "by-admin" })).toBeNull();
  expect(pricedKey({ ...ITEM, state: "ended", reason: "reassigned" })).toBeNull();
  expect(pricedKey({ ...ITEM, state: "ended", reason: "end-of-day" })).toBe("NSE_EQ:11536");
});

test("one of many is placed elsewhere, no further than the ends", () => {
  const all = [{ id: "a" }, { id: "b" }, { id: "c" }];
  const ids = (id: string, index: number) => placed(all, id, index).map((one) => one.id);
  expect(ids("a", 2)).toEqual(["b", "c", "a"]);
  expect(ids("c", -1)).toEqual(["c", "a", "b"]);
  expect(ids("a", 9)).toEqual(["b", "c", "a"]);
  expect(ids("x", 0)).toEqual(["a", "b", "c"]);
});

test("an option asks for its chain, an index for its nearest, and a commodity's option for nothing", () => {
  const instrument = {
    ...{ key: "NSE_FNO:1", exchange: "NSE", kind: "OPTIDX", underlying: "NIFTY", expiry: "2026-12-01" },
  } as ListedInstrument;
  const wish = wishOfInstrument(instrument);
  expect(wish).toEqual({
    ...{ kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "dates", dates: ["2026-12-01"] } },
  });
  expect(isWished(chain, wish!)).toBeTrue();
  expect(isWished({ ...chain, expiries: ["2026-11-24"] }, wish!)).toBeFalse();
  const index = { ...instrument, kind: "INDEX", expiry: null } as const;
  expect(wishOfInstrument(index)).toMatchObject({ expiryRule: { kind: "nearest", count: 1 } });
  expect(wishOfInstrument({ ...index, exchange: null })).toBeNull();
  expect(wishOfInstrument({ ...instrument, kind: "OPTFUT" })).toBeNull();
  expect(wishOfInstrument({ ...instrument, kind: "FUTIDX" })).toEqual({ kind: "FUTURE", key: "NSE_FNO:1" });
});
