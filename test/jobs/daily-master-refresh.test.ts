import { expect, test } from "bun:test";
import * as calendar from "../../server/calendar/exchange-calendar.ts";
import type { RefreshWish } from "../../server/instruments/present-master.ts";
import { DailyMasterRefresh } from "../../server/jobs/daily-master-refresh.ts";
import { istDate, istTime } from "../../shared/ist.ts";
import type { MasterRefresh, MasterStatus } from "../../shared/master-refresh.ts";
import { HandClock } from "../fakes/clock.ts";
import { log } from "../fakes/watchlist-rig.ts";

const ist = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+05:30`);

/** A master that can be had or not, and notes when it was asked for. */
class Master {
  readonly clock: HandClock;
  readonly asked: string[] = [];
  outcome: MasterRefresh["outcome"] | "throws" = "replaced";
  /** Set to have refreshes take until it is resolved. */
  held: Promise<void> = Promise.resolve();
  #status: Omit<MasterStatus, "nextRunAt"> = { inUse: null, running: null, problem: null };

  constructor(clock: HandClock) {
    this.clock = clock;
  }

  /** What the start-up did. */
  async started(outcome: "replaced" | "last-good" | "failed"): Promise<this> {
    this.outcome = outcome === "replaced" ? "replaced" : "failed";
    await this.refresh({ trigger: "start", actor: "server" });
    if (outcome === "last-good") this.#status = { ...this.#status, inUse: this.#inUse(null) };
    this.asked.length = 0;
    return this;
  }

  status = () => this.#status;

  async refresh({ trigger }: RefreshWish): Promise<MasterRefresh> {
    const now = this.clock.now();
    this.asked.push(`${istDate(now)} ${istTime(now)} ${trigger}`);
    await this.held;
    const { outcome } = this;
    if (outcome === "throws") throw new Error("a mistake of ours");
    const isProblem = outcome === "failed" || outcome === "refused";
    const problem = isProblem ? { outcome, reason: "no network", at: this.clock.now() } : null;
    this.#status = { ...this.#status, problem };
    if (!isProblem) this.#status.inUse = this.#inUse(this.clock.now());
    const at = { startedAt: now, finishedAt: this.clock.now() };
    const reason = problem?.reason ?? null;
    const rest = { id: 1, actor: "server", isForced: false, reason, instruments: 1, counts: null };
    return { ...rest, ...at, trigger, outcome };
  }

  #inUse(newestAt: number | null): MasterStatus["inUse"] {
    const now = this.clock.now();
    return { source: "downloaded", instruments: 1, fetchedAt: now, newestAt, loadedAt: now };
  }
}

/** Lets the clock run to a moment, minute by minute, and what it sets off be done. */
async function runTo(clock: HandClock, text: string): Promise<void> {
  while (clock.now() < ist(text)) {
    clock.advance(Math.min(60_000, ist(text) - clock.now()));
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function jobFrom(text: string, outcome: "replaced" | "last-good" | "failed") {
  const clock = new HandClock(ist(text));
  const master = await new Master(clock).started(outcome);
  const job = new DailyMasterRefresh({ clock, log, calendar, master });
  job.start();
  return { clock, master, job };
}

test("the master is refreshed at 08:15 of each trading day, once, and not at a weekend", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 07:00", "replaced");
  expect(job.nextRunAt).toBe(ist("2026-06-11 08:15"));
  await runTo(clock, "2026-06-15 12:00");
  expect(master.asked).toEqual([
    "2026-06-11 08:15:00 schedule",
    "2026-06-12 08:15:00 schedule",
    "2026-06-15 08:15:00 schedule",
  ]);
  expect(job.nextRunAt).toBe(ist("2026-06-16 08:15"));
  await job.stop();
});

test("one that fails is tried again with growing pauses, then each hour, until it does not", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 08:00", "replaced");
  master.outcome = "failed";
  await runTo(clock, "2026-06-11 11:00");
  expect(master.asked).toEqual([
    "2026-06-11 08:15:00 schedule",
    "2026-06-11 08:16:00 retry",
    "2026-06-11 08:18:00 retry",
    "2026-06-11 08:22:00 retry",
    "2026-06-11 08:30:00 retry",
    "2026-06-11 08:45:00 retry",
    "2026-06-11 09:45:00 retry",
    "2026-06-11 10:45:00 retry",
  ]);
  master.outcome = "unchanged";
  await runTo(clock, "2026-06-12 08:20");
  expect(master.asked.slice(8)).toEqual(["2026-06-11 11:45:00 retry", "2026-06-12 08:15:00 schedule"]);
  await job.stop();
});

test("one that is refused, or that throws, is tried again the same way; each day counts anew", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 08:14", "replaced");
  master.outcome = "refused";
  await runTo(clock, "2026-06-11 08:17");
  expect(master.asked).toHaveLength(2);
  master.outcome = "throws";
  await runTo(clock, "2026-06-12 08:17");
  expect(master.asked.slice(-3)).toEqual([
    "2026-06-12 07:45:00 retry",
    "2026-06-12 08:15:00 schedule",
    "2026-06-12 08:16:00 retry",
  ]);
  await job.stop();
});

test("a start that had to take the last good one tries again after a while, at a weekend too", async () => {
  const { clock, master, job } = await jobFrom("2026-06-13 10:00", "last-good");
  master.outcome = "replaced";
  await runTo(clock, "2026-06-14 10:00");
  expect(master.asked).toEqual(["2026-06-13 11:00:00 retry"]);
  await job.stop();
});

test("a start without any master tries each minute", async () => {
  const { clock, master, job } = await jobFrom("2026-06-13 10:00", "failed");
  await runTo(clock, "2026-06-13 10:03");
  master.outcome = "replaced";
  await runTo(clock, "2026-06-13 12:00");
  expect(master.asked.map((asked) => asked.slice(11))).toEqual([
    "10:01:00 retry",
    "10:02:00 retry",
    "10:03:00 retry",
    "10:04:00 retry",
  ]);
  await job.stop();
});

test("a machine that slept over the time makes up for it when it wakes", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 07:00", "replaced");
  await job.stop();
  clock.advance(ist("2026-06-11 10:30") - clock.now());
  await job.look();
  expect(master.asked).toEqual(["2026-06-11 10:30:00 retry"]);
});

test("a process that starts after the time has the day's from its start", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 08:20", "replaced");
  await runTo(clock, "2026-06-11 23:00");
  expect(master.asked).toEqual([]);
  await job.stop();
});

test("an admin's refresh since the time is the day's; one before it is not", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 08:00", "replaced");
  await master.refresh({ trigger: "admin", actor: "asha" });
  await runTo(clock, "2026-06-11 08:30");
  expect(master.asked.map((asked) => asked.slice(11))).toEqual(["08:00:00 admin", "08:15:00 schedule"]);
  await job.stop();
});

test("a refresh that takes longer than a minute is not begun again, and stopping waits for it", async () => {
  const { clock, master, job } = await jobFrom("2026-06-11 08:14", "replaced");
  const { promise, resolve } = Promise.withResolvers<void>();
  master.held = promise;
  await runTo(clock, "2026-06-11 08:19");
  expect(master.asked).toHaveLength(1);
  let hasStopped = false;
  const stopped = job.stop().then(() => {
    hasStopped = true;
  });
  await new Promise((after) => setImmediate(after));
  expect(hasStopped).toBe(false);
  resolve();
  await stopped;
  expect(clock.pending).toBe(0);
});
