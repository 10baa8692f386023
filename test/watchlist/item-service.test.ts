import { describe, expect, test } from "bun:test";
import { DRAFTS_MOST } from "../../server/watchlist/item-service.ts";
import { type ItemWish, WatchlistLimits } from "../../shared/watchlist.ts";
import type { WatchlistRefusalReason } from "../../shared/watchlist-refusal.ts";
import {
  CRUDEOIL_FUTURE,
  NIFTY_EXPIRIES,
  NIFTY_FUTURE,
  RELIANCE,
  RELIANCE_EXPIRIES,
  shareKey,
} from "../fakes/watchlist-master.ts";
import { WatchlistRig, type WatchlistRigOptions } from "../fakes/watchlist-rig.ts";

const [JUNE, JULY, AUGUST] = RELIANCE_EXPIRIES as [string, string, string];
const reliance = (...dates: string[]): ItemWish => ({
  kind: "STOCK_OPTION",
  underlying: "RELIANCE",
  expiryRule: { kind: "dates", dates },
});
const nifty = (count: number): ItemWish => ({
  kind: "INDEX_OPTION",
  underlying: "NIFTY",
  expiryRule: { kind: "nearest", count },
});
const share = (n: number): ItemWish => ({ kind: "EQUITY", key: shareKey(n) });

async function openWithList(options?: WatchlistRigOptions) {
  const rig = await WatchlistRig.open(options);
  return { rig, listId: await rig.list() };
}

/** Everything that is kept and everything that is subscribed. */
async function whole(rig: WatchlistRig) {
  return {
    items: await rig.db.items.all(),
    subscriptions: await rig.db.subscriptions.all(),
    log: (await rig.db.log.page({ limit: 500 })).entries,
    units: [...rig.subscriptions.view.units.values()].toSorted((a, b) => a.id.localeCompare(b.id)),
    held: rig.held,
  };
}

