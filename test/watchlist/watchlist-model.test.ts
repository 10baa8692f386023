import { expect, test } from "bun:test";
import fc from "fast-check";
import type { ItemWish } from "../../shared/watchlist.ts";
import { CRUDEOIL_FUTURE, NIFTY_EXPIRIES, RELIANCE, RELIANCE_EXPIRIES, shareKey } from "../fakes/watchlist-master.ts";
import { WatchlistRig } from "../fakes/watchlist-rig.ts";

/** Room for about two chains, so that evictions are common. */
const INSTRUMENTS = 100;
const USERS = ["asha", "ravi"] as const;

const wish: fc.Arbitrary<ItemWish> = fc.oneof(
  fc.record({ kind: fc.constant("EQUITY" as const), key: fc.integer({ min: 0, max: 5 }).map(shareKey) }),
  fc.constant<ItemWish>({ kind: "FUTURE", key: CRUDEOIL_FUTURE }),
  fc.record({
    kind: fc.constant("STOCK_OPTION" as const),
    underlying: fc.constant("RELIANCE"),
    expiryRule: fc.record({
      kind: fc.constant("dates" as const),
      dates: fc.subarray(RELIANCE_EXPIRIES, { minLength: 1 }),
    }),
  }),
  fc.record({
    kind: fc.constant("INDEX_OPTION" as const),
    underlying: fc.constant("NIFTY"),
    expiryRule: fc.record({ kind: fc.constant("nearest" as const), count: fc.integer({ min: 1, max: 3 }) }),
  }),
);
const user = fc.constantFrom(...USERS);
const nth = fc.nat(7);
const expiry = fc.constantFrom(...RELIANCE_EXPIRIES, ...NIFTY_EXPIRIES);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("add" as const), user, wish }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constantFrom("remove", "open", "reactivate"), user, nth }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constantFrom("add-expiry", "remove-expiry"), user, nth, expiry }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("view" as const), user }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant("price" as const), rupees: fc.integer({ min: 1_200, max: 1_600 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ op: "end-of-day" as const }) },
  { weight: 1, arbitrary: fc.constant({ op: "reopen" as const }) },
  { weight: 1, arbitrary: fc.constant({ op: "restart" as const }) },
  { weight: 1, arbitrary: fc.constant({ op: "failing-add" as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

async function take(rig: WatchlistRig, lists: Record<string, string>, one: Step): Promise<WatchlistRig> {
  const { items, expiries, lists: allLists, upkeep } = rig.service;
  const itemOf = async (userId: string, place: number) => {
    const owned = await rig.db.items.ofUser(userId);
    return owned[place % Math.max(1, owned.length)]?.id ?? crypto.randomUUID();
  };
  switch (one.op) {
    case "add":
      await rig.done(items.add(one.user, { listId: lists[one.user]!, item: one.wish }));
      break;
    case "failing-add":
      rig.failure = new Error("disk full");
      await rig
        .done(items.add("asha", { listId: lists.asha!, item: { kind: "EQUITY", key: RELIANCE } }))
        .catch(() => {});
      rig.failure = null;
      break;
    case "remove":
    case "open":
    case "reactivate": {
      const itemId = await itemOf(one.user, one.nth);
      await rig.done<unknown>(items[one.op as "remove" | "open" | "reactivate"](one.user, { itemId }));
      break;
    }
    case "add-expiry":
    case "remove-expiry": {
      const itemId = await itemOf(one.user, one.nth);
      const change = one.op === "add-expiry" ? "add" : "remove";
      await rig.done(expiries[change](one.user, { itemId, expiry: one.expiry }));
      break;
    }
    case "view":
      await allLists.view(one.user, { listId: lists[one.user]! });
      break;
    case "price":
      await rig.price(RELIANCE, one.rupees);
      break;
    case "end-of-day":
      await upkeep.endDay("NSE_BSE", { actor: "test", isListCleared: false });
      break;
    case "reopen":
      await rig.done(upkeep.reopen("NSE_BSE", rig.clock.now() + 1));
      break;
    case "restart": {
      const again = await rig.restart({ instruments: INSTRUMENTS });
      await again.done(again.service.upkeep.restore());
      return again;
    }
  }
  await rig.settled();
  return rig;
}

async function check(rig: WatchlistRig): Promise<void> {
  const rows = new Map((await rig.db.items.all()).map((row) => [row.id, row]));
  const streaming = (await rig.db.subscriptions.all("streaming")).toSorted((a, b) => a.itemId.localeCompare(b.itemId));
  const { units, held } = rig.subscriptions.view;
  // What should stream does, and nothing else: no leg without demand, no demand without its legs.
  expect(streaming.map(({ itemId }) => itemId)).toEqual(rig.items.toSorted((a, b) => a.localeCompare(b)));
  expect(new Set(held.keys())).toEqual(new Set([...units.values()].flatMap(({ keys }) => keys)));
  expect(held.size).toBeLessThanOrEqual(INSTRUMENTS);
  for (const { itemId, keys } of streaming) {
    const row = rows.get(itemId)!;
    const unit = units.get(`item:${itemId}`)!;
    expect([unit.userId, unit.keys.length, keys]).toEqual([row.userId, keys, unit.keys.length]);
    // No half chains: the strikes go far beyond every window.
    expect(keys).toBe(row.expiries === null ? 1 : 42 * row.expiries.length);
  }
  // Whoever was used longer ago goes first, after a restart as before it.
  const used = rig.items.map((id) => rows.get(id)!.lastUsedAt);
  expect(used).toEqual(used.toSorted((a, b) => a - b));
}

test("whatever users, prices, days, failures and restarts do, what is kept and what is subscribed are the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      let rig = await WatchlistRig.open({ instruments: INSTRUMENTS });
      const lists = { asha: await rig.list("asha"), ravi: await rig.list("ravi") };
      for (const one of steps) {
        rig = await take(rig, lists, one);
        await check(rig);
      }
      rig.stop();
      await rig.db.close();
    }),
    { numRuns: 40 },
  );
});

test("and so they are when all of it happens at once", async () => {
  const together = fc.array(
    step.filter(({ op }) => op !== "restart" && op !== "failing-add"),
    { minLength: 2, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(together, { maxLength: 6 }), async (groups) => {
      const rig = await WatchlistRig.open({ instruments: INSTRUMENTS });
      const lists = { asha: await rig.list("asha"), ravi: await rig.list("ravi") };
      for (const group of groups) {
        await Promise.all(group.map((one) => take(rig, lists, one)));
        await rig.settled();
        await check(rig);
      }
      rig.stop();
      await rig.db.close();
    }),
    { numRuns: 40 },
  );
});
