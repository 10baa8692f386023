import { expect, test } from "bun:test";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { equity, list, logged, streaming } from "../fakes/db-rows.ts";

const asha = { id: "asha", name: "Asha", shareSlots: 1000, createdAt: 200 };

test("the user demo is there from the start, once", async () => {
  await using folder = new DatabaseFolder();
  expect(await (await folder.open()).users.list()).toEqual([
    { id: "demo", name: "Demo", shareSlots: null, createdAt: expect.any(Number) },
  ]);
  expect(await (await folder.open()).users.list()).toHaveLength(1);
});

test("a user can be added, changed in part and found again", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await folder.open();
  await users.insert(asha);
  expect(await users.get("asha")).toEqual(asha);
  expect(await users.update("asha", { shareSlots: null })).toBe(true);
  expect(await users.update("asha", { name: "Asha R" })).toBe(true);
  expect(await users.get("asha")).toEqual({ ...asha, name: "Asha R", shareSlots: null });
  expect(await users.get("nobody")).toBeNull();
  expect(await users.update("nobody", { name: "x" })).toBe(false);
});

test("an id is given once, and a share is never negative", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await folder.open();
  await users.insert(asha);
  await expect(users.insert(asha)).rejects.toThrow();
  await expect(users.update("asha", { shareSlots: -1 })).rejects.toThrow();
  expect(await users.get("asha")).toEqual(asha);
});

test("a deleted user's lists, items and subscriptions go along, the log and other users stay", async () => {
  await using folder = new DatabaseFolder();
  const { users, watchlists, items, subscriptions, log } = await folder.open();
  await users.insert(asha);
  await watchlists.insert(list("a", { userId: "asha" }));
  await watchlists.insert(list("b"));
  await items.insert(equity("1", { listId: "a", userId: "asha" }));
  await items.insert(equity("2", { listId: "b" }));
  await subscriptions.put([streaming("1"), streaming("2")]);
  await log.append([logged("item:1", { userId: "asha" })]);

  expect(await users.delete("asha")).toBe(true);
  expect(await users.delete("asha")).toBe(false);
  expect(await watchlists.list("asha")).toEqual([]);
  expect((await items.all()).map(({ id }) => id)).toEqual(["2"]);
  expect((await subscriptions.all()).map(({ itemId }) => itemId)).toEqual(["2"]);
  expect((await log.page({ limit: 10, userId: "asha" })).entries).toHaveLength(1);
});
