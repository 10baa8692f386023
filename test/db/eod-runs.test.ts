import { expect, test } from "bun:test";
import { EOD_RUNS_KEPT } from "../../server/db/eod-runs.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { claim } from "../fakes/db-rows.ts";

const done = { finishedAt: 200, unitsDropped: 3, legsDropped: 126, error: null };

test("a run that was done is not begun again on its day, whoever asks", async () => {
  await using folder = new DatabaseFolder();
  const { eodRuns } = await folder.open();
  expect(await eodRuns.claim(claim("2026-11-24"))).toBe(true);
  await eodRuns.finish("2026-11-24", "NSE_BSE", done);
  expect(await eodRuns.claim(claim("2026-11-24", { trigger: "admin", startedAt: 300 }))).toBe(false);
  expect(await eodRuns.get("2026-11-24", "NSE_BSE")).toEqual({ ...claim("2026-11-24"), ...done });
});

test("markets and days have runs of their own", async () => {
  await using folder = new DatabaseFolder();
  const { eodRuns } = await folder.open();
  await eodRuns.claim(claim("2026-11-24"));
  await eodRuns.finish("2026-11-24", "NSE_BSE", done);
  expect(await eodRuns.claim(claim("2026-11-24", { market: "MCX" }))).toBe(true);
  expect(await eodRuns.claim(claim("2026-11-25"))).toBe(true);
  expect(await eodRuns.get("2026-11-24", "MCX")).toMatchObject({ finishedAt: null, unitsDropped: 0, legsDropped: 0 });
  expect(await eodRuns.get("2026-11-23", "MCX")).toBeNull();
  const listed = (await eodRuns.list(2)).map(({ date, market }) => [date, market]);
  expect(listed).toEqual([
    ["2026-11-25", "NSE_BSE"],
    ["2026-11-24", "MCX"],
  ]);
});

test("a run that never finished, because the process ended, is taken up again", async () => {
  await using folder = new DatabaseFolder();
  const before = await folder.open();
  await before.eodRuns.claim(claim("2026-11-24"));
  const { eodRuns } = await folder.open();
  expect(await eodRuns.claim(claim("2026-11-24", { trigger: "catch-up", startedAt: 900 }))).toBe(true);
  expect(await eodRuns.get("2026-11-24", "NSE_BSE")).toMatchObject({ trigger: "catch-up", startedAt: 900 });
});

test("a run that failed is taken up again, and its error goes", async () => {
  await using folder = new DatabaseFolder();
  const { eodRuns } = await folder.open();
  await eodRuns.claim(claim("2026-11-24"));
  await eodRuns.finish("2026-11-24", "NSE_BSE", { ...done, error: "no database" });
  expect(await eodRuns.get("2026-11-24", "NSE_BSE")).toMatchObject({ error: "no database" });
  expect(await eodRuns.claim(claim("2026-11-24"))).toBe(true);
  expect(await eodRuns.get("2026-11-24", "NSE_BSE")).toMatchObject({ error: null, finishedAt: null, legsDropped: 0 });
});

test("at most EOD_RUNS_KEPT days are remembered, the newest", async () => {
  await using folder = new DatabaseFolder();
  const { eodRuns } = await folder.open();
  folder.raw((sqlite) =>
    sqlite.run(
      `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${EOD_RUNS_KEPT})
       insert into eod_runs select date('2020-01-01', i || ' days'), 'MCX', 1, 2, 0, 0, 'schedule', null from n`,
    ),
  );
  await eodRuns.claim(claim("2026-11-24", { market: "MCX" }));
  await eodRuns.finish("2026-11-24", "MCX", done);
  const kept = await eodRuns.list(1_000_000);
  expect(kept).toHaveLength(EOD_RUNS_KEPT);
  expect(kept[0]!.date).toBe("2026-11-24");
  expect(kept.at(-1)!.date).toBe("2020-01-03");
});

test("an unknown market is refused", async () => {
  await using folder = new DatabaseFolder();
  const { eodRuns } = await folder.open();
  await expect(eodRuns.claim(claim("2026-11-24", { market: "NCDEX" as never }))).rejects.toThrow(/check/i);
});