describe("adding", () => {
  test("an item of each of the four kinds streams, is kept, and is written in the log, one row an item", async () => {
    const { rig, listId } = await openWithList();
    const wishes: ItemWish[] = [
      { kind: "EQUITY", key: RELIANCE },
      { kind: "FUTURE", key: CRUDEOIL_FUTURE },
      nifty(2),
      reliance(JUNE),
    ];
    for (const wish of wishes) await rig.add(listId, wish);
    const items = await rig.view(listId);
    expect(items.map(({ kind, state, legs }) => [kind, state, legs])).toEqual([
      ["EQUITY", "streaming", 1],
      ["FUTURE", "streaming", 1],
      ["INDEX_OPTION", "streaming", 84],
      ["STOCK_OPTION", "streaming", 42],
    ]);
    expect(items[0]).toMatchObject({ key: RELIANCE, underlying: "RELIANCE", expiries: null, reason: null });
    expect(items[2]).toMatchObject({ key: null, expiries: NIFTY_EXPIRIES.slice(0, 2) });
    expect(rig.held).toBe(128);
    const { entries } = await rig.db.log.page({ limit: 10 });
    expect(entries.map(({ action, legs, actor }) => [action, legs, actor])).toEqual(
      [42, 84, 1, 1].map((legs) => ["SUBSCRIBE", legs, "asha"]),
    );
  });

  test("three expiries are 126 legs, removing one takes 42 away, and it is one unit all the time", async () => {
    const { rig, listId } = await openWithList();
    const item = await rig.add(listId, reliance(AUGUST, JUNE, JULY, JUNE));
    expect([item.state, item.legs, rig.held]).toEqual(["streaming", 126, 126]);
    const answer = await rig.done(rig.service.expiries.remove("asha", { itemId: item.id, expiry: JULY }));
    expect(answer).toMatchObject({ ok: true, changed: true, item: { legs: 84, expiries: [JUNE, AUGUST] } });
    expect([rig.held, rig.items]).toEqual([84, [item.id]]);
    expect(await rig.db.subscriptions.get(item.id)).toMatchObject({ state: "streaming", keys: 84 });
  });

  test("the price is the server's: it waits for one, and takes no other from anybody", async () => {
    const { rig, listId } = await openWithList({ prices: {} });
    const adding = rig.service.items.add("asha", { listId, item: nifty(1) });
    rig.prices.set("IDX_I:13", 24_990);
    const answer = await rig.done(adding);
    expect(answer).toMatchObject({ ok: true, item: { legs: 42 } });
    const strikes = [...rig.subscriptions.view.held.keys()].map((key) => {
      const { table } = rig.listing!;
      return table.columns.strike[table.find(key)]!;
    });
    expect([Math.min(...strikes), Math.max(...strikes)]).toEqual([24_500, 25_500]);
  });

  test("a duplicate is an answer, not an error, and counts as using the item", async () => {
    const { rig, listId } = await openWithList();
    const first = await rig.add(listId, reliance(JUNE, JULY));
    await rig.add(listId, share(0));
    const before = rig.items;
    for (const wish of [
      reliance(JUNE, JULY),
      reliance(JULY),
      { ...reliance(JUNE), expiryRule: { kind: "nearest", count: 2 } } as ItemWish,
    ]) {
      const answer = await rig.done(rig.service.items.add("asha", { listId, item: wish }));
      expect(answer).toMatchObject({ ok: true, changed: false, item: { id: first.id, legs: 84 } });
    }
    expect(before[0]).toBe(first.id);
    expect(rig.items.at(-1)).toBe(first.id);
    expect(await rig.view(listId)).toHaveLength(2);
  });

  test("the same twice at once is one item", async () => {
    const { rig, listId } = await openWithList();
    const both = Promise.all([1, 2].map(() => rig.service.items.add("asha", { listId, item: reliance(JUNE) })));
    const answers = await rig.done(both);
    expect(answers.map((answer) => answer.ok && answer.changed).toSorted()).toEqual([false, true]);
    expect([(await rig.view(listId)).length, rig.held]).toEqual([1, 42]);
  });

  test("what one user's list has, another list may have too", async () => {
    const { rig, listId } = await openWithList();
    const other = await rig.list("asha", "Other");
    const ravis = await rig.list("ravi");
    await rig.add(listId, reliance(JUNE));
    await rig.add(other, reliance(JUNE));
    await rig.add(ravis, reliance(JUNE), "ravi");
    expect([rig.items.length, rig.held]).toEqual([3, 42]);
  });
});

