import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  LOG_PAGE_ROWS,
  LOG_ROWS,
  LOG_TRIM_ROWS,
  type LogAction,
  type LogQuery,
  type SubscriptionLog,
} from "../../server/db/subscription-log.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { logged } from "../fakes/db-rows.ts";

/** All pages of a query, one after the other. */
async function walk(log: SubscriptionLog, query: LogQuery) {
  const pages = [];
  let before: number | undefined;
  do {
    const { entries, next } = await log.page({ ...query, before });
    pages.push(entries);
    before = next ?? undefined;
  } while (before !== undefined);
  return pages;
}

test("entries come back newest first, as they were written", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  const shift = logged("tier-b:NIFTY:2026-12-01", { action: "ATM_SHIFT", userId: null, actor: "chains", legs: 4 });
  await log.append([logged("item:1", { connection: 3 }), shift]);
  await log.append([]);
  expect(await log.page({ limit: 10 })).toEqual({
    entries: [
      { id: 2, ...shift },
      { id: 1, ...logged("item:1", { connection: 3 }) },
    ],
    next: null,
  });
});

test("pages of any size and filter give each entry once, in order, while new ones come in", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  const actions: LogAction[] = ["SUBSCRIBE", "UNSUBSCRIBE", "EVICT"];
  const written = Array.from({ length: 60 }, (_, index) =>
    logged(`item:${index % 4}`, { action: actions[index % 3]!, userId: [null, "asha", "demo"][index % 5] ?? null }),
  );
  await log.append(written);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.record(
        {
          action: fc.constantFrom(...actions),
          userId: fc.constantFrom("asha", "demo", "nobody"),
          unitId: fc.constantFrom("item:0", "item:3"),
        },
        { requiredKeys: [] },
      ),
      async (limit, filter) => {
        const highest = (await log.page({ limit: 1 })).entries[0]!.id;
        const pages = await walk(log, { limit, ...filter, before: highest + 1 });
        await log.append([logged("late")]);
        const expected = written
          .map((entry, index) => ({ id: index + 1, ...entry }))
          .filter((entry) =>
            Object.entries(filter).every(([key, value]) => entry[key as keyof typeof filter] === value),
          )
          .toReversed();
        expect(pages.flat().filter(({ unitId }) => unitId !== "late")).toEqual(expected);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test("a page has at least one row and at most LOG_PAGE_ROWS, whatever is asked", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  await log.append(Array.from({ length: LOG_PAGE_ROWS + 1 }, (_, index) => logged(`item:${index}`)));
  for (const [limit, rows] of [
    [1_000_000, LOG_PAGE_ROWS],
    [0, 1],
    [-5, 1],
  ] as const) {
    expect((await log.page({ limit })).entries).toHaveLength(rows);
  }
});

test("the log holds LOG_ROWS of the newest, and at most LOG_TRIM_ROWS more", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  const { columns, values } = insertOf(logged("old"));
  folder.raw((sqlite) =>
    sqlite.run(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${LOG_ROWS})
       insert into subscription_log (${columns}) select ${values} from n`,
    ),
  );
  const count = () => folder.raw((sqlite) => sqlite.query("select count(*) as n from subscription_log").get());
  await log.append(Array.from({ length: LOG_TRIM_ROWS - 1 }, () => logged("new")));
  expect(count()).toEqual({ n: LOG_ROWS + LOG_TRIM_ROWS - 1 });
  await log.append([logged("last")]);
  expect(count()).toEqual({ n: LOG_ROWS });
  expect((await log.page({ limit: 1 })).entries[0]).toMatchObject({ id: LOG_ROWS + LOG_TRIM_ROWS, unitId: "last" });
  expect(folder.raw((sqlite) => sqlite.query("select min(id) as id from subscription_log").get())).toEqual({
    id: LOG_TRIM_ROWS + 1,
  });
});

/** An entry as columns and literals of SQL. */
function insertOf(entry: ReturnType<typeof logged>) {
  const columns = Object.keys(entry).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  const values = Object.values(entry).map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
  return { columns: columns.join(), values: values.join() };
}

test("an id is not given twice, even when the newest entries are gone", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  await log.append([logged("1"), logged("2")]);
  folder.raw((sqlite) => sqlite.run("delete from subscription_log"));
  await log.append([logged("3")]);
  expect((await log.page({ limit: 10 })).entries.map(({ id }) => id)).toEqual([3]);
});

test("an unknown action is refused, and what was to be written with it", async () => {
  await using folder = new DatabaseFolder();
  const { log } = await folder.open();
  await expect(log.append([logged("1"), logged("2", { action: "NAP" as never })])).rejects.toThrow(/check/i);
  expect((await log.page({ limit: 10 })).entries).toEqual([]);
});
