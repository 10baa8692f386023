import { expect, test } from "bun:test";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { equity, list, logged, streaming } from "../fakes/db-rows.ts";

test("a transaction over several tables is kept whole and gives back what its work returned", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const item = await database.transaction(async ({ watchlists, items, subscriptions, log }) => {
    await watchlists.insert(list("a"));
    const added = await items.insert(equity("1"));
    await subscriptions.put([streaming("1")]);
    await log.append([logged("item:1")]);
    return added;
  });
  const again = await folder.open();
  expect(await again.items.all()).toEqual([item]);
  expect(await again.subscriptions.all()).toEqual([streaming("1")]);
  expect((await again.log.page({ limit: 10 })).entries).toHaveLength(1);
});

test("a transaction whose work throws leaves nothing, and the database goes on", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  await database.watchlists.insert(list("a"));
  const failure = new Error("the feed said no");
  const doomed = database.transaction(async ({ items, subscriptions, settings }) => {
    await items.insert(equity("1"));
    await subscriptions.put([streaming("1")]);
    await settings.put("x", 1, 1);
    throw failure;
  });
  await expect(doomed).rejects.toBe(failure);
  expect(await database.items.all()).toEqual([]);
  await database.items.insert(equity("1"));
  expect(await database.items.all()).toHaveLength(1);
});

test("a statement that a constraint refuses takes the whole transaction back", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const doomed = database.transaction(async ({ watchlists, subscriptions }) => {
    await watchlists.insert(list("a"));
    await subscriptions.put([streaming("no item")]);
  });
  await expect(doomed).rejects.toThrow(/foreign key/i);
  expect(await database.watchlists.list("demo")).toEqual([]);
});

test("what others ask for meanwhile waits, and never sees half a change", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const change = database.transaction(async ({ watchlists }) => {
    await watchlists.insert(list("a"));
    await mayGoOn;
    await watchlists.insert(list("b"));
  });
  const seen = database.watchlists.list("demo");
  goOn();
  expect((await seen).map(({ id }) => id)).toEqual(["a", "b"]);
  await change;
});

test("transactions begun at once are done one after the other, none lost", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  await database.watchlists.insert(list("a"));
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      database.transaction(async ({ items, subscriptions }) => {
        await items.insert(equity(`i${index}`, { instrumentKey: `NSE_EQ:${index + 1}` }));
        await subscriptions.put([streaming(`i${index}`)]);
      }),
    ),
  );
  const positions = (await database.items.ofList("a")).map(({ position }) => position);
  expect(positions).toEqual(positions.map((_, index) => index));
  expect(await database.subscriptions.all()).toHaveLength(20);
});

test("closing waits for what was asked before, and leaves everything in the one file", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const change = database.transaction(async ({ watchlists }) => {
    await watchlists.insert(list("a"));
    await watchlists.insert(list("b"));
  });
  const last = database.watchlists.insert(list("c"));
  await database.close();
  await database.close();
  await Promise.all([change, last]);
  await expect(database.watchlists.list("demo")).rejects.toThrow();

  await using copy = new DatabaseFolder();
  await Bun.write(copy.path, Bun.file(folder.path));
  expect(await (await copy.open()).watchlists.list("demo")).toHaveLength(3);
});
