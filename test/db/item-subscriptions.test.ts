import { expect, test } from "bun:test";
import { BATCH_ROWS } from "../../server/db/batch.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { equity, list, streaming } from "../fakes/db-rows.ts";

async function withItems(folder: DatabaseFolder, ...ids: string[]) {
  const database = await folder.open();
  await database.watchlists.insert(list("a"));
  await database.transaction(async ({ items }) => {
    for (const [index, id] of ids.entries()) await items.insert(equity(id, { instrumentKey: `NSE_EQ:${index + 1}` }));
  });
  return database;
}

test("a row is written, then replaced by the next one of the same item", async () => {
  await using folder = new DatabaseFolder();
  const { subscriptions } = await withItems(folder, "1", "2");
  await subscriptions.put([streaming("1", { keys: 126 }), streaming("2")]);
  expect(await subscriptions.get("1")).toEqual(streaming("1", { keys: 126 }));
  const evicted = {
    itemId: "1",
    state: "evicted" as const,
    reason: "least-recently-used" as const,
    keys: 84,
    since: 300,
  };
  await subscriptions.put([evicted]);
  expect(await subscriptions.all()).toEqual([evicted, streaming("2")]);
  expect(await subscriptions.all("streaming")).toEqual([streaming("2")]);
  expect(await subscriptions.all("ended")).toEqual([]);
  expect(await subscriptions.get("x")).toBeNull();
});

test("a user's rows are those of the user's items", async () => {
  await using folder = new DatabaseFolder();
  const { subscriptions, users, watchlists, items } = await withItems(folder, "1");
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  await watchlists.insert(list("b", { userId: "asha" }));
  await items.insert(equity("2", { listId: "b", userId: "asha" }));
  await subscriptions.put([streaming("1"), streaming("2")]);
  expect(await subscriptions.ofUser("asha")).toEqual([streaming("2")]);
  expect(await subscriptions.ofUser("nobody")).toEqual([]);
});

test("marking changes the state of what is there, over more than one batch, and passes over what has gone", async () => {
  await using folder = new DatabaseFolder();
  const ids = Array.from({ length: BATCH_ROWS + 1 }, (_, index) => `i${index}`);
  const { subscriptions } = await withItems(folder, ...ids);
  await subscriptions.put(ids.map((id) => streaming(id, { keys: 42 })));
  const ended = { state: "ended" as const, reason: "end-of-day" as const, since: 900 };
  expect(await subscriptions.mark([...ids.slice(1), "gone"], ended)).toBe(BATCH_ROWS);
  expect(await subscriptions.all("streaming")).toEqual([streaming("i0", { keys: 42 })]);
  expect(await subscriptions.get("i1")).toEqual({ itemId: "i1", keys: 42, ...ended });
});

test("a row goes with its item", async () => {
  await using folder = new DatabaseFolder();
  const { subscriptions, items } = await withItems(folder, "1", "2");
  await subscriptions.put([streaming("1"), streaming("2")]);
  await items.delete(["1"]);
  expect(await subscriptions.all()).toEqual([streaming("2")]);
});

test("one bad row of several, and none is written", async () => {
  await using folder = new DatabaseFolder();
  const { subscriptions } = await withItems(folder, "1");
  await expect(subscriptions.put([streaming("1"), streaming("no item")])).rejects.toThrow(/foreign key/i);
  await expect(subscriptions.put([streaming("1", { state: "asleep" as never })])).rejects.toThrow(/check/i);
  await expect(subscriptions.put([streaming("1", { keys: -1 })])).rejects.toThrow(/check/i);
  expect(await subscriptions.all()).toEqual([]);
  await subscriptions.put([]);
});