describe("a refusal has a type, says what to do, and changes nothing", () => {
  const wishes: [WatchlistRefusalReason, ItemWish][] = [
    ["unknown-instrument", { kind: "EQUITY", key: "NSE_EQ:1" }],
    ["unknown-instrument", { kind: "FUTURE", key: "NSE_FNO:13" }],
    ["unknown-underlying", { kind: "INDEX_OPTION", underlying: "NOSUCH", expiryRule: { kind: "nearest", count: 1 } }],
    ["unknown-underlying", { kind: "STOCK_OPTION", underlying: "SHARE1", expiryRule: { kind: "nearest", count: 1 } }],
    ["wrong-kind", { kind: "FUTURE", key: RELIANCE }],
    ["wrong-kind", { kind: "EQUITY", key: "IDX_I:13" }],
    ["wrong-kind", { kind: "EQUITY", key: NIFTY_FUTURE }],
    ["wrong-kind", { kind: "INDEX_OPTION", underlying: "RELIANCE", expiryRule: { kind: "nearest", count: 1 } }],
    ["wrong-kind", { kind: "INDEX_OPTION", underlying: "CRUDEOIL", expiryRule: { kind: "nearest", count: 1 } }],
    ["expiry-not-listed", reliance("2026-07-01")],
    ["expiry-not-listed", reliance(JUNE, "2026-07-01")],
    ["expired", reliance("2026-05-26")],
    ["no-price", nifty(1)],
  ];
  test.each(wishes)("%s", async (reason, item) => {
    const { rig, listId } = await openWithList({ prices: { "NSE_EQ:2885": 1_400 } });
    const before = await whole(rig);
    const answer = await rig.done(rig.service.items.add("asha", { listId, item }));
    expect(answer).toMatchObject({ ok: false, reason });
    expect((answer as { message: string }).message.length).toBeGreaterThan(20);
    expect(await whole(rig)).toEqual(before);
    rig.clock.advance(2_000);
    // No window is left that would look again.
    expect(rig.clock.pending).toBe(0);
  });

  test("not-yours: another's list and another's item, whatever is wanted of them", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE, JULY));
    const before = await whole(rig);
    const { lists, items, expiries } = rig.service;
    const answers = [
      items.add("ravi", { listId, item: share(1) }),
      items.open("ravi", { itemId }),
      items.remove("ravi", { itemId }),
      items.reactivate("ravi", { itemId }),
      items.reorder("ravi", { listId, itemIds: [itemId] }),
      expiries.add("ravi", { itemId, expiry: AUGUST }),
      expiries.remove("ravi", { itemId, expiry: JULY }),
      lists.view("ravi", { listId }),
      lists.rename("ravi", { listId, name: "Mine" }),
      lists.remove("ravi", { listId }),
    ];
    for (const answer of answers)
      expect(await rig.done(answer as Promise<unknown>)).toMatchObject({ reason: "not-yours" });
    expect(await whole(rig)).toEqual(before);
  });

  test("not-found: what is gone", async () => {
    const { rig, listId } = await openWithList();
    const gone = crypto.randomUUID();
    const { items, expiries, lists } = rig.service;
    for (const answer of [
      items.add("asha", { listId: gone, item: share(1) }),
      items.open("asha", { itemId: gone }),
      items.remove("asha", { itemId: gone }),
      items.reactivate("asha", { itemId: gone }),
      expiries.add("asha", { itemId: gone, expiry: JUNE }),
      lists.view("asha", { listId: gone }),
    ])
      expect(await rig.done(answer as Promise<unknown>)).toMatchObject({ ok: false, reason: "not-found" });
    expect(await rig.view(listId)).toEqual([]);
  });

  test("capacity: nothing that holds a slot may make room", async () => {
    const { rig, listId } = await openWithList({ instruments: 50 });
    const keys = Array.from({ length: 20 }, (_, n) => `NSE_FNO:${n + 1}`);
    rig.subscriptions.request({ set: [{ id: "tier-b:X", tier: "B", userId: null, mode: "full", keys }] });
    const before = await whole(rig);
    expect(await rig.done(rig.service.items.add("asha", { listId, item: nifty(1) }))).toMatchObject({
      reason: "capacity",
    });
    expect(await whole(rig)).toEqual(before);
  });

  test("share: when slots are short, a user makes room among their own items only", async () => {
    const { rig, listId } = await openWithList({ instruments: 126, userShare: 84 });
    const ravis = await rig.add(await rig.list("ravi"), reliance(JUNE, JULY), "ravi");
    const before = await whole(rig);
    const answer = await rig.done(rig.service.items.add("asha", { listId, item: nifty(3) }));
    expect(answer).toMatchObject({ ok: false, reason: "share" });
    expect(await whole(rig)).toEqual(before);
    expect(rig.items).toEqual([ravis.id]);
  });

  test("no-price: one expiry without a price is not made up for by the others", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    rig.prices.delete(RELIANCE);
    rig.clock.advance(20_000);
    const before = await whole(rig);
    expect(await rig.done(rig.service.expiries.add("asha", { itemId, expiry: JULY }))).toMatchObject({
      reason: "no-price",
    });
    expect(await whole(rig)).toEqual(before);
  });

  test("no-price: a server that is stopping knows none any more", async () => {
    const { rig, listId } = await openWithList({ prices: {} });
    const adding = rig.service.items.add("asha", { listId, item: reliance(JUNE) });
    rig.windows.stop();
    expect(await adding).toMatchObject({ ok: false, reason: "no-price" });
    expect(await rig.view(listId)).toEqual([]);
  });

  test("busy: so many wait for a price already", async () => {
    const { rig, listId } = await openWithList({ prices: {} });
    const adding = Array.from({ length: DRAFTS_MOST }, () => rig.service.items.add("asha", { listId, item: nifty(1) }));
    expect(await rig.service.items.add("asha", { listId, item: nifty(1) })).toMatchObject({ reason: "busy" });
    const answers = await rig.done(Promise.all(adding));
    expect(new Set(answers.map((answer) => answer.ok || answer.reason))).toEqual(new Set(["no-price"]));
    rig.prices.set("IDX_I:13", 25_000);
    expect(await rig.add(listId, nifty(1))).toMatchObject({ legs: 42 });
  });

  test("busy: the item's expiries were changed while it was re-activated", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE, JULY));
    await rig.service.upkeep.endDay("NSE_BSE", { actor: "admin", isListCleared: false });
    const reactivating = rig.service.items.reactivate("asha", { itemId });
    await rig.service.expiries.remove("asha", { itemId, expiry: JULY });
    expect(await rig.done(reactivating)).toMatchObject({ ok: false, reason: "busy" });
    expect([rig.items, await rig.db.subscriptions.get(itemId)]).toMatchObject([[], { state: "ended" }]);
  });

  test("no-master: without a list of instruments nothing is added", async () => {
    const { rig, listId } = await openWithList();
    rig.listing = null;
    expect(await rig.service.items.add("asha", { listId, item: share(1) })).toMatchObject({ reason: "no-master" });
  });

  test("list-full: at its limit, and not one before", async () => {
    const { rig, listId } = await openWithList();
    for (let n = 0; n < WatchlistLimits.itemsPerList; n++) await rig.add(listId, share(n));
    const more = share(WatchlistLimits.itemsPerList);
    expect(await rig.done(rig.service.items.add("asha", { listId, item: more }))).toMatchObject({
      reason: "list-full",
    });
    expect(rig.held).toBe(WatchlistLimits.itemsPerList);
  });
});

