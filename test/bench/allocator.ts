import { heapStats } from "bun:jsc";
import { systemClock } from "../../server/clock.ts";
import { Allocation } from "../../server/subscriptions/allocation.ts";
import { type AllocatorLimits, allocate } from "../../server/subscriptions/allocator.ts";
import type { DemandRequest, DemandUnit, Tier } from "../../server/subscriptions/demand-unit.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import { summary } from "./measure.ts";

const CONNECTIONS = 5;
const LIMITS: AllocatorLimits = {
  instruments: 25_000,
  instrumentsPerConnection: 5_000,
  userShare: 25_000,
  isUp: Array.from({ length: CONNECTIONS }, () => true),
};
/** Legs of a series of options: 21 strikes, call and put. */
const SERIES_LEGS = 42;
/** Legs of an item of three expiries. */
const ITEM_LEGS = 126;
/** The default plan: index series of 42 legs, MCX series of 10 with a future each. */
const TIER_B = { indexSeries: 52, mcxSeries: 8, mcxLegs: 10 };
const USERS = 20;
const WARM_UP_RUNS = 100;
const RUNS = 400;
const LIMIT_RATIO = 8;
const LIMIT_MB = 25;

/** One way of doing some work, for the i-th time; only `run` is timed. */
interface Way {
  prepare(i: number): void;
  run(i: number): void;
}

/**
 * What it costs to plan and commit, against a plain Set that takes in and lets go of the same keys, and what 25,000
 * held subscriptions weigh.
 */
export async function run(print: (line: object) => void): Promise<void> {
  for (const { work, limitMs, ways } of [fromNothing(), oneItem(), shift()]) {
    const [planMs, setMs] = timeInTurns(ways) as [number[], number[]];
    const ms = summary(planMs);
    const ratio = summary(planMs.map((took, i) => took / setMs[i]!));
    print({
      bench: "allocator",
      work,
      ms,
      setMs: summary(setMs),
      limitMs,
      ratio,
      limitRatio: LIMIT_RATIO,
      pass: ms.median <= limitMs && ratio.median <= LIMIT_RATIO,
    });
  }
  const [without, withHeld] = await Promise.all([weigh("nothing"), weigh("held")]);
  const megabytes = Number(((withHeld - without) / 1e6).toFixed(1));
  print({
    bench: "allocator",
    work: "memory of 25,000 held subscriptions, keys included",
    megabytes,
    limit: LIMIT_MB,
    pass: megabytes <= LIMIT_MB,
  });
}

// Each way has texts of its own below: whoever ran second would find those of the first in the processor's cache.

/** Everything there is room for, as one request: the pinned six, Tier B, and items of users in the rest. */
function fromNothing() {
  const request: DemandRequest = { set: fullHouse() };
  const plain = fullHouse();
  let allocation: Allocation;
  let set: Set<string>;
  return {
    work: "plan and commit 25,000 instruments from nothing",
    limitMs: 60,
    ways: [
      {
        prepare: () => (allocation = new Allocation(CONNECTIONS)),
        run: () => carryOut(allocation, request),
      },
      {
        prepare: () => (set = new Set()),
        run() {
          for (const { keys } of plain) for (const key of keys) set.add(key);
        },
      },
    ],
  };
}

/** One item more where 24,000 are held and the item still fits; another item each time, as no table holds a trace of. */
function oneItem() {
  const newItems = () =>
    Array.from({ length: RUNS }, (_, i) =>
      unit(`item:new:${i}`, "A", keysFrom(30_000 + i * ITEM_LEGS, ITEM_LEGS), "user:new"),
    );
  const items = newItems();
  const plain = newItems();
  const allocation = new Allocation(CONNECTIONS);
  carryOut(allocation, { set: unitsUpTo(24_000) });
  const set = new Set(unitsUpTo(24_000).flatMap(({ keys }) => keys));
  return {
    work: "plan and commit an item of 126 legs beside 24,000 held",
    limitMs: 2,
    ways: [
      {
        prepare: (i: number) => carryOut(allocation, { drop: [`item:new:${i - 1}`] }),
        run: (i: number) => carryOut(allocation, { set: [items[i]!] }),
      },
      {
        prepare(i: number) {
          for (const key of plain[i - 1]?.keys ?? []) set.delete(key);
        },
        run(i: number) {
          for (const key of plain[i]!.keys) set.add(key);
        },
      },
    ],
  };
}

