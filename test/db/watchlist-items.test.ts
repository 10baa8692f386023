import { expect, test } from "bun:test";
import { BATCH_ROWS } from "../../server/db/batch.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { equity, list, options } from "../fakes/db-rows.ts";

async function withListA(folder: DatabaseFolder) {
  const database = await folder.open();
  await database.watchlists.insert(list("a"));
  return database;
}

test("all four kinds come back as they were put, with their place on the list", async () => {
  await using folder = new DatabaseFolder();
  const { items } = await withListA(folder);
  const wanted = [
    equity("1"),
    equity("2", { kind: "FUTURE", instrumentKey: "NSE_FNO:55796" }),
    options("3", { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "nearest", count: 3 } }),
    options("4", { expiries: ["2026-11-24"], expiryRule: { kind: "dates", dates: ["2026-11-24"] } }),
  ];
  for (const [position, item] of wanted.entries()) expect(await items.insert(item)).toEqual({ ...item, position });
  const expected = wanted.map((item, position) => ({ ...item, position }));
  expect(await items.ofList("a")).toEqual(expected);
  expect(await items.ofUser("demo")).toEqual(expected);
  expect(await items.all()).toEqual(expected);
  expect(await items.get("4")).toEqual(expected[3]!);
  expect(await items.countOfList("a")).toBe(4);
  expect(await items.get("x")).toBeNull();
  expect(await items.countOfList("x")).toBe(0);
});

test("items of several lists don't mix", async () => {
  await using folder = new DatabaseFolder();
  const { items, watchlists, users } = await withListA(folder);
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  await watchlists.insert(list("b"));
  await watchlists.insert(list("c", { userId: "asha" }));
  await items.insert(equity("1", { listId: "b" }));
  await items.insert(equity("2", { listId: "a" }));
  await items.insert(equity("3", { listId: "c", userId: "asha" }));
  const ids = (found: { id: string }[]) => found.map(({ id }) => id);
  expect(ids(await items.ofList("b"))).toEqual(["1"]);
  expect(ids(await items.ofUser("demo"))).toEqual(["2", "1"]);
  expect(ids(await items.all())).toEqual(["2", "1", "3"]);
});

test("an item can't lie in a list that is not its user's", async () => {
  await using folder = new DatabaseFolder();
  const { items, users } = await withListA(folder);
  await users.insert({ id: "asha", name: "Asha", shareSlots: null, createdAt: 1 });
  await expect(items.insert(equity("1", { userId: "asha" }))).rejects.toThrow(/foreign key/i);
  await expect(items.insert(equity("1", { listId: "x" }))).rejects.toThrow(/foreign key/i);
});

test("an instrument stands on a list once, and on another list as well", async () => {
  await using folder = new DatabaseFolder();
  const { items, watchlists } = await withListA(folder);
  await watchlists.insert(list("b"));
  const instrumentKey = "NSE_EQ:2885";
  await items.insert(equity("1", { instrumentKey }));
  await expect(items.insert(equity("2", { instrumentKey }))).rejects.toThrow(/unique/i);
  await items.insert(equity("2", { instrumentKey, listId: "b" }));
  await items.insert(options("3"));
  await items.insert(options("4"));
  expect(await items.all()).toHaveLength(4);
});

test.each([
  ["an equity without its instrument", equity("1", { instrumentKey: null })],
  ["options with an instrument", options("1", { instrumentKey: "NSE_FNO:1" })],
  ["options without expiries", options("1", { expiries: null })],
  ["options without a rule", options("1", { expiryRule: null })],
  ["an equity with expiries", equity("1", { expiries: [], expiryRule: { kind: "dates", dates: [] } })],
  ["an unknown kind", equity("1", { kind: "BOND" as never })],
])("%s is refused", async (_, item) => {
  await using folder = new DatabaseFolder();
  const { items } = await withListA(folder);
  await expect(items.insert(item)).rejects.toThrow(/check/i);
  expect(await items.all()).toEqual([]);
});