describe("trap 7: an item saved before it could be subscribed", () => {
  test("isn't saved: it can be added as soon as there is room", async () => {
    const { rig, listId } = await openWithList({ instruments: 50 });
    const keys = Array.from({ length: 20 }, (_, n) => `NSE_FNO:${n + 1}`);
    rig.subscriptions.request({ set: [{ id: "tier-b:X", tier: "B", userId: null, mode: "full", keys }] });
    expect(await rig.done(rig.service.items.add("asha", { listId, item: nifty(1) }))).toMatchObject({ ok: false });
    expect(await rig.view(listId)).toEqual([]);
    rig.subscriptions.request({ drop: ["tier-b:X"] });
    expect(await rig.add(listId, nifty(1))).toMatchObject({ state: "streaming", legs: 42 });
  });

  test("and one that could not be saved isn't subscribed: the failure is thrown, and nothing is left", async () => {
    const { rig, listId } = await openWithList();
    const before = await whole(rig);
    rig.failure = new Error("disk full");
    await expect(rig.done(rig.service.items.add("asha", { listId, item: reliance(JUNE) }))).rejects.toThrow(
      "disk full",
    );
    await rig.settled();
    rig.failure = null;
    expect(await whole(rig)).toEqual(before);
    await rig.price(RELIANCE, 1_460);
    expect(rig.held).toBe(0);
    expect(await rig.add(listId, reliance(JUNE))).toMatchObject({ state: "streaming" });
  });
});

