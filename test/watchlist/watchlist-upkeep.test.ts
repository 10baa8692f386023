import { describe, expect, test } from "bun:test";
import type { ItemWish } from "../../shared/watchlist.ts";
import { CRUDEOIL_FUTURE, NIFTY_EXPIRIES, RELIANCE, shareKey, watchlistMaster } from "../fakes/watchlist-master.ts";
import { NOON, WatchlistRig } from "../fakes/watchlist-rig.ts";

const DAY_MS = 86_400_000;
const share = (n: number): ItemWish => ({ kind: "EQUITY", key: shareKey(n) });
const crude: ItemWish = { kind: "FUTURE", key: CRUDEOIL_FUTURE };
const nifty = (count: number): ItemWish => ({
  kind: "INDEX_OPTION",
  underlying: "NIFTY",
  expiryRule: { kind: "nearest", count },
});
const reliance: ItemWish = {
  kind: "STOCK_OPTION",
  underlying: "RELIANCE",
  expiryRule: { kind: "dates", dates: ["2026-06-30"] },
};
const byAdmin = { actor: "admin", isListCleared: false };

describe("a restart", () => {
  test("brings back every list and every item that streamed, as one request, the least recently used first", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const ravis = await before.list("ravi");
    const first = await before.add(listId, reliance);
    const second = await before.add(listId, share(0));
    const third = await before.add(ravis, nifty(2), "ravi");
    await before.done(before.service.items.open("asha", { itemId: first.id }));
    const held = new Set(before.subscriptions.view.held.keys());

    const rig = await before.restart();
    expect(rig.held).toBe(0);
    expect(await rig.done(rig.service.upkeep.restore())).toBe(3);
    expect(rig.items).toEqual([second.id, third.id, first.id]);
    expect(new Set(rig.subscriptions.view.held.keys())).toEqual(held);
    expect(rig.requests.filter(({ set = [] }) => set.length > 0)).toHaveLength(1);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming" }, { state: "streaming" }]);
    expect(rig.told).toEqual([]);
  });

  test("keeps the order of a list that was only looked at", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    for (const n of [0, 1, 2]) await before.add(listId, share(n));
    await before.view(listId);
    const rig = await before.restart();
    await rig.done(rig.service.upkeep.restore());
    expect(rig.items).toEqual(before.items);
  });

  test("leaves evicted and ended items where they are", async () => {
    const before = await WatchlistRig.open({ instruments: 42 });
    const listId = await before.list();
    const evicted = await before.add(listId, share(0));
    const ended = await before.add(listId, nifty(1));
    await before.service.upkeep.endDay("NSE_BSE", byAdmin);
    const rig = await before.restart();
    expect(await rig.done(rig.service.upkeep.restore())).toBe(0);
    const states = (await rig.view(listId)).map(({ id, state }) => [id, state]);
    expect([rig.items, states]).toEqual([
      [],
      [
        [evicted.id, "evicted"],
        [ended.id, "ended"],
      ],
    ]);
  });

  test("lets what is used least make room where there is less of it than before, and tells the owners", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const ids = [];
    for (const n of [0, 1, 2, 3, 4]) ids.push((await before.add(listId, share(n))).id);
    const rig = await before.restart({ instruments: 2 });
    expect(await rig.done(rig.service.upkeep.restore())).toBe(2);
    await rig.settled();
    expect(rig.items).toEqual(ids.slice(3));
    const states = (await rig.view(listId)).map(({ state }) => state);
    expect(states).toEqual(["evicted", "evicted", "evicted", "streaming", "streaming"]);
    const told = rig.told.flatMap(({ event }) => (event.type === "items-evicted" ? event.items : []));
    expect(told.map(({ itemId }) => itemId).toSorted()).toEqual(ids.slice(0, 3).toSorted());
  });

  test("what finds no room at all is evicted with the reason, and the rest streams", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    await before.add(listId, share(0));
    const big = await before.add(listId, nifty(2));
    const last = await before.add(listId, share(1));
    const rig = await before.restart({ instruments: 50 });
    expect(await rig.done(rig.service.upkeep.restore())).toBe(2);
    expect(rig.items).toContain(last.id);
    expect((await rig.view(listId))[1]).toMatchObject({ id: big.id, state: "evicted", reason: "capacity" });
    const reasons = rig.told.map(({ event }) => event.type === "items-evicted" && event.reason);
    expect(reasons).toEqual(["capacity"]);
  });

  test("trap 3: an item whose underlying has no price waits for it, and centres on none", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    await before.add(listId, nifty(1));
    const rig = await before.restart({ prices: {} });
    expect(await rig.done(rig.service.upkeep.restore())).toBe(1);
    expect(rig.held).toBe(0);
    expect(await rig.view(listId)).toMatchObject([{ state: "waiting", reason: null, legs: 0 }]);
    await rig.price("IDX_I:13", 24_700);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", legs: 42 }]);
    expect(await rig.db.subscriptions.all("streaming")).toMatchObject([{ keys: 42 }]);
  });

  test("an item that waits for its price can be changed and removed", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const { id: itemId } = await before.add(listId, nifty(2));
    const { id: other } = await before.add(await before.list("ravi"), nifty(3), "ravi");
    const rig = await before.restart({ prices: {} });
    await rig.done(rig.service.upkeep.restore());
    const [near, next, far] = NIFTY_EXPIRIES as [string, string, string];
    const added = await rig.done(rig.service.expiries.add("asha", { itemId, expiry: far }));
    expect(added).toMatchObject({ ok: false, reason: "no-price" });
    const removed = await rig.done(rig.service.expiries.remove("asha", { itemId, expiry: near }));
    expect(removed).toMatchObject({ ok: true, item: { state: "waiting", expiries: [next] } });
    await rig.done(rig.service.items.remove("ravi", { itemId: other }));
    await rig.price("IDX_I:13", 25_000);
    expect([rig.items, rig.held]).toEqual([[itemId], 42]);
  });

  test("an item that waits gets its legs in the same look as one that is being added", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const { id: itemId } = await before.add(listId, nifty(2));
    const rig = await before.restart({ prices: {} });
    await rig.done(rig.service.upkeep.restore());
    const adding = rig.service.items.add("ravi", { listId: await rig.list("ravi"), item: nifty(3) });
    // Its window is the later one of the two now.
    await rig.service.expiries.remove("asha", { itemId, expiry: NIFTY_EXPIRIES[0]! });
    rig.prices.set("IDX_I:13", 25_000);
    expect(await rig.done(adding)).toMatchObject({ ok: true, item: { legs: 126 } });
    expect(await rig.view(listId)).toMatchObject([{ id: itemId, state: "streaming", legs: 42 }]);
  });

  test("without a master it waits: when there is one, everything comes back", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    await before.add(listId, share(0));
    before.listing = null;
    const rig = await before.restart();
    expect(await rig.done(rig.service.upkeep.restore())).toBe(0);
    expect(await rig.view(listId)).toMatchObject([{ state: "waiting" }]);
    rig.listing = watchlistMaster();
    expect(await rig.done(rig.service.upkeep.restore())).toBe(1);
    expect(rig.held).toBe(1);
  });

  test("what was removed while prices were waited for stays removed", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const { id: itemId } = await before.add(listId, nifty(1));
    const rig = await before.restart({ prices: {} });
    const restoring = rig.service.upkeep.restore();
    await rig.service.items.remove("asha", { itemId });
    rig.prices.set("IDX_I:13", 25_000);
    expect(await rig.done(restoring)).toBe(0);
    rig.clock.advance(2_000);
    expect([rig.held, rig.clock.pending]).toEqual([0, 0]);
  });
});

