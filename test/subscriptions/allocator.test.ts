import { describe, expect, test } from "bun:test";
import { Allocation } from "../../server/subscriptions/allocation.ts";
import { type AllocatorLimits, allocate } from "../../server/subscriptions/allocator.ts";
import type { DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { alwaysOn, ask, hold, ITEM, keys, limits, SERIES, spread, TIER_B_LEGS, tierB, totals, unit } from "./units.ts";

/** One connection, so that only the number of slots matters. */
function slots(instruments: number, more: Partial<AllocatorLimits> = {}): AllocatorLimits {
  return limits({ instruments, instrumentsPerConnection: instruments, isUp: [true], ...more });
}

/** Items of ten legs each, full when there are `count`: `item:1` holds 101 to 110, and so on; used in that order. */
function fullOfItems(count: number, more: Partial<AllocatorLimits> = {}) {
  const allocation = new Allocation(1);
  const within = slots(10 * count, more);
  for (let i = 1; i <= count; i++) hold(allocation, [unit(`item:${i}`, keys(100 * i + 1, 10))], within);
  return { allocation, within };
}

describe("the spread", () => {
  test("of the default plan is 455/455/454/454/454 beside the six pinned, and all five totals are within one", () => {
    const allocation = new Allocation(5);
    for (const wanted of alwaysOn()) hold(allocation, [wanted]);
    expect(allocation.loads.map(({ B }) => B)).toEqual([455, 455, 454, 454, 454]);
    expect(allocation.held.size).toBe(TIER_B_LEGS + 6);
    expect(spread(totals(allocation))).toBe(1);
  });

  test("of the default plan is the same when it comes as one request", () => {
    const allocation = new Allocation(5);
    hold(allocation, alwaysOn());
    expect(allocation.loads.map(({ B }) => B)).toEqual([455, 455, 454, 454, 454]);
  });

  test("stays within one as items are added, up to five connections of 5,000", () => {
    const allocation = new Allocation(5);
    hold(allocation, alwaysOn());
    let next = 10_000;
    for (let i = 0; allocation.held.size < 25_000; i++) {
      const legs = Math.min(1 + ((i * 37) % ITEM), 25_000 - allocation.held.size);
      expect(hold(allocation, [unit(`item:${i}`, keys(next, legs))])).toEqual([]);
      expect(spread(totals(allocation))).toBeLessThanOrEqual(1);
      next += legs;
    }
    expect(totals(allocation)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
  });

  test("is over the connections that are up", () => {
    const allocation = new Allocation(5);
    hold(allocation, [unit("item:1", keys(1, 9))], limits({ isUp: [true, false, true, false, true] }));
    expect(totals(allocation)).toEqual([3, 0, 3, 0, 3]);
  });
});

describe("eviction", () => {
  test("at 25,000 one item more takes exactly the least recently used item, whole", () => {
    const allocation = new Allocation(5);
    hold(allocation, alwaysOn());
    let next = 10_000;
    for (let i = 0; allocation.held.size < 25_000; i++) {
      const legs = Math.min(ITEM, 25_000 - allocation.held.size);
      hold(allocation, [unit(`item:${i}`, keys(next, legs))]);
      next += legs;
    }
    allocation.touch("item:0");
    expect(hold(allocation, [unit("item:new", keys(50_000, ITEM))])).toEqual(["item:1"]);
    expect(keys(10_000 + ITEM, ITEM).some((key) => allocation.held.has(key))).toBe(false);
    expect(totals(allocation)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
  });

  test("is by last use, not by arrival", () => {
    const { allocation, within } = fullOfItems(3);
    allocation.touch("item:1");
    expect(hold(allocation, [unit("item:4", keys(401, 10))], within)).toEqual(["item:2"]);
    allocation.touch("item:3");
    expect(hold(allocation, [unit("item:5", keys(501, 10))], within)).toEqual(["item:1"]);
  });

  test("is of as many units as are needed, the least recently used first, and no more", () => {
    for (const [legs, gone] of [
      [1, ["item:1"]],
      [10, ["item:1"]],
      [11, ["item:1", "item:2"]],
      [40, ["item:1", "item:2", "item:3", "item:4"]],
    ] as const) {
      const { allocation, within } = fullOfItems(4);
      expect(hold(allocation, [unit("item:new", keys(901, legs))], within)).toEqual([...gone]);
      expect(allocation.held.size).toBe(40 - 10 * gone.length + legs);
    }
  });

  test("is of whole units: no chain is ever half there", () => {
    const { allocation, within } = fullOfItems(4);
    hold(allocation, [unit("item:new", keys(901, 15))], within);
    for (const { keys } of allocation.units.values()) {
      for (const key of keys) expect(allocation.held.has(key)).toBe(true);
    }
    const wanted = new Set([...allocation.units.values()].flatMap(({ keys }) => keys));
    expect(new Set(allocation.held.keys())).toEqual(wanted);
  });

  test("never takes Tier B nor the pinned, however long ago they were used", () => {
    const allocation = new Allocation(1);
    const within = slots(30);
    hold(allocation, [unit("pinned", keys(1, 5), { tier: "pinned", userId: null })], within);
    hold(allocation, [tierB("NIFTY", keys(11, 15)), unit("item:1", keys(101, 10))], within);
    expect(hold(allocation, [unit("item:2", keys(201, 10))], within)).toEqual(["item:1"]);
    expect(ask(allocation, { set: [unit("item:3", keys(301, 11))] }, within)).toEqual({
      ok: false,
      reason: "capacity",
    });
    expect([...allocation.units.keys()]).toEqual(["pinned", "tier-b:NIFTY", "item:2"]);
  });

  test("makes room for Tier B as for any other", () => {
    const { allocation, within } = fullOfItems(3);
    expect(hold(allocation, [tierB("NIFTY", keys(1, 12))], within)).toEqual(["item:1", "item:2"]);
  });

  test("never takes what the same request names", () => {
    const { allocation, within } = fullOfItems(2);
    const grown = unit("item:1", keys(101, 15));
    expect(hold(allocation, [grown], within)).toEqual(["item:2"]);
    expect(ask(allocation, { set: [unit("item:1", keys(101, 21))] }, within)).toEqual({
      ok: false,
      reason: "capacity",
    });
    expect(allocation.units.get("item:1")).toBe(grown);
  });

  test("leaves alone a unit whose going would give no room, because others want all of it too", () => {
    const allocation = new Allocation(1);
    const within = slots(30);
    hold(allocation, [tierB("NIFTY", keys(1, 10))], within);
    for (const [id, first] of [
      ["item:1", 1],
      ["item:2", 11],
      ["item:3", 21],
    ] as const) {
      hold(allocation, [unit(id, keys(first, 10))], within);
    }
    expect(hold(allocation, [unit("item:new", keys(901, 10))], within)).toEqual(["item:2"]);
    expect(allocation.units.has("item:1")).toBe(true);
    expect(allocation.held.get(keys(1, 1)[0]!)).toMatchObject({ A: 1, B: 1, full: 2 });
  });

  test("takes both of two units that want the same, when only both together give the room", () => {
    const allocation = new Allocation(1);
    const within = slots(10);
    for (const id of ["item:1", "item:2"]) hold(allocation, [unit(id, keys(1, 10))], within);
    expect(hold(allocation, [unit("item:3", keys(21, 5))], within)).toEqual(["item:1", "item:2"]);
  });

  test("counts no room in what is wanted again at once", () => {
    const { allocation, within } = fullOfItems(3);
    // Half of it is item 1's, which gives five slots; five more are needed.
    expect(hold(allocation, [unit("item:new", [...keys(101, 5), ...keys(901, 10)])], within)).toEqual([
      "item:1",
      "item:2",
    ]);
  });

  test("is not needed for what is held already", () => {
    const { allocation, within } = fullOfItems(3);
    expect(hold(allocation, [unit("item:same", keys(101, 10), { userId: "ravi" })], within)).toEqual([]);
    expect(allocation.held.size).toBe(30);
  });

  test("is not needed where the same request lets enough go", () => {
    const { allocation, within } = fullOfItems(3);
    const swapped = ask(allocation, { set: [unit("item:4", keys(401, 10))], drop: ["item:3"] }, within);
    expect(swapped).toMatchObject({ ok: true, plan: { evicted: [], dropped: [{ id: "item:3" }] } });
  });
});

describe("one user's share", () => {
  const ravi = { userId: "ravi" };

  test("does not apply while there is room", () => {
    const allocation = new Allocation(1);
    expect(hold(allocation, [unit("item:1", keys(1, 90))], slots(100, { userShare: 20 }))).toEqual([]);
  });

  test("when capacity is short, makes the user's own items give way, not those of others", () => {
    const { allocation, within } = fullOfItems(2, { userShare: 25 });
    const wide = { ...within, instruments: 40, instrumentsPerConnection: 40 };
    for (const i of [3, 4]) hold(allocation, [unit(`item:${i}`, keys(100 * i + 1, 10), ravi)], wide);
    // Ravi would have 30 of the 25: room is made among his, though asha's were used longer ago.
    expect(hold(allocation, [unit("item:5", keys(501, 10), ravi)], wide)).toEqual(["item:3"]);
  });

  test("leaves a user under the share free to take from all", () => {
    const { allocation, within } = fullOfItems(4, { userShare: 20 });
    expect(hold(allocation, [unit("item:5", keys(501, 10), ravi)], within)).toEqual(["item:1"]);
  });

  test("is a user's own where one was given, and the others' where none was", () => {
    const { allocation, within } = fullOfItems(4, { userShare: 20 });
    const shareOf = (userId: string) => (userId === "ravi" ? 9 : undefined);
    const set = (userId: string) => ({ set: [unit("item:5", keys(501, 10), { userId })] });
    expect(ask(allocation, set("ravi"), { ...within, shareOf })).toEqual({ ok: false, reason: "share" });
    expect(ask(allocation, set("meera"), { ...within, shareOf })).toMatchObject({ ok: true });
  });

  test("refuses what the user's own items cannot make room for", () => {
    const { allocation, within } = fullOfItems(4, { userShare: 15 });
    expect(ask(allocation, { set: [unit("item:5", keys(501, 16), ravi)] }, within)).toEqual({
      ok: false,
      reason: "share",
    });
  });

  test("is not used up by what the same request lets go", () => {
    const allocation = new Allocation(1);
    const within = slots(20, { userShare: 10 });
    hold(allocation, [unit("item:1", keys(101, 10))], within);
    hold(allocation, [unit("item:2", keys(101, 10), ravi)], within);
    hold(allocation, [unit("item:3", keys(301, 10), { userId: "meera" })], within);
    // Item 2 gives no slot, as asha has the same; ravi still has no more than ten after it.
    const swapped = ask(allocation, { set: [unit("item:4", keys(401, 10), ravi)], drop: ["item:2"] }, within);
    expect(swapped).toMatchObject({ ok: true, plan: { evicted: [{ id: "item:1" }] } });
  });

  test("is nothing to Tier B, nor to units of nobody", () => {
    const { allocation, within } = fullOfItems(3, { userShare: 0 });
    expect(hold(allocation, [tierB("NIFTY", keys(1, 5))], within)).toEqual(["item:1"]);
    expect(hold(allocation, [unit("item:free", keys(11, 10), { userId: null })], within)).toEqual(["item:2"]);
  });
});

describe("a request", () => {
  test("that is refused changes nothing: not the legs, not the order of use, not the counts", () => {
    const { allocation, within } = fullOfItems(3);
    const before = structuredClone(allocation);
    const refused = {
      set: [unit("item:1", keys(101, 9)), unit("item:9", keys(901, 40))],
      drop: ["item:2"],
    };
    expect(ask(allocation, refused, within)).toEqual({ ok: false, reason: "capacity" });
    expect(structuredClone(allocation)).toEqual(before);
    expect([...allocation.units.keys()]).toEqual(["item:1", "item:2", "item:3"]);
  });

  test("of several units is met whole or not at all", () => {
    const allocation = new Allocation(1);
    const within = slots(20);
    const set = [unit("item:1", keys(101, 15)), unit("item:2", keys(201, 15))];
    expect(ask(allocation, { set }, within)).toEqual({ ok: false, reason: "capacity" });
    expect(allocation.held.size).toBe(0);
  });

  test("is planned without changing anything, and the same input gives the same plan", () => {
    const { allocation, within } = fullOfItems(3);
    const before = structuredClone(allocation);
    const request = { set: [unit("item:1", keys(103, 10)), tierB("NIFTY", keys(1, 12))], drop: ["item:3"] };
    expect(allocate(allocation, request, within)).toEqual(allocate(allocation, request, within));
    expect(structuredClone(allocation)).toEqual(before);
  });

  test("to let go of the unknown, or of the same twice, is no error", () => {
    const { allocation, within } = fullOfItems(2);
    const { ok } = ask(allocation, { drop: ["item:2", "item:2", "item:of-nobody"] }, within);
    expect([ok, allocation.held.size, allocation.loads[0]!.total]).toEqual([true, 10, 10]);
  });

  test("that sets and drops the same unit sets it", () => {
    const { allocation, within } = fullOfItems(1);
    ask(allocation, { set: [unit("item:1", keys(103, 8))], drop: ["item:1"] }, within);
    expect(new Set(allocation.held.keys())).toEqual(new Set(keys(103, 8)));
  });

  test("leaves where it is what one unit lets go and another takes, on connections that are full", () => {
    const allocation = new Allocation(3);
    const within = limits({ instruments: 9, instrumentsPerConnection: 3, isUp: [true, true, true] });
    hold(allocation, [unit("item:1", keys(1, 9))], within);
    const onFirst = [...allocation.held].filter(([, { connection }]) => connection === 1).map(([key]) => key);
    ask(allocation, { set: [unit("item:2", [...keys(11, 6), ...onFirst])], drop: ["item:1"] }, within);
    for (const key of onFirst) expect(allocation.held.get(key)!.connection).toBe(1);
    expect(totals(allocation)).toEqual([3, 3, 3]);
  });

  test("that names a unit twice is a programmer's error", () => {
    const twice = [unit("item:1", keys(1, 2)), unit("item:1", keys(2, 2))];
    expect(() => allocate(new Allocation(5), { set: twice }, limits())).toThrow("names a unit twice");
  });
});

describe("a unit that changes", () => {
  function watched(instruments = 25_000) {
    const allocation = new Allocation(5);
    const within = limits({ instruments, instrumentsPerConnection: instruments / 5 });
    const series = tierB("NIFTY:2026-12-01", keys(1, SERIES));
    hold(allocation, [series], within);
    return { allocation, within, series };
  }
  const planned = (allocation: Allocation, wanted: DemandUnit, within: AllocatorLimits) => {
    const allocated = allocate(allocation, { set: [wanted] }, within);
    if (!allocated.ok) throw new Error(allocated.reason);
    allocation.commit(allocated.plan);
    return [...allocated.plan.held.keys()].sort();
  };

  test("by one step of its window changes exactly 4 legs, up or down", () => {
    const { allocation, within, series } = watched();
    const up = planned(allocation, { ...series, keys: keys(3, SERIES) }, within);
    expect(up).toEqual([...keys(1, 2), ...keys(43, 2)].sort());
    expect(planned(allocation, series, within)).toEqual(up);
    expect(new Set(allocation.held.keys())).toEqual(new Set(series.keys));
  });

  test("by one expiry of three takes 42 legs of 126 away", () => {
    const { allocation, within } = watched();
    const item = unit("item:1", keys(1_001, ITEM));
    expect(planned(allocation, item, within)).toHaveLength(ITEM);
    const without = [...keys(1_001, SERIES), ...keys(1_001 + 2 * SERIES, SERIES)];
    const gone = planned(allocation, { ...item, keys: without }, within);
    expect(gone).toEqual(keys(1_001 + SERIES, SERIES).sort());
    expect(allocation.held.size).toBe(SERIES + 2 * SERIES);
  });

  test("to the same changes no leg", () => {
    const { allocation, within, series } = watched();
    expect(planned(allocation, { ...series, keys: [...series.keys] }, within)).toEqual([]);
  });

  test("by the order of its legs alone holds what it held, where it held it", () => {
    const { allocation, within, series } = watched();
    const before = new Map(allocation.held);
    planned(allocation, { ...series, keys: series.keys.toReversed() }, within);
    expect(new Map(allocation.held)).toEqual(before);
  });

  test("in mode keeps every connection, even where all are full and others come with it", () => {
    const { allocation, within, series } = watched(45);
    const before = new Map([...allocation.held].map(([key, { connection }]) => [key, connection]));
    hold(allocation, [unit("item:1", keys(900, 3)), { ...series, mode: "quote" }], within);
    expect(allocation.held.size).toBe(45);
    for (const [key, connection] of before) {
      expect(allocation.held.get(key)).toMatchObject({ connection, quote: 1, full: 0 });
    }
  });

  test("in tier keeps every connection and is counted anew", () => {
    const { allocation, within, series } = watched();
    const before = new Map([...allocation.held].map(([key, { connection }]) => [key, connection]));
    hold(allocation, [{ ...series, tier: "A" }], within);
    expect(allocation.loads.map(({ B }) => B)).toEqual([0, 0, 0, 0, 0]);
    for (const [key, connection] of before) expect(allocation.held.get(key)).toMatchObject({ connection, A: 1, B: 0 });
  });
});
