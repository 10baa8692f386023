import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { systemClock } from "../../server/clock.ts";
import { loadMaster, refreshMaster } from "../../server/dhan/master-download.ts";
import { InstrumentMatch } from "../../server/instruments/instrument-match.ts";
import type { InstrumentTable } from "../../server/instruments/instrument-table.ts";
import { Listing } from "../../server/instruments/listing.ts";
import { diffMasters } from "../../server/instruments/master-diff.ts";
import { PresentMaster } from "../../server/instruments/present-master.ts";
import { SimulatorOnItsOwn } from "../fakes/simulator-on-its-own.ts";
import { summary } from "./measure.ts";

/** Contracts of the week and of the month end on it, and their ids are given to others. */
const DATE = "2026-11-23";
const ROUNDS = 9;
const WARM_UP_ROUNDS = 3;
/** Against the two maps of keys with which a plain comparison would begin. */
const LIMIT_RATIO = 1;
/** Ticks wait no longer than this while a master is read, compared and built beside them. */
const LIMIT_STALL_MS = 20;
const LOOK_MS = 1;
/** Its first number is how long the main thread has run, in nanoseconds. */
const SCHEDULER = `/proc/self/task/${process.pid}/schedstat`;

/**
 * What another day's master costs a server that runs: how long the event loop stands still while it is read, compared
 * and built, from another process, and how long the comparison of two whole masters takes.
 */
export async function run(print: (line: object) => void): Promise<void> {
  const simulator = await SimulatorOnItsOwn.start({ SIM_DATE: DATE });
  try {
    const { tables, stalls, totals, rssMb } = await refreshInTurns(simulator);
    const stallMs = summary(stalls);
    print({
      bench: "refresh",
      work: "longest stall of the event loop while another day's master is read, compared and built",
      instruments: tables.map(({ size }) => size),
      refreshMs: summary(totals),
      stallMs,
      rssMb,
      limitMs: LIMIT_STALL_MS,
      pass: stallMs.median <= LIMIT_STALL_MS,
    });
    const { diffMs, stepMs, ratio } = compareInTurns(tables);
    print({
      bench: "refresh",
      work: "how two masters differ, against a map of the keys of each",
      diffMs,
      stepMs,
      ratio,
      limit: LIMIT_RATIO,
      pass: ratio.median <= LIMIT_RATIO,
    });
  } finally {
    await simulator.stop();
  }
}

/** A server's master, refreshed to the next day's and back. */
async function refreshInTurns(simulator: SimulatorOnItsOwn) {
  const dataDir = await mkdtemp(join(tmpdir(), "strikewire-bench-refresh-"));
  const log = pino({ level: "silent" });
  const clock = systemClock();
  const tables: InstrumentTable[] = [];
  const master = new PresentMaster({
    clock,
    log,
    load(request, inUse) {
      const options = { ...request, today: DATE, url: simulator.env.DHAN_MASTER_URL!, dataDir, clock, log };
      return inUse === null ? loadMaster(options) : refreshMaster(options, inUse);
    },
    build: (table) => Listing.inSlices(table),
    pinned: ["IDX_I:13"],
    lastOver: () => DATE,
    record: async (refresh) => ({ ...refresh, id: null, counts: null }),
    onReplaced: ({ listing }) => tables.push(listing.table),
    onFinished() {},
  });
  const stalls: number[] = [];
  const totals: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    await simulator.control("faults", { master: round % 2 === 0 ? "whole" : "next-day" });
    const startedAt = performance.now();
    const stop = watchLoop();
    const { outcome } = await master.refresh({ trigger: "admin", actor: "bench" });
    const longest = stop();
    if (outcome !== "replaced") throw new Error(`the master was ${outcome}`);
    if (round < 0) continue;
    stalls.push(longest);
    totals.push(performance.now() - startedAt);
  }
  await rm(dataDir, { recursive: true, force: true });
  return { tables: tables.slice(-2), stalls, totals, rssMb: Math.round(process.memoryUsage().rss / 1e6) };
}

/**
 * Watches for how long the main thread runs between two timers; the returned function ends that and gives the longest.
 * The time it runs and not the clock's, as others have the processor too: what they take is no work of ours.
 */
function watchLoop(): () => number {
  let last = threadMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function threadMs(): number {
  return Number(readFileSync(SCHEDULER, "utf8").split(" ")[0]) / 1e6;
}

function compareInTurns(tables: readonly InstrumentTable[]) {
  const [before, after] = tables as [InstrumentTable, InstrumentTable];
  const times = { diff: [] as number[], step: [] as number[], maps: [] as number[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const startedAt = performance.now();
    let longest = 0;
    let last = startedAt;
    const steps = diffMasters(new InstrumentMatch(before, after), () => DATE);
    for (let step = steps.next(); ; step = steps.next()) {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (step.done === true) break;
    }
    const diffMs = performance.now() - startedAt;
    const mapsAt = performance.now();
    for (const table of tables) {
      const rows = new Map<string, number>();
      for (let row = 0; row < table.size; row++) rows.set(table.keyAt(row), row);
    }
    if (round < 0) continue;
    times.diff.push(diffMs);
    times.step.push(longest);
    times.maps.push(performance.now() - mapsAt);
  }
  const ratios = times.diff.map((ms, i) => ms / times.maps[i]!);
  return { diffMs: summary(times.diff), stepMs: summary(times.step), ratio: summary(ratios) };
}
