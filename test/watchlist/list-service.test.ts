import { expect, test } from "bun:test";
import { WatchlistLimits } from "../../shared/watchlist.ts";
import { RELIANCE_EXPIRIES, shareKey } from "../fakes/watchlist-master.ts";
import { WatchlistRig } from "../fakes/watchlist-rig.ts";

test("a user has several named lists, with an order of their own", async () => {
  const rig = await WatchlistRig.open();
  const { lists } = rig.service;
  const ids = [await rig.list("asha", "Options"), await rig.list("asha", "Shares"), await rig.list("asha", "Crude")];
  await rig.list("ravi", "Options");
  expect((await lists.all("asha")).map(({ name }) => name)).toEqual(["Options", "Shares", "Crude"]);
  expect(await lists.reorder("asha", { listIds: [ids[2]!, ids[0]!] })).toEqual({ ok: true });
  expect((await lists.all("asha")).map(({ name }) => name)).toEqual(["Crude", "Options", "Shares"]);
  const renamed = await lists.rename("asha", { listId: ids[2]!, name: "Oil" });
  expect(renamed).toMatchObject({ ok: true, list: { id: ids[2]!, name: "Oil" } });
  expect((await lists.all("asha"))[0]).toMatchObject({ name: "Oil" });
  expect(await lists.all("ravi")).toHaveLength(1);
});

test("two lists of a user have different names, and a list may be given its own again", async () => {
  const rig = await WatchlistRig.open();
  const { lists } = rig.service;
  await rig.list("asha", "Options");
  const listId = await rig.list("asha", "Shares");
  expect(await lists.create("asha", { name: "options" })).toMatchObject({ ok: false, reason: "name-taken" });
  expect(await lists.rename("asha", { listId, name: "OPTIONS" })).toMatchObject({ reason: "name-taken" });
  expect(await lists.rename("asha", { listId, name: "SHARES" })).toMatchObject({ ok: true });
});

test("too-many-lists: at the limit, and not one before", async () => {
  const rig = await WatchlistRig.open();
  for (let n = 0; n < WatchlistLimits.listsPerUser; n++) await rig.list("asha", `List ${n}`);
  expect(await rig.service.lists.create("asha", { name: "More" })).toMatchObject({ reason: "too-many-lists" });
  expect(await rig.service.lists.create("ravi", { name: "More" })).toMatchObject({ ok: true });
});

test("items keep the order their user gives them", async () => {
  const rig = await WatchlistRig.open();
  const listId = await rig.list();
  const items = [];
  for (const n of [0, 1, 2]) items.push((await rig.add(listId, { kind: "EQUITY", key: shareKey(n) })).id);
  const answer = await rig.service.items.reorder("asha", { listId, itemIds: [items[2]!, items[0]!] });
  expect(answer).toEqual({ ok: true });
  expect((await rig.view(listId)).map(({ id }) => id)).toEqual([items[2]!, items[0]!, items[1]!]);
});

test("a list goes with everything on it: what it demanded is let go, what others demand stays, and it is one row of the log", async () => {
  const rig = await WatchlistRig.open();
  const listId = await rig.list();
  const other = await rig.list("asha", "Other");
  const expiryRule = { kind: "dates", dates: RELIANCE_EXPIRIES } as const;
  await rig.add(listId, { kind: "STOCK_OPTION", underlying: "RELIANCE", expiryRule });
  await rig.add(listId, { kind: "EQUITY", key: shareKey(0) });
  await rig.add(other, { kind: "EQUITY", key: shareKey(0) });
  expect(await rig.service.lists.remove("asha", { listId })).toEqual({ ok: true });
  expect([...rig.subscriptions.view.held.keys()]).toEqual([shareKey(0)]);
  expect(await rig.db.items.all()).toHaveLength(1);
  expect(await rig.service.lists.view("asha", { listId })).toMatchObject({ reason: "not-found" });
  const { entries } = await rig.db.log.page({ limit: 10, action: "UNSUBSCRIBE" });
  expect(entries.map(({ legs, actor }) => [legs, actor])).toEqual([[127, "asha"]]);
});

test("viewing a list touches its items, the top one most of all, and those of other lists not", async () => {
  const rig = await WatchlistRig.open();
  const listId = await rig.list();
  const other = await rig.list("asha", "Other");
  const top = await rig.add(listId, { kind: "EQUITY", key: shareKey(0) });
  const below = await rig.add(listId, { kind: "EQUITY", key: shareKey(1) });
  const unseen = await rig.add(other, { kind: "EQUITY", key: shareKey(2) });
  expect(rig.items).toEqual([top.id, below.id, unseen.id]);
  rig.clock.advance(1);
  const [viewed] = await rig.view(listId);
  expect(rig.items).toEqual([unseen.id, below.id, top.id]);
  expect(viewed!.lastUsedAt).toBe(rig.clock.now());
  expect((await rig.db.items.get(unseen.id))!.lastUsedAt).toBeLessThan(rig.clock.now());
});