describe("expiries of an item", () => {
  test("one more is demanded with the rest, as one unit", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const answer = await rig.done(rig.service.expiries.add("asha", { itemId, expiry: AUGUST }));
    expect(answer).toMatchObject({ ok: true, changed: true, item: { legs: 84, expiries: [JUNE, AUGUST] } });
    expect([rig.held, rig.items]).toEqual([84, [itemId]]);
    const again = await rig.done(rig.service.expiries.add("asha", { itemId, expiry: AUGUST }));
    expect(again).toMatchObject({ ok: true, changed: false });
    const gone = await rig.done(rig.service.expiries.remove("asha", { itemId, expiry: JULY }));
    expect(gone).toMatchObject({ ok: true, changed: false });
  });

  test("what can't be is refused, and the item streams as before", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const { id: shareId } = await rig.add(listId, share(1));
    const before = await whole(rig);
    const { expiries } = rig.service;
    expect(await rig.done(expiries.add("asha", { itemId, expiry: "2026-07-01" }))).toMatchObject({
      reason: "expiry-not-listed",
    });
    expect(await rig.done(expiries.remove("asha", { itemId, expiry: JUNE }))).toMatchObject({ reason: "last-expiry" });
    expect(await rig.done(expiries.add("asha", { itemId: shareId, expiry: JUNE }))).toMatchObject({
      reason: "not-options",
    });
    expect(await whole(rig)).toEqual(before);
  });

  test("one more that finds no room is refused, and the item keeps what it has", async () => {
    const { rig, listId } = await openWithList({ instruments: 50 });
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const before = await whole(rig);
    const answer = await rig.done(rig.service.expiries.add("asha", { itemId, expiry: JULY }));
    expect(answer).toMatchObject({ ok: false, reason: "capacity" });
    expect(await whole(rig)).toEqual(before);
    await rig.price(RELIANCE, 1_421);
    expect(rig.held).toBe(42);
  });

  test("a database that fails leaves the item as it was, and its window goes on following the money", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const before = await whole(rig);
    rig.failure = new Error("disk full");
    await expect(rig.done(rig.service.expiries.add("asha", { itemId, expiry: JULY }))).rejects.toThrow("disk full");
    await rig.settled();
    rig.failure = null;
    expect(await whole(rig)).toEqual(before);
    const keys = new Set(rig.subscriptions.view.held.keys());
    await rig.price(RELIANCE, 1_421);
    expect(rig.held).toBe(42);
    expect(new Set(rig.subscriptions.view.held.keys()).difference(keys).size).toBe(2);
  });

  test("at most so many: the limit is a typed refusal", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const dates = Array.from(
      { length: WatchlistLimits.expiriesPerItem },
      (_, n) => `2026-07-${String(n + 1).padStart(2, "0")}`,
    );
    await rig.db.items.update(itemId, { expiries: dates, expiryRule: { kind: "dates", dates } });
    expect(await rig.done(rig.service.expiries.add("asha", { itemId, expiry: AUGUST }))).toMatchObject({
      reason: "too-many-expiries",
    });
  });
});

describe("removing", () => {
  test("trap 6: one user's removal drops neither another's legs nor Tier B's", async () => {
    const { rig, listId } = await openWithList();
    const mine = await rig.add(listId, reliance(JUNE, JULY));
    await rig.add(await rig.list("ravi"), reliance(JULY), "ravi");
    const keys = [...rig.subscriptions.view.held.keys()].slice(0, 4);
    rig.subscriptions.request({ set: [{ id: "tier-b:X", tier: "B", userId: null, mode: "full", keys }] });
    expect(rig.held).toBe(84);
    expect(await rig.done(rig.service.items.remove("asha", { itemId: mine.id }))).toEqual({ ok: true });
    expect(rig.held).toBe(46);
    for (const key of keys) expect(rig.subscriptions.view.held.has(key)).toBe(true);
    expect(await rig.view(listId)).toEqual([]);
  });

  test("trap 8: after the money has moved, exactly what was subscribed is let go", async () => {
    const { rig, listId } = await openWithList();
    const item = await rig.add(listId, reliance(JUNE, JULY, AUGUST));
    const other = await rig.add(listId, nifty(1));
    for (const rupees of [1_421, 1_465, 1_380]) await rig.price(RELIANCE, rupees);
    expect(rig.held).toBe(168);
    // The price goes on in the very moment of the removal, when no window has looked yet.
    rig.prices.set(RELIANCE, 1_600);
    await rig.done(rig.service.items.remove("asha", { itemId: item.id }));
    expect([rig.held, rig.items]).toEqual([42, [other.id]]);
    await rig.price(RELIANCE, 1_300);
    expect(rig.held).toBe(42);
  });

  test("a database that fails leaves it streaming", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, share(1));
    rig.failure = new Error("disk full");
    await expect(rig.service.items.remove("asha", { itemId })).rejects.toThrow("disk full");
    await rig.settled();
    expect(rig.items).toEqual([itemId]);
  });
});

