import { expect, test } from "bun:test";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { equity, list, streaming } from "../fakes/db-rows.ts";

async function withLists(folder: DatabaseFolder, ...ids: string[]) {
  const database = await folder.open();
  for (const id of ids) await database.watchlists.insert(list(id));
  return {
    ...database,
    order: async (userId = "demo") => (await database.watchlists.list(userId)).map(({ id }) => id),
  };
}

test("a new list comes behind the user's others, whatever its id", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists, order, users } = await withLists(folder, "c", "a", "b");
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  expect(await order()).toEqual(["c", "a", "b"]);
  expect(await watchlists.insert(list("d", { userId: "asha" }))).toEqual({
    ...list("d", { userId: "asha" }),
    position: 0,
  });
  expect(await watchlists.get("b")).toEqual({ ...list("b"), position: 2 });
  expect(await watchlists.get("x")).toBeNull();
});

test("a list belongs to a user who exists", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists } = await withLists(folder);
  await expect(watchlists.insert(list("a", { userId: "nobody" }))).rejects.toThrow(/foreign key/i);
});

test("a list can be renamed", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists } = await withLists(folder, "a");
  expect(await watchlists.rename("a", "Banks")).toBe(true);
  expect((await watchlists.get("a"))?.name).toBe("Banks");
  expect(await watchlists.rename("x", "Banks")).toBe(false);
});

test("a user has one list of a name; another user may have one too", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists, users, order } = await withLists(folder, "a", "b");
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  await watchlists.insert(list("c", { userId: "asha", name: "List a" }));
  await expect(watchlists.insert(list("d", { name: "List a" }))).rejects.toThrow(/unique/i);
  await expect(watchlists.rename("b", "List a")).rejects.toThrow(/unique/i);
  expect(await order()).toEqual(["a", "b"]);
});

test("lists take the order asked for; one that wasn't named stays behind them", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists, order, users } = await withLists(folder, "a", "b", "c");
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  await watchlists.insert(list("d", { userId: "asha" }));
  await watchlists.reorder("demo", ["c", "gone", "d", "a"]);
  expect(await order()).toEqual(["c", "a", "b"]);
  expect(await order("asha")).toEqual(["d"]);
});

test("a deleted list takes its items and their subscriptions along, and no other's", async () => {
  await using folder = new DatabaseFolder();
  const { watchlists, items, subscriptions, order } = await withLists(folder, "a", "b");
  await items.insert(equity("1", { listId: "a" }));
  await items.insert(equity("2", { listId: "b" }));
  await subscriptions.put([streaming("1"), streaming("2")]);
  expect(await watchlists.delete("a")).toBe(true);
  expect(await watchlists.delete("a")).toBe(false);
  expect(await order()).toEqual(["b"]);
  expect((await items.all()).map(({ id }) => id)).toEqual(["2"]);
  expect((await subscriptions.all()).map(({ itemId }) => itemId)).toEqual(["2"]);
});
