import { describe, expect, test } from "bun:test";
import * as calendar from "../../server/calendar/exchange-calendar.ts";
import type { EodRun, EodRuns } from "../../server/db/eod-runs.ts";
import { EndOfDay, LATE_AFTER_MS } from "../../server/jobs/end-of-day.ts";
import type { EodAt } from "../../server/jobs/market-day.ts";
import { HandClock } from "../fakes/clock.ts";
import { CRUDEOIL_FUTURE, shareKey } from "../fakes/watchlist-master.ts";
import { log, WatchlistRig } from "../fakes/watchlist-rig.ts";

const ist = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+05:30`);

interface Options {
  eodAt?: EodAt;
  isListCleared?: boolean;
  runs?: Pick<EodRuns, "get" | "claim" | "finish">;
  onRun?: (run: EodRun) => void;
}

function jobOf(
  rig: WatchlistRig,
  { eodAt = "15:30", isListCleared = false, runs = rig.db.eodRuns, onRun = () => {} }: Options = {},
) {
  const watchlists = rig.service.upkeep;
  return new EndOfDay({ clock: rig.clock, log, calendar, runs, watchlists, eodAt, isListCleared, onRun });
}

/** A share of NSE and a future of MCX on asha's list, from a moment on. */
async function rigAt(text: string) {
  const rig = await WatchlistRig.open({ clock: new HandClock(ist(text)) });
  const listId = await rig.list();
  await rig.add(listId, { kind: "EQUITY", key: shareKey(0) });
  await rig.add(listId, { kind: "FUTURE", key: CRUDEOIL_FUTURE });
  return { rig, listId };
}

/** Lets the clock run to a moment, minute by minute, and what it sets off be done. */
async function runTo(rig: WatchlistRig, text: string): Promise<void> {
  while (rig.clock.now() < ist(text)) {
    rig.clock.advance(Math.min(60_000, ist(text) - rig.clock.now()));
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    await rig.service.settled();
  }
}

const SHARE_ONLY = [shareKey(0)];
const CRUDE_ONLY = [CRUDEOIL_FUTURE];
const heldBy = (rig: WatchlistRig) => [...rig.subscriptions.view.held.keys()];

describe("on a trading day", () => {
  test("NSE's and BSE's items go at EOD_AT, MCX's at MCX's close, and each comes back at the next session's pre-open", async () => {
    const { rig } = await rigAt("2026-06-10 15:20");
    const job = jobOf(rig);
    await job.start();
    await runTo(rig, "2026-06-10 15:29");
    expect(rig.held).toBe(2);
    await runTo(rig, "2026-06-10 15:30");
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    await runTo(rig, "2026-06-10 23:29");
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    await runTo(rig, "2026-06-10 23:30");
    expect(heldBy(rig)).toEqual([]);
    await runTo(rig, "2026-06-11 08:59");
    expect(heldBy(rig)).toEqual([]);
    await runTo(rig, "2026-06-11 09:00");
    expect(rig.held).toBe(2);
    await job.stop();
    expect(await rig.db.eodRuns.list(10)).toMatchObject([
      { date: "2026-06-10", market: "MCX", trigger: "schedule", unitsDropped: 1, legsDropped: 1, error: null },
      { date: "2026-06-10", market: "NSE_BSE", trigger: "schedule", unitsDropped: 1, legsDropped: 1, error: null },
    ]);
  });

  test("EOD_AT=close follows the calendar: 15:40 since 2026-08-03", async () => {
    const rig = await WatchlistRig.open({ clock: new HandClock(ist("2026-08-03 15:25")) });
    await rig.add(await rig.list(), { kind: "EQUITY", key: shareKey(0) });
    const job = jobOf(rig, { eodAt: "close" });
    await job.start();
    await runTo(rig, "2026-08-03 15:39");
    expect(heldBy(rig)).toEqual(SHARE_ONLY);
    await runTo(rig, "2026-08-03 15:40");
    expect(heldBy(rig)).toEqual([]);
    await job.stop();
  });

  test("it is done once: what is asked for afterwards stays, minute after minute and after a restart", async () => {
    const { rig, listId } = await rigAt("2026-06-10 15:29");
    const job = jobOf(rig);
    await job.start();
    await runTo(rig, "2026-06-10 15:31");
    const [item] = await rig.view(listId);
    await rig.done(rig.service.items.reactivate("asha", { itemId: item!.id }));
    await runTo(rig, "2026-06-10 15:40");
    await job.stop();
    const again = await rig.restart();
    await again.done(again.service.upkeep.restore());
    const jobAgain = jobOf(again);
    await again.done(jobAgain.start());
    expect(heldBy(again)).toContain(shareKey(0));
    await jobAgain.stop();
  });

  test("EOD_CLEAR_WATCHLISTS empties the market's lists", async () => {
    const { rig, listId } = await rigAt("2026-06-10 15:29");
    const job = jobOf(rig, { isListCleared: true });
    await job.start();
    await runTo(rig, "2026-06-10 15:30");
    expect(await rig.view(listId)).toMatchObject([{ key: CRUDEOIL_FUTURE, state: "streaming" }]);
    await runTo(rig, "2026-06-11 09:01");
    expect(await rig.view(listId)).toEqual([]);
    await job.stop();
  });
});

test("nothing happens at a weekend: Friday's items come back on Monday", async () => {
  const { rig } = await rigAt("2026-06-12 15:29");
  const job = jobOf(rig);
  await job.start();
  await runTo(rig, "2026-06-12 23:31");
  expect(rig.held).toBe(0);
  await runTo(rig, "2026-06-15 08:59");
  expect(rig.held).toBe(0);
  expect(await rig.db.eodRuns.list(10)).toHaveLength(2);
  await runTo(rig, "2026-06-15 09:00");
  expect(rig.held).toBe(2);
  await job.stop();
});

test("on a holiday of NSE that MCX trades in the evening of, MCX's items come back for the evening alone", async () => {
  const { rig } = await rigAt("2026-05-27 15:29");
  const job = jobOf(rig);
  await job.start();
  await runTo(rig, "2026-05-28 16:59");
  expect(rig.held).toBe(0);
  await runTo(rig, "2026-05-28 17:00");
  expect(heldBy(rig)).toEqual(CRUDE_ONLY);
  await runTo(rig, "2026-05-28 23:30");
  expect(rig.held).toBe(0);
  await runTo(rig, "2026-05-29 09:00");
  expect(rig.held).toBe(2);
  await job.stop();
  const runs = (await rig.db.eodRuns.list(10)).map(({ date, market }) => `${date} ${market}`);
  expect(runs).toEqual(["2026-05-28 MCX", "2026-05-27 MCX", "2026-05-27 NSE_BSE"]);
});

describe("a process that was down at the time", () => {
  async function downFrom(until: string, options: Options = {}) {
    const { rig: before, listId } = await rigAt("2026-06-10 15:00");
    const job = jobOf(before, options);
    await job.start();
    await job.stop();
    before.stop();
    before.clock.advance(ist(until) - before.clock.now());
    const rig = await before.restart();
    const made = jobOf(rig, options);
    await rig.done(made.start());
    await rig.done(rig.service.upkeep.restore());
    await made.stop();
    return { rig, listId, runs: await rig.db.eodRuns.list(10) };
  }

  test("makes up for it on the same day: the items are not even demanded", async () => {
    const { rig, listId, runs } = await downFrom("2026-06-10 17:00");
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    expect(await rig.view(listId)).toMatchObject([{ state: "ended" }, { state: "streaming" }]);
    expect(rig.requests.flatMap(({ set = [] }) => set)).toHaveLength(1);
    expect(runs[0]).toMatchObject({ date: "2026-06-10", market: "NSE_BSE", trigger: "catch-up", unitsDropped: 1 });
  });

  test("and before the next session's pre-open", async () => {
    const { rig, runs } = await downFrom("2026-06-11 08:30");
    expect(rig.held).toBe(0);
    expect(runs.slice(0, 2).map(({ date, market, trigger }) => [date, market, trigger])).toEqual([
      ["2026-06-10", "MCX", "catch-up"],
      ["2026-06-10", "NSE_BSE", "catch-up"],
    ]);
  });

  test("once the next session has begun the items stream, and the missed day is only recorded", async () => {
    const { rig, runs } = await downFrom("2026-06-11 10:00");
    expect(rig.held).toBe(2);
    expect(runs.map(({ date, market, trigger, unitsDropped }) => [date, market, trigger, unitsDropped])).toEqual([
      ["2026-06-10", "MCX", "catch-up", 0],
      ["2026-06-10", "NSE_BSE", "catch-up", 0],
    ]);
  });

  test("then too the lists are emptied, where they are to be", async () => {
    const { rig, listId, runs } = await downFrom("2026-06-11 10:00", { isListCleared: true });
    expect(rig.held).toBe(0);
    expect(await rig.view(listId)).toEqual([]);
    expect(runs.map(({ date, unitsDropped }) => [date, unitsDropped])).toEqual([
      ["2026-06-10", 1],
      ["2026-06-10", 1],
    ]);
  });

  test("brings back what had ended before, when it was down at the pre-open", async () => {
    const { rig: before, listId } = await rigAt("2026-06-10 15:29");
    const job = jobOf(before);
    await job.start();
    await runTo(before, "2026-06-10 23:31");
    await job.stop();
    before.stop();
    before.clock.advance(ist("2026-06-12 11:00") - before.clock.now());
    const rig = await before.restart();
    const made = jobOf(rig);
    await rig.done(made.start());
    await made.stop();
    expect(rig.held).toBe(2);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming" }, { state: "streaming" }]);
  });

  test("a run that comes a little late is still the schedule's", async () => {
    const { rig } = await rigAt("2026-06-10 15:00");
    rig.clock.advance(ist("2026-06-10 15:30") + LATE_AFTER_MS - rig.clock.now());
    const job = jobOf(rig);
    await job.look();
    expect(await rig.db.eodRuns.get("2026-06-10", "NSE_BSE")).toMatchObject({ trigger: "schedule" });
  });
});

test("each run is told once it has finished, also one that failed", async () => {
  const { rig } = await rigAt("2026-06-10 15:29");
  const told: EodRun[] = [];
  const job = jobOf(rig, { onRun: (run) => told.push(run) });
  await job.start();
  rig.failure = new Error("disk full");
  await runTo(rig, "2026-06-10 15:30");
  rig.failure = null;
  await runTo(rig, "2026-06-10 15:31");
  expect(told).toEqual([
    expect.objectContaining({ market: "NSE_BSE", error: "disk full", unitsDropped: 0 }),
    expect.objectContaining({ market: "NSE_BSE", error: null, unitsDropped: 1 }),
  ]);
  expect(told.at(-1)).toEqual((await rig.db.eodRuns.get("2026-06-10", "NSE_BSE"))!);
  await job.stop();
});

describe("a run that fails", () => {
  test("is recorded with the error, leaves the items streaming, and is made up for by the next look", async () => {
    const { rig } = await rigAt("2026-06-10 15:29");
    const job = jobOf(rig);
    await job.start();
    rig.failure = new Error("disk full");
    await runTo(rig, "2026-06-10 15:31");
    expect(await rig.db.eodRuns.get("2026-06-10", "NSE_BSE")).toMatchObject({ error: "disk full", unitsDropped: 0 });
    expect(rig.held).toBe(2);
    rig.failure = null;
    await runTo(rig, "2026-06-10 15:32");
    expect(await rig.db.eodRuns.get("2026-06-10", "NSE_BSE")).toMatchObject({ error: null, unitsDropped: 1 });
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    await job.stop();
  });

  test("in one market does not keep the other from ending its day", async () => {
    const { rig } = await rigAt("2026-06-10 15:29");
    const { eodRuns } = rig.db;
    const runs: Options["runs"] = {
      get: (date, market) => (market === "NSE_BSE" ? Promise.reject(new Error("no")) : eodRuns.get(date, market)),
      claim: (run) => eodRuns.claim(run),
      finish: (date, market, result) => eodRuns.finish(date, market, result),
    };
    const job = jobOf(rig, { runs });
    await job.start();
    await runTo(rig, "2026-06-10 23:31");
    expect(heldBy(rig)).toEqual(SHARE_ONLY);
    await job.stop();
  });
});

describe("an admin", () => {
  test("can end a day early: it is recorded, the items stay ended, and the day's own run still comes", async () => {
    const { rig, listId } = await rigAt("2026-06-10 11:00");
    const job = jobOf(rig);
    await job.start();
    const run = await job.runNow("NSE_BSE", "admin@example.com");
    expect(run).toMatchObject({ date: "2026-06-10", trigger: "admin", unitsDropped: 1, legsDropped: 1, error: null });
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    await runTo(rig, "2026-06-10 11:05");
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    const { entries } = await rig.db.log.page({ limit: 1, action: "EOD_CLEANUP" });
    expect(entries).toMatchObject([{ actor: "admin@example.com" }]);

    const [item] = await rig.view(listId);
    await rig.done(rig.service.items.reactivate("asha", { itemId: item!.id }));
    await runTo(rig, "2026-06-10 15:31");
    expect(heldBy(rig)).toEqual(CRUDE_ONLY);
    const done = await rig.db.eodRuns.get("2026-06-10", "NSE_BSE");
    expect(done).toMatchObject({ trigger: "admin", unitsDropped: 2, error: null });
    await runTo(rig, "2026-06-11 09:00");
    expect(rig.held).toBe(2);
    await job.stop();
  });

  test("who starts it again changes nothing", async () => {
    const { rig } = await rigAt("2026-06-10 16:00");
    const job = jobOf(rig);
    const first = await job.runNow("NSE_BSE", "admin");
    const told = rig.told.length;
    const second = await job.runNow("NSE_BSE", "admin");
    expect(second).toEqual({ ...first, finishedAt: expect.any(Number) });
    expect(rig.told).toHaveLength(told);
  });

  test("is told when the database fails", async () => {
    const { rig } = await rigAt("2026-06-10 16:00");
    rig.failure = new Error("disk full");
    await expect(jobOf(rig).runNow("NSE_BSE", "admin")).rejects.toThrow("disk full");
    expect(await rig.db.eodRuns.get("2026-06-10", "NSE_BSE")).toMatchObject({ error: "disk full" });
    expect(rig.held).toBe(2);
  });
});