describe("the strike window of an item", () => {
  test("trap 9: one step moves 4 legs of an expiry, within the one unit, and is one row of the log", async () => {
    const { rig, listId } = await openWithList();
    const { id } = await rig.add(listId, reliance(JUNE, JULY));
    const before = new Set(rig.subscriptions.view.held.keys());
    await rig.price(RELIANCE, 1_421);
    const after = new Set(rig.subscriptions.view.held.keys());
    expect([after.size, before.difference(after).size, after.difference(before).size]).toEqual([84, 4, 4]);
    const { entries } = await rig.db.log.page({ limit: 10, action: "ATM_SHIFT" });
    expect(entries.map(({ unitId, userId, legs }) => [unitId, userId, legs])).toEqual([[`item:${id}`, "asha", 8]]);
  });

  test("a shift is no use of the item: it keeps its place among those that may have to make room", async () => {
    const { rig, listId } = await openWithList();
    const moving = await rig.add(listId, reliance(JUNE));
    const still = await rig.add(listId, nifty(1));
    await rig.price(RELIANCE, 1_421);
    expect(rig.items).toEqual([moving.id, still.id]);
  });
});

describe("trap 5: least recently used", () => {
  const full = { instruments: 126 };

  test("opening and viewing touch an item: the one that was added first stays, and the unused one goes whole", async () => {
    const { rig, listId } = await openWithList(full);
    const other = await rig.list("asha", "Other");
    const first = await rig.add(listId, reliance(JUNE));
    const second = await rig.add(other, reliance(JULY));
    const third = await rig.add(other, reliance(AUGUST));
    await rig.done(rig.service.items.open("asha", { itemId: first.id }));
    const newest = await rig.add(listId, nifty(1));
    expect(rig.items).toEqual([third.id, first.id, newest.id]);
    expect(rig.held).toBe(126);

    await rig.view(other);
    await rig.add(listId, nifty(2));
    expect(rig.items).toContain(third.id);
    expect(rig.items).not.toContain(first.id);
    expect(rig.items).not.toContain(second.id);
  });

  test("the evicted item's owner is told at once, it stays on the list as not streaming, and can be re-activated", async () => {
    const { rig, listId } = await openWithList(full);
    const evicted = await rig.add(listId, reliance(JUNE));
    const ravis = await rig.list("ravi");
    const newest = await rig.add(ravis, nifty(3), "ravi");
    expect(rig.told).toEqual([
      {
        userId: "asha",
        event: {
          type: "items-evicted",
          reason: "least-recently-used",
          items: [{ itemId: evicted.id, listId, name: "RELIANCE" }],
          at: expect.any(Number),
        },
      },
    ]);
    expect(await rig.view(listId)).toMatchObject([
      { id: evicted.id, state: "evicted", reason: "least-recently-used", legs: 42 },
    ]);
    const { entries } = await rig.db.log.page({ limit: 1, action: "EVICT" });
    expect(entries).toMatchObject([{ unitId: `item:${evicted.id}`, userId: "asha", actor: "allocator", legs: 42 }]);

    const answer = await rig.done(rig.service.items.reactivate("asha", { itemId: evicted.id }));
    expect(answer).toMatchObject({ ok: true, changed: true, item: { state: "streaming", legs: 42 } });
    expect(rig.items).toEqual([evicted.id]);
    expect(rig.told.slice(1).map(({ userId, event }) => [userId, event.type])).toEqual([
      ["ravi", "items-evicted"],
      ["asha", "items-reactivated"],
    ]);
    expect(await rig.view(ravis, "ravi")).toMatchObject([{ id: newest.id, state: "evicted" }]);
    const again = await rig.done(rig.service.items.reactivate("asha", { itemId: evicted.id }));
    expect(again).toMatchObject({ ok: true, changed: false });
  });

  test("an evicted item's window moves nothing any more, and its expiries can still be changed", async () => {
    const { rig, listId } = await openWithList(full);
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    await rig.add(await rig.list("ravi"), nifty(3), "ravi");
    await rig.price(RELIANCE, 1_500);
    expect(rig.held).toBe(126);
    const answer = await rig.done(rig.service.expiries.add("asha", { itemId, expiry: JULY }));
    expect(answer).toMatchObject({ ok: true, item: { state: "evicted", expiries: [JUNE, JULY] } });
    expect(rig.items).not.toContain(itemId);
    const back = await rig.done(rig.service.items.reactivate("asha", { itemId }));
    expect(back).toMatchObject({ ok: true, item: { state: "streaming", legs: 84 } });
  });

  test("an eviction that its owner has undone before it was written is not written", async () => {
    const { rig, listId } = await openWithList(full);
    const { id: itemId } = await rig.add(listId, share(1));
    rig.evict(itemId);
    const answer = await rig.done(rig.service.items.reactivate("asha", { itemId }));
    expect(answer).toMatchObject({ ok: true, changed: true });
    expect(await rig.db.subscriptions.get(itemId)).toMatchObject({ state: "streaming", reason: null });
  });

  test("an item that makes room while its change fails stays evicted", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    rig.failure = new Error("disk full");
    rig.onTransaction = () => {
      rig.onTransaction = () => {};
      rig.evict(itemId);
    };
    const changing = rig.service.expiries.add("asha", { itemId, expiry: JULY });
    changing.catch(() => {
      rig.failure = null;
    });
    await expect(rig.done(changing)).rejects.toThrow("disk full");
    await rig.settled();
    expect([rig.held, await rig.view(listId)]).toMatchObject([0, [{ state: "evicted", expiries: [JUNE] }]]);
  });

  test("an item that is removed while it makes room leaves no eviction behind, and the others' are written", async () => {
    const { rig, listId } = await openWithList();
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const { id: other } = await rig.add(listId, share(1));
    const removing = rig.service.items.remove("asha", { itemId });
    rig.evict(itemId, other);
    expect(await removing).toEqual({ ok: true });
    await rig.settled();
    const { entries } = await rig.db.log.page({ limit: 10, action: "EVICT" });
    expect(entries.map(({ unitId }) => unitId)).toEqual([`item:${other}`]);
    expect(await rig.view(listId)).toMatchObject([{ id: other, state: "evicted" }]);
  });

  test("re-activating is refused without room, and the item stays as it is", async () => {
    const { rig, listId } = await openWithList({ instruments: 84 });
    const { id: itemId } = await rig.add(listId, reliance(JUNE));
    const keys = Array.from({ length: 60 }, (_, n) => `NSE_FNO:${n + 1}`);
    rig.subscriptions.request({ set: [{ id: "tier-b:X", tier: "B", userId: null, mode: "full", keys }] });
    await rig.settled();
    const before = await whole(rig);
    const answer = await rig.done(rig.service.items.reactivate("asha", { itemId }));
    expect(answer).toMatchObject({ ok: false, reason: "capacity" });
    expect(await whole(rig)).toEqual(before);
  });
});