test("expiries and their rule change, the rest stays", async () => {
  await using folder = new DatabaseFolder();
  const { items } = await withListA(folder);
  const before = await items.insert(options("1"));
  const expiries = ["2026-11-24", "2026-12-29"];
  expect(await items.update("1", { expiries, expiryRule: { kind: "dates", dates: expiries } })).toBe(true);
  const after = { ...before, expiries, expiryRule: { kind: "dates" as const, dates: expiries } };
  expect(await items.get("1")).toEqual(after);
  expect(await items.update("1", { lastUsedAt: 300 })).toBe(true);
  expect(await items.get("1")).toEqual({ ...after, lastUsedAt: 300 });
  expect(await items.update("x", { lastUsedAt: 300 })).toBe(false);
});

test("touching notes the time of those named", async () => {
  await using folder = new DatabaseFolder();
  const { items } = await withListA(folder);
  for (const id of ["1", "2", "3"]) await items.insert(equity(id));
  await items.touch(["1", "3", "gone"], 500);
  await items.touch([], 600);
  expect((await items.all()).map(({ lastUsedAt }) => lastUsedAt)).toEqual([500, 100, 500]);
});

test("items take the order asked for, over more than one batch, and new ones still come last", async () => {
  await using folder = new DatabaseFolder();
  const database = await withListA(folder);
  const ids = Array.from({ length: 2 * BATCH_ROWS + 1 }, (_, index) => `i${index}`);
  await database.transaction(async ({ items }) => {
    for (const [index, id] of ids.entries()) await items.insert(equity(id, { instrumentKey: `NSE_EQ:${index + 1}` }));
  });
  const backwards = ids.toReversed();
  await database.items.reorder("a", backwards);
  await database.items.insert(equity("new"));
  const found = await database.items.ofList("a");
  expect(found.map(({ id }) => id)).toEqual([...backwards, "new"]);
  expect(found.map(({ position }) => position)).toEqual(found.map((_, index) => index));
});

test("reordering one list leaves another alone, even when its items are named", async () => {
  await using folder = new DatabaseFolder();
  const { items, watchlists } = await withListA(folder);
  await watchlists.insert(list("b"));
  for (const id of ["1", "2", "3"]) await items.insert(equity(id));
  for (const id of ["4", "5"]) await items.insert(equity(id, { listId: "b" }));
  await items.reorder("a", ["5", "3", "4"]);
  expect((await items.all()).map(({ id }) => id)).toEqual(["3", "1", "2", "4", "5"]);
});

test("deleting takes those named, over more than one batch, and no others", async () => {
  await using folder = new DatabaseFolder();
  const database = await withListA(folder);
  const ids = Array.from({ length: BATCH_ROWS + 2 }, (_, index) => `i${index}`);
  await database.transaction(async ({ items }) => {
    for (const [index, id] of ids.entries()) await items.insert(equity(id, { instrumentKey: `NSE_EQ:${index + 1}` }));
  });
  await database.items.delete([...ids.slice(1), "gone"]);
  expect((await database.items.all()).map(({ id }) => id)).toEqual(["i0"]);
});

test.each([
  ["expiries", "no json", "expiries of watchlist item 1 is not JSON"],
  ["expiries", '["someday"]', "expiries of watchlist item 1 does not fit"],
  ["expiry_rule", '{"kind":"all"}', "expiry_rule of watchlist item 1 does not fit"],
])("%s that somebody changed to %s are an error that says where, and not what", async (column, text, message) => {
  await using folder = new DatabaseFolder();
  const { items } = await withListA(folder);
  await items.insert(options("1"));
  folder.raw((sqlite) => sqlite.run(`update watchlist set ${column} = ?`, [text]));
  await expect(items.all()).rejects.toMatchObject({
    name: "DatabaseError",
    code: "bad-value",
    retryable: false,
    message: expect.stringContaining(message),
  });
});
