import { expect, test } from "bun:test";
import { MASTER_REFRESHES_KEPT } from "../../server/db/master-refreshes.ts";
import { CHANGED_FIELDS, INSTRUMENT_FATES, type MasterChange, type MasterCounts } from "../../shared/master-change.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { refreshed } from "../fakes/db-rows.ts";

const nothing = Object.fromEntries([...INSTRUMENT_FATES, ...CHANGED_FIELDS].map((name) => [name, 0])) as MasterCounts;
const none = { count: 0, listed: [] };
const change: MasterChange = {
  counts: { ...nothing, lotSize: 412 },
  groups: [
    { segment: "NSE_FNO", kind: "OPTIDX", before: 412, after: 412, added: 0, expired: 0, gone: 0, reassigned: 0 },
  ],
  expiries: { added: none, removed: none },
  added: [],
  gone: [],
  reassigned: [],
  fields: {
    name: [],
    lotSize: [{ key: "NSE_FNO:40000", name: "NIFTY 29 Dec 2026", instruments: 412, before: 75, after: 65 }],
    freezeQuantity: [],
    tickSize: [],
    isin: [],
    series: [],
  },
};

test("refreshes are listed newest first, with their counts; the whole change is asked for by id, after a restart too", async () => {
  await using folder = new DatabaseFolder();
  const before = await folder.open();
  const replaced = await before.masterRefreshes.append(
    refreshed({ trigger: "admin", actor: "demo", isForced: true, outcome: "replaced", reason: "too few", change }),
  );
  const failed = await before.masterRefreshes.append(refreshed({ outcome: "failed", reason: "no network" }));
  await before.close();

  const { masterRefreshes } = await folder.open();
  expect(await masterRefreshes.list(10)).toEqual([failed, replaced]);
  expect(replaced).toEqual({
    id: replaced.id,
    startedAt: 100,
    finishedAt: 200,
    trigger: "admin",
    actor: "demo",
    isForced: true,
    outcome: "replaced",
    reason: "too few",
    instruments: 290_000,
    counts: change.counts,
  });
  expect(failed).toMatchObject({ counts: null, isForced: false });
  expect(await masterRefreshes.change(replaced.id)).toEqual(change);
  expect(await masterRefreshes.change(failed.id)).toBeNull();
  expect(await masterRefreshes.change(1_000_000)).toBeNull();
  expect(await masterRefreshes.list(0)).toEqual([failed]);
});

test("at most MASTER_REFRESHES_KEPT are remembered, the newest", async () => {
  await using folder = new DatabaseFolder();
  const { masterRefreshes } = await folder.open();
  folder.raw((sqlite) =>
    sqlite.run(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MASTER_REFRESHES_KEPT})
       insert into master_refreshes select i, 1, 2, 'retry', 'server', 0, 'failed', 'no network', 0, null, null from n`,
    ),
  );
  const newest = await masterRefreshes.append(refreshed());
  const kept = await masterRefreshes.list(1_000_000);
  expect(kept).toHaveLength(MASTER_REFRESHES_KEPT);
  expect(kept[0]).toEqual(newest);
  expect(kept.at(-1)!.id).toBe(2);
});

test("an outcome that is none is refused", async () => {
  await using folder = new DatabaseFolder();
  const { masterRefreshes } = await folder.open();
  await expect(masterRefreshes.append(refreshed({ outcome: "odd" as never }))).rejects.toThrow(/check/i);
});

test("a change that cannot be read is an error that says which", async () => {
  await using folder = new DatabaseFolder();
  const { masterRefreshes } = await folder.open();
  const { id } = await masterRefreshes.append(refreshed({ outcome: "replaced", change }));
  folder.raw((sqlite) => sqlite.run("update master_refreshes set change = '{}'"));
  await expect(masterRefreshes.change(id)).rejects.toMatchObject({ code: "bad-value" });
});