describe("expiries that pass", () => {
  test("an item of the nearest few takes the next one the day after, without anybody asking", async () => {
    const rig = await WatchlistRig.open();
    const listId = await rig.list();
    const { id } = await rig.add(listId, nifty(2));
    rig.clock.advance(Date.parse("2026-06-17T00:00:01+05:30") - rig.clock.now());
    await rig.settled();
    await rig.settled();
    const [item] = await rig.view(listId);
    expect(item).toMatchObject({ id, state: "streaming", legs: 84, expiries: NIFTY_EXPIRIES.slice(1, 3) });
    expect(rig.held).toBe(84);
  });

  test("an item by dates keeps the rest; one of which nothing is left stops, and its owner is told", async () => {
    const rig = await WatchlistRig.open();
    const listId = await rig.list();
    const dates = NIFTY_EXPIRIES.slice(0, 2);
    await rig.add(listId, { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "dates", dates } });
    rig.clock.advance(Date.parse("2026-06-17T00:00:01+05:30") - rig.clock.now());
    await rig.settled();
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", legs: 42, expiries: [dates[1]!] }]);
    rig.clock.advance(7 * DAY_MS);
    await rig.settled();
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "expired" }]);
    expect(rig.held).toBe(0);
    expect(rig.told.at(-1)).toMatchObject({ userId: "asha", event: { type: "items-evicted", reason: "expired" } });

    // And is told once: the next session finds nothing new.
    const told = rig.told.length;
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", rig.clock.now() + 1))).toBe(0);
    expect(rig.told).toHaveLength(told);
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "expired" }]);
  });

  test("after a restart on another day what is still listed comes back, and the rest is told", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    const dates = NIFTY_EXPIRIES.slice(0, 1);
    await before.add(listId, { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "dates", dates } });
    await before.add(listId, nifty(2));
    before.stop();
    before.clock.advance(8 * DAY_MS);
    before.listing = watchlistMaster("2026-06-18");
    const rig = await before.restart();
    expect(await rig.done(rig.service.upkeep.restore())).toBe(1);
    expect(await rig.view(listId)).toMatchObject([
      { state: "ended", reason: "expired" },
      { state: "streaming", expiries: NIFTY_EXPIRIES.slice(1, 3) },
    ]);
    const again = (await rig.view(listId))[0]!.id;
    const answer = await rig.done(rig.service.items.reactivate("asha", { itemId: again }));
    expect(answer).toMatchObject({ ok: false, reason: "expired" });
  });
});

