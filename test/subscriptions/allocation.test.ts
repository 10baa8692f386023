import { expect, test } from "bun:test";
import { Allocation, modeOf, tierOf } from "../../server/subscriptions/allocation.ts";
import { ask, hold, keys, limits, tierB, unit } from "./units.ts";

const [NIFTY] = keys(13, 1) as [string];

test("an instrument demanded several times takes one slot, and is released when the last demand goes", () => {
  const allocation = new Allocation(5);
  hold(allocation, [tierB("NIFTY", [NIFTY]), unit("item:1", [NIFTY]), unit("item:2", [NIFTY], { userId: "ravi" })]);
  const loaded = () => allocation.loads.reduce((sum, { total }) => sum + total, 0);
  for (const drop of ["item:1", "tier-b:NIFTY"]) {
    expect([allocation.held.size, loaded()]).toEqual([1, 1]);
    ask(allocation, { drop: [drop] });
  }
  expect([allocation.held.size, loaded()]).toEqual([1, 1]);
  ask(allocation, { drop: ["item:2"] });
  expect([allocation.held.size, loaded()]).toEqual([0, 0]);
});

test("removing one user's item never touches another's legs, nor Tier B's", () => {
  const allocation = new Allocation(5);
  hold(allocation, [
    tierB("NIFTY", keys(1, 4)),
    unit("item:1", keys(3, 4)),
    unit("item:2", keys(5, 4), { userId: "ravi" }),
  ]);
  const before = new Map(allocation.held);
  ask(allocation, { drop: ["item:1"] });
  expect([...allocation.held.keys()].sort()).toEqual(keys(1, 8).sort());
  for (const [key, { connection }] of allocation.held) expect(connection).toBe(before.get(key)!.connection);
});

test("an instrument counts once, in the highest tier that wants it", () => {
  const allocation = new Allocation(1);
  const within = limits({ isUp: [true] });
  const pinned = unit("pinned", [NIFTY], { tier: "pinned", userId: null });
  const seen = () => [tierOf(allocation.held.get(NIFTY)!), allocation.loads[0]];
  hold(allocation, [unit("item:1", [NIFTY])], within);
  expect(seen()).toEqual(["A", { pinned: 0, B: 0, A: 1, total: 1 }]);
  hold(allocation, [tierB("NIFTY", [NIFTY])], within);
  expect(seen()).toEqual(["B", { pinned: 0, B: 1, A: 0, total: 1 }]);
  hold(allocation, [pinned], within);
  expect(seen()).toEqual(["pinned", { pinned: 1, B: 0, A: 0, total: 1 }]);
  ask(allocation, { drop: ["pinned", "tier-b:NIFTY"] }, within);
  expect(seen()).toEqual(["A", { pinned: 0, B: 0, A: 1, total: 1 }]);
});

test("an instrument has one feed mode, the richest that any demand asks for", () => {
  const allocation = new Allocation(5);
  const mode = () => modeOf(allocation.held.get(NIFTY)!);
  hold(allocation, [unit("item:1", [NIFTY], { mode: "quote" })]);
  hold(allocation, [unit("item:2", [NIFTY], { mode: "ltp" })]);
  expect(mode()).toBe("quote");
  hold(allocation, [unit("item:3", [NIFTY], { mode: "full" })]);
  expect(mode()).toBe("full");
  ask(allocation, { drop: ["item:3", "item:1"] });
  expect(mode()).toBe("ltp");
});

test("units stand in order of use: a new one and a touched one last, the last touched most of all", () => {
  const allocation = new Allocation(5);
  for (const i of [1, 2, 3]) hold(allocation, [unit(`item:${i}`, keys(10 * i, 2))]);
  allocation.touch("item:2");
  allocation.touch("item:1");
  allocation.touch("item:of-nobody");
  expect([...allocation.units.keys()]).toEqual(["item:3", "item:2", "item:1"]);
});

test("a unit whose window shifts has not been used: it keeps its place", () => {
  const allocation = new Allocation(5);
  for (const i of [1, 2]) hold(allocation, [unit(`item:${i}`, keys(10 * i, 4))]);
  hold(allocation, [unit("item:1", keys(11, 4))]);
  expect([...allocation.units.keys()]).toEqual(["item:1", "item:2"]);
  expect(allocation.units.get("item:1")!.keys).toEqual(keys(11, 4));
});

test("a user's slots are counted by their units, and a user without units is forgotten", () => {
  const allocation = new Allocation(5);
  hold(allocation, [
    unit("item:1", keys(1, 3)),
    unit("item:2", keys(2, 3), { userId: "ravi" }),
    tierB("X", keys(1, 9)),
  ]);
  expect(Object.fromEntries(allocation.usage)).toEqual({ asha: 3, ravi: 3 });
  hold(allocation, [unit("item:1", keys(1, 5))]);
  ask(allocation, { drop: ["item:2"] });
  expect(Object.fromEntries(allocation.usage)).toEqual({ asha: 5 });
});
