import { describe, expect, test } from "bun:test";
import { Allocation, type AllocationPlan } from "../../server/subscriptions/allocation.ts";
import { type AllocatorLimits, allocate } from "../../server/subscriptions/allocator.ts";
import type { DemandRequest } from "../../server/subscriptions/demand-unit.ts";
import { rebalance } from "../../server/subscriptions/rebalance.ts";
import { BEAT_MS, Reconciler } from "../../server/subscriptions/reconciler.ts";
import { MODES } from "../../shared/tick-mode.ts";
import { HandClock } from "../fakes/clock.ts";
import { SimulatedWire } from "./simulated-wire.ts";
import { ITEM, keys, limits, SERIES, tierB, unit } from "./units.ts";

const [NIFTY, OPTION] = keys(1, 2) as [string, string];

/** Plans carried to a wire that does as it is told. */
function joined(within: AllocatorLimits = limits()) {
  const clock = new HandClock();
  const allocation = new Allocation(within.isUp.length);
  const wire = new SimulatedWire(within.isUp.length, within.instrumentsPerConnection);
  const released: string[] = [];
  /** All that was told to anybody, beat by beat. */
  const told: string[][] = [];
  let inThisBeat: string[] = [];
  const reconciler = new Reconciler({
    clock,
    view: allocation,
    apply(changes) {
      wire.apply(changes);
      inThisBeat.push(...changes.map(({ connection, key, mode }) => `${key} ${mode} on ${connection}`));
    },
    held(key, connection) {
      wire.held(key);
      inThisBeat.push(`held ${key} on ${connection}`);
    },
    narrowed: (key, mode) => inThisBeat.push(`narrowed ${key} to ${mode}`),
    released(key) {
      wire.released(key);
      released.push(key);
      inThisBeat.push(`released ${key}`);
    },
  });
  const carryOut = (plan: AllocationPlan) => {
    reconciler.planned(plan);
    allocation.commit(plan);
  };
  const ask = (request: DemandRequest) => {
    const allocated = allocate(allocation, request, within);
    if (!allocated.ok) throw new Error(allocated.reason);
    carryOut(allocated.plan);
  };
  const beat = () => {
    const before = wire.batches.length;
    clock.advance(BEAT_MS);
    told.push(inThisBeat);
    inThisBeat = [];
    return wire.batches.slice(before).flat();
  };
  return { clock, allocation, wire, released, told, reconciler, carryOut, ask, beat, within };
}

test("several changes in a beat are one plan, and nothing is sent before it is over", () => {
  const { clock, wire, ask } = joined();
  ask({ set: [unit("item:1", [NIFTY], { mode: "quote" })] });
  clock.advance(BEAT_MS - 1);
  ask({ set: [unit("item:2", [OPTION])] });
  expect(wire.batches).toEqual([]);
  clock.advance(1);
  expect(wire.batches).toEqual([
    [
      { connection: 1, key: NIFTY, mode: "quote" },
      { connection: 2, key: OPTION, mode: "full" },
    ],
  ]);
  clock.advance(1_000);
  expect([wire.batches.length, clock.pending]).toEqual([1, 0]);
});

test("the feed's mode for the last price is ticker", () => {
  const { ask, beat } = joined();
  ask({ set: MODES.map((mode, i) => unit(`item:${mode}`, keys(i + 1, 1), { mode })) });
  expect(beat().map(({ mode }) => mode)).toEqual(["ticker", "quote", "full"]);
});

describe("within a beat", () => {
  test("what comes and goes never reaches the wire, and its slot is let go of", () => {
    const { wire, released, ask, beat } = joined();
    ask({ set: [unit("item:1", keys(1, ITEM))] });
    ask({ drop: ["item:1"] });
    expect(beat()).toEqual([]);
    expect([wire.batches, wire.open.size]).toEqual([[], 0]);
    expect(released.sort()).toEqual(keys(1, ITEM).sort());
  });

  test("what goes and comes is not let go of, and keeps its slot and its mode", () => {
    const { released, wire, ask, beat } = joined();
    ask({ set: [unit("item:1", keys(1, 3))] });
    beat();
    const before = wire.carried();
    ask({ drop: ["item:1"] });
    ask({ set: [unit("item:2", keys(1, 3))] });
    expect(beat().filter(({ mode }) => mode === null)).toEqual([]);
    expect([released, wire.carried()]).toEqual([[], before]);
  });

  test("only the last mode is sent", () => {
    const { ask, beat } = joined();
    for (const mode of ["ltp", "full", "quote"] as const) ask({ set: [unit("item:1", [OPTION], { mode })] });
    expect(beat()).toEqual([{ connection: 1, key: OPTION, mode: "quote" }]);
  });

  test("what leaves makes room for what comes, on a feed that is full", () => {
    const { released, ask, beat } = joined(limits({ instruments: 2, instrumentsPerConnection: 1, isUp: [true, true] }));
    ask({ set: [unit("item:1", keys(1, 1)), unit("item:2", keys(2, 1))] });
    beat();
    // Item 1 is evicted; the wire would refuse a second instrument before the first is gone.
    ask({ set: [unit("item:3", keys(3, 1))] });
    expect(beat()).toEqual([
      { connection: 1, key: "NSE_FNO:1", mode: null },
      { connection: 1, key: "NSE_FNO:3", mode: "full" },
    ]);
    expect(released).toEqual(["NSE_FNO:1"]);
  });

  test("an instrument that is moved away and back stays", () => {
    const { allocation, carryOut, ask, beat } = joined(limits({ isUp: [true, true] }));
    ask({ set: [unit("item:1", [NIFTY])] });
    beat();
    for (const connection of [2, 1]) {
      const held = new Map([[NIFTY, { ...allocation.held.get(NIFTY)!, connection }]]);
      carryOut({ held, set: [], dropped: [], evicted: [], loads: allocation.loads });
    }
    expect(beat()).toEqual([{ connection: 1, key: NIFTY, mode: "full" }]);
  });
});