describe("the end of a day", () => {
  async function dayRig() {
    const rig = await WatchlistRig.open();
    const listId = await rig.list();
    const ravis = await rig.list("ravi");
    await rig.add(listId, reliance);
    await rig.add(listId, crude);
    await rig.add(ravis, share(0), "ravi");
    return { rig, listId, ravis };
  }

  test("takes all Tier A of NSE and BSE that watchlists hold, and neither MCX's, Tier B nor what an open page holds", async () => {
    const { rig, listId, ravis } = await dayRig();
    rig.subscriptions.request({
      set: [
        { id: "tier-b:NIFTY:2026-06-16", tier: "B", userId: null, mode: "full", keys: ["NSE_FNO:40000"] },
        { id: `stream:${shareKey(0)}`, tier: "A", userId: "stream", mode: "ltp", keys: [shareKey(0)] },
      ],
    });
    const ended = await rig.service.upkeep.endDay("NSE_BSE", byAdmin);
    expect(ended).toEqual({ units: 2, legs: 43 });
    expect([...rig.subscriptions.view.held.keys()].toSorted()).toEqual([CRUDEOIL_FUTURE, shareKey(0), "NSE_FNO:40000"]);
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "end-of-day" }, { state: "streaming" }]);
    expect(await rig.view(ravis, "ravi")).toMatchObject([{ state: "ended" }]);
    expect(rig.told.map(({ userId, event }) => [userId, event.type]).toSorted()).toEqual([
      ["asha", "items-ended"],
      ["ravi", "items-ended"],
    ]);
    const { entries } = await rig.db.log.page({ limit: 10, action: "EOD_CLEANUP" });
    expect(entries.map(({ legs, actor, userId }) => [legs, actor, userId])).toEqual([[43, "admin", null]]);
    await rig.price(RELIANCE, 1_600);
    expect(rig.held).toBe(3);
  });

  test("of MCX takes MCX's", async () => {
    const { rig, listId } = await dayRig();
    expect(await rig.service.upkeep.endDay("MCX", byAdmin)).toEqual({ units: 1, legs: 1 });
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming" }, { state: "ended" }]);
  });

  test("a second time finds nothing, writes nothing and tells nobody", async () => {
    const { rig } = await dayRig();
    await rig.service.upkeep.endDay("NSE_BSE", byAdmin);
    const told = rig.told.length;
    const rows = (await rig.db.log.page({ limit: 100 })).entries.length;
    expect(await rig.service.upkeep.endDay("NSE_BSE", byAdmin)).toEqual({ units: 0, legs: 0 });
    expect([rig.told.length, (await rig.db.log.page({ limit: 100 })).entries.length]).toEqual([told, rows]);
  });

  test("empties the market's lists where that is configured, of what doesn't stream too", async () => {
    const { rig, listId, ravis } = await dayRig();
    await rig.db.subscriptions.mark([(await rig.view(ravis, "ravi"))[0]!.id], {
      state: "evicted",
      reason: "capacity",
      since: NOON,
    });
    await rig.service.upkeep.endDay("NSE_BSE", { actor: "end-of-day", isListCleared: true });
    expect(await rig.view(listId)).toMatchObject([{ kind: "FUTURE", state: "streaming" }]);
    expect(await rig.view(ravis, "ravi")).toEqual([]);
    expect(await rig.service.lists.all("asha")).toHaveLength(1);
    expect(rig.told.map(({ event }) => event.type === "items-ended" && event.isListCleared)).toEqual([true, true]);
    expect([...rig.subscriptions.view.held.keys()]).toEqual([CRUDEOIL_FUTURE]);
  });

  test("at an admin's word takes all of both markets, and says so on the items and in the log", async () => {
    const { rig, listId, ravis } = await dayRig();
    const stopped = await rig.service.upkeep.stopAll("root", false);
    expect(stopped).toEqual({ units: 3, legs: 44 });
    expect(rig.held).toBe(0);
    for (const [list, user] of [
      [listId, "asha"],
      [ravis, "ravi"],
    ] as const)
      for (const item of await rig.view(list, user)) expect(item).toMatchObject({ state: "ended", reason: "by-admin" });
    const { entries } = await rig.db.log.page({ limit: 10, action: "UNSUBSCRIBE" });
    expect(entries.map(({ actor, legs }) => [actor, legs])).toEqual([
      ["root", 1],
      ["root", 43],
    ]);
    expect(entries[0]!.reason).toBe("an admin unsubscribed all of Tier A");
  });

  test("at an admin's word empties all lists, which stay", async () => {
    const { rig, listId, ravis } = await dayRig();
    await rig.service.upkeep.stopAll("root", true);
    expect([await rig.view(listId), await rig.view(ravis, "ravi")]).toEqual([[], []]);
    expect(await rig.service.lists.all("asha")).toHaveLength(1);
  });

  test("a database that fails leaves all of it streaming", async () => {
    const { rig } = await dayRig();
    rig.failure = new Error("disk full");
    await expect(rig.service.upkeep.endDay("NSE_BSE", byAdmin)).rejects.toThrow("disk full");
    expect([rig.held, rig.told]).toEqual([44, []]);
  });

  test("what ended comes back with the next session, and only that: its owner is told", async () => {
    const { rig, listId, ravis } = await dayRig();
    await rig.service.upkeep.endDay("NSE_BSE", byAdmin);
    await rig.service.upkeep.endDay("MCX", byAdmin);
    const at = rig.clock.now();
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", at))).toBe(0);
    rig.told.length = 0;
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", at + 1))).toBe(2);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", legs: 42 }, { state: "ended" }]);
    expect(await rig.view(ravis, "ravi")).toMatchObject([{ state: "streaming" }]);
    expect(rig.told.map(({ userId, event }) => [userId, event.type]).toSorted()).toEqual([
      ["asha", "items-reactivated"],
      ["ravi", "items-reactivated"],
    ]);
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", at + 1))).toBe(0);
  });

  test("what its owner has re-activated or removed meanwhile is left as it is", async () => {
    const { rig, listId } = await dayRig();
    await rig.service.upkeep.endDay("NSE_BSE", byAdmin);
    const [item] = await rig.view(listId);
    await rig.done(rig.service.items.reactivate("asha", { itemId: item!.id }));
    rig.told.length = 0;
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", rig.clock.now() + 1))).toBe(1);
    expect(rig.told.map(({ userId }) => userId)).toEqual(["ravi"]);
  });

  test("what finds no room at the next session is evicted, and isn't tried each minute", async () => {
    const before = await WatchlistRig.open();
    const listId = await before.list();
    await before.add(listId, nifty(1));
    await before.service.upkeep.endDay("NSE_BSE", byAdmin);
    const rig = await before.restart({ instruments: 20 });
    const sinceNow = rig.clock.now() + 1;
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", sinceNow))).toBe(0);
    expect(await rig.view(listId)).toMatchObject([{ state: "evicted", reason: "capacity" }]);
    rig.requests.length = 0;
    await rig.done(rig.service.upkeep.reopen("NSE_BSE", sinceNow));
    expect(rig.requests).toEqual([]);
  });
});