/** All series of Tier B moved by one strike more in one request, everything else full: two legs in, two out for each. */
function shift() {
  const units = fullHouse();
  const steps = stepsFrom(units);
  const allocation = new Allocation(CONNECTIONS);
  carryOut(allocation, { set: units });
  const plainUnits = fullHouse();
  const moves = stepsFrom(plainUnits).map((step) => ({
    leaving: step.flatMap(({ keys }) => keys.slice(0, 2)),
    coming: step.flatMap(({ keys }) => keys.slice(-2)),
  }));
  const set = new Set(plainUnits.flatMap(({ keys }) => keys));
  return {
    work: `plan and commit a shift of one step on ${steps[0]!.length} series of Tier B beside 25,000 held`,
    limitMs: 5,
    ways: [
      { prepare() {}, run: (i: number) => carryOut(allocation, { set: steps[i + 1]! }) },
      {
        prepare() {},
        run(i: number) {
          for (const key of moves[i]!.leaving) set.delete(key);
          for (const key of moves[i + 1]!.coming) set.add(key);
        },
      },
    ],
  };
}

/** The series of Tier B as they are, then as they are after each of so many steps up. */
function stepsFrom(units: readonly DemandUnit[]): DemandUnit[][] {
  const steps = [units.filter(({ id }) => id.startsWith("tier-b:") && !id.endsWith(":futures"))];
  for (let next = 30_000; steps.length <= RUNS; ) {
    const shifted = steps.at(-1)!.map((series) => {
      const keys = [...series.keys.slice(2), ...keysFrom(next, 2)];
      next += 2;
      return { ...series, keys };
    });
    steps.push(shifted);
  }
  return steps;
}

function carryOut(allocation: Allocation, request: DemandRequest): void {
  const allocated = allocate(allocation, request, LIMITS);
  if (!allocated.ok) throw new Error(`refused: ${allocated.reason}`);
  allocation.commit(allocated.plan);
}

/** Milliseconds of each run of each way, turn by turn; the first runs warm up and are thrown away. */
function timeInTurns(ways: readonly Way[]): number[][] {
  const times: number[][] = ways.map(() => []);
  for (let i = 0; i < RUNS; i++) {
    ways.forEach((way, which) => {
      way.prepare(i);
      const start = performance.now();
      way.run(i);
      const elapsed = performance.now() - start;
      if (i >= WARM_UP_RUNS) times[which]!.push(elapsed);
    });
  }
  return times;
}

function fullHouse(): DemandUnit[] {
  return unitsUpTo(LIMITS.instruments);
}

/** The pinned six, Tier B, then items of Tier A, the last one smaller, so that `count` instruments come together. */
function unitsUpTo(count: number): DemandUnit[] {
  let next = 1;
  const take = (legs: number) => {
    const keys = keysFrom(next, legs);
    next += legs;
    return keys;
  };
  const units = [unit("pinned", "pinned", take(6))];
  for (let i = 0; i < TIER_B.indexSeries; i++) units.push(unit(`tier-b:INDEX:${i}`, "B", take(SERIES_LEGS)));
  for (let i = 0; i < TIER_B.mcxSeries; i++) units.push(unit(`tier-b:MCX:${i}`, "B", take(TIER_B.mcxLegs)));
  units.push(unit("tier-b:MCX:futures", "B", take(TIER_B.mcxSeries)));
  for (let i = 0; next <= count; i++) {
    units.push(unit(`item:${i}`, "A", take(Math.min(ITEM_LEGS, count + 1 - next)), `user:${i % USERS}`));
  }
  return units;
}

function unit(id: string, tier: Tier, keys: string[], userId: string | null = null): DemandUnit {
  return { id, tier, userId, mode: "full", keys };
}

/** Through a Set, so that their hashes are known and neither way pays for them. */
function keysFrom(first: number, count: number): string[] {
  return [...new Set(Array.from({ length: count }, (_, i) => `NSE_FNO:${first + i}`))];
}

/** Bytes of heap in use in a fresh process that holds everything or nothing. */
async function weigh(what: "held" | "nothing"): Promise<number> {
  const child = Bun.spawn([process.execPath, import.meta.path, what], { stdout: "pipe" });
  return Number(await new Response(child.stdout).text());
}

function printWeight(what: string): void {
  const subscriptions = new Subscriptions({
    clock: systemClock(),
    connections: CONNECTIONS,
    limits: LIMITS,
    apply() {},
    held() {},
    narrowed() {},
    released() {},
    onEvicted() {},
    onMoved() {},
  });
  if (what === "held") {
    const outcome = subscriptions.request({ set: fullHouse() });
    if (!outcome.ok) throw new Error(`refused: ${outcome.reason}`);
  }
  setTimeout(() => {
    Bun.gc(true);
    console.log(heapStats().heapSize);
    // Named here, so that it is still in use above.
    subscriptions.stop();
  }, 100);
}

if (import.meta.main) {
  const [what] = Bun.argv.slice(2);
  if (what === undefined) await run((line) => console.log(JSON.stringify(line)));
  else printWeight(what);
}