test("an ATM shift of one step is exactly 4 changes on the wire: two legs out, two in", () => {
  const { ask, beat } = joined();
  const series = tierB("NIFTY:2026-12-01", keys(1, SERIES));
  ask({ set: [series] });
  beat();
  ask({ set: [{ ...series, keys: keys(3, SERIES) }] });
  const changes = beat();
  expect(changes.map(({ key, mode }) => [key, mode])).toEqual([
    ["NSE_FNO:1", null],
    ["NSE_FNO:2", null],
    ["NSE_FNO:43", "full"],
    ["NSE_FNO:44", "full"],
  ]);
});

test("a mode change goes to the connection that has the instrument", () => {
  const { ask, beat } = joined();
  ask({ set: [unit("item:1", [NIFTY], { mode: "ltp" }), unit("item:2", [OPTION], { mode: "ltp" })] });
  beat();
  ask({ set: [unit("item:3", [OPTION], { mode: "full" })] });
  expect(beat()).toEqual([{ connection: 2, key: OPTION, mode: "full" }]);
  ask({ drop: ["item:3"] });
  expect(beat()).toEqual([{ connection: 2, key: OPTION, mode: "ticker" }]);
});

test("what moves leaves one connection before it comes on the other, and keeps its slot", () => {
  const { released, allocation, carryOut, ask, beat, within } = joined(limits({ isUp: [true, true] }));
  ask({ set: keys(1, 4).map((key) => unit(key, [key])) });
  ask({ drop: ["NSE_FNO:2", "NSE_FNO:4"] });
  beat();
  released.length = 0;
  carryOut(rebalance(allocation, within));
  expect(beat()).toEqual([
    { connection: 1, key: "NSE_FNO:1", mode: null },
    { connection: 2, key: "NSE_FNO:1", mode: "full" },
  ]);
  expect(released).toEqual([]);
});

test("what goes gives its slot up first, what comes has one then, and only after that is the feed told", () => {
  const { told, ask, beat } = joined(limits({ instruments: 2, instrumentsPerConnection: 1, isUp: [true, true] }));
  ask({ set: [unit("item:1", [NIFTY])] });
  beat();
  ask({ set: [unit("item:2", [OPTION])], drop: ["item:1"] });
  beat();
  expect(told).toEqual([
    [`held ${NIFTY} on 1`, `${NIFTY} full on 1`],
    [`released ${NIFTY}`, `held ${OPTION} on 1`, `${NIFTY} null on 1`, `${OPTION} full on 1`],
  ]);
});

test("a poorer mode is told of before the feed is asked for it, a richer one and a new instrument are not", () => {
  const { told, ask, beat } = joined();
  for (const mode of ["quote", "full", "ltp"] as const) {
    ask({ set: [unit("item:1", [NIFTY], { mode })] });
    beat();
  }
  expect(told).toEqual([
    [`held ${NIFTY} on 1`, `${NIFTY} quote on 1`],
    [`${NIFTY} full on 1`],
    [`narrowed ${NIFTY} to ltp`, `${NIFTY} ticker on 1`],
  ]);
});

describe("once stopped", () => {
  test("it tells the feed nothing of what is due", () => {
    const { wire, clock, reconciler, ask } = joined();
    ask({ set: [unit("item:1", [NIFTY])] });
    reconciler.stop();
    clock.advance(1_000);
    expect([wire.batches, clock.pending]).toEqual([[], 0]);
  });

  test("it tells the feed nothing of what comes later", () => {
    const { wire, clock, reconciler, ask, beat } = joined();
    ask({ set: [unit("item:1", [NIFTY])] });
    beat();
    reconciler.stop();
    ask({ set: [unit("item:2", [OPTION])], drop: ["item:1"] });
    expect(clock.pending).toBe(0);
    clock.advance(1_000);
    expect(wire.batches).toHaveLength(1);
  });
});
