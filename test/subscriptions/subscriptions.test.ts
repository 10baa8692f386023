import { describe, expect, test } from "bun:test";
import type { DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { BEAT_MS } from "../../server/subscriptions/reconciler.ts";
import { HAND_OVER_AFTER_MS, Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import { HandClock } from "../fakes/clock.ts";
import { SimulatedWire } from "./simulated-wire.ts";
import { alwaysOn, ITEM, keys, SERIES, TIER_B_LEGS, tierB, totals, unit } from "./units.ts";

function joined({ connections = 5, instrumentsPerConnection = 5_000, userShare = 25_000 } = {}) {
  const clock = new HandClock();
  const wire = new SimulatedWire(connections, instrumentsPerConnection);
  const evicted: string[] = [];
  const moved: [number, string][] = [];
  const subscriptions = new Subscriptions({
    clock,
    connections,
    limits: { instruments: connections * instrumentsPerConnection, instrumentsPerConnection, userShare },
    apply: (changes) => wire.apply(changes),
    held: (key) => wire.held(key),
    narrowed() {},
    released: (key) => wire.released(key),
    onEvicted: (units: readonly DemandUnit[]) => evicted.push(...units.map(({ id }) => id)),
    onMoved: (legs, reason) => moved.push([legs, reason]),
  });
  const beat = () => clock.advance(BEAT_MS);
  const carried = () => wire.connections.map(({ size }) => size);
  return { clock, wire, subscriptions, evicted, moved, beat, carried };
}

describe("a request", () => {
  test("is answered at once, and carried out with the beat", () => {
    const { subscriptions, beat, carried } = joined();
    expect(subscriptions.request({ set: [unit("item:1", keys(1, ITEM))] })).toEqual({ ok: true, evicted: [] });
    expect([subscriptions.has("item:1"), carried()]).toEqual([true, [0, 0, 0, 0, 0]]);
    beat();
    expect(carried()).toEqual([26, 25, 25, 25, 25]);
  });

  test("and others of the same beat are one plan", () => {
    const { subscriptions, wire, beat } = joined();
    for (const wanted of alwaysOn()) subscriptions.request({ set: [wanted] });
    beat();
    expect(wire.batches.map(({ length }) => length)).toEqual([TIER_B_LEGS + 6]);
    expect(wire.carried().size).toBe(TIER_B_LEGS + 6);
  });

  test("that evicts tells who had to make room before it is answered, and counts them", () => {
    const { subscriptions, evicted } = joined({ connections: 1, instrumentsPerConnection: 10 });
    for (const i of [1, 2, 3]) {
      const outcome = subscriptions.request({ set: [unit(`item:${i}`, keys(10 * i, 5))] });
      expect(outcome).toMatchObject({ ok: true, evicted: i === 3 ? [{ id: "item:1" }] : [] });
    }
    expect([evicted, subscriptions.counts.evictions, subscriptions.has("item:1")]).toEqual([["item:1"], 1, false]);
  });

  test("that is refused has a reason, is counted under it, and changes nothing", () => {
    const { subscriptions, wire, evicted, beat } = joined({
      connections: 1,
      instrumentsPerConnection: 10,
      userShare: 5,
    });
    subscriptions.request({ set: [tierB("NIFTY", keys(1, 8)), unit("item:1", keys(11, 2))] });
    beat();
    const refusal = (more: Partial<DemandUnit>) =>
      subscriptions.request({ set: [unit("item:2", keys(21, 6), more)], drop: ["item:1"] });
    expect(refusal({ userId: "ravi" })).toEqual({ ok: false, reason: "share" });
    expect(refusal({ userId: null })).toEqual({ ok: false, reason: "capacity" });
    beat();
    expect(subscriptions.counts).toEqual({ evictions: 0, refusals: { capacity: 1, share: 1 } });
    expect([wire.batches.length, evicted, subscriptions.has("item:1")]).toEqual([1, [], true]);
  });

  test("by somebody who is told of an eviction is met on the state after it", () => {
    const clock = new HandClock();
    const answers: boolean[] = [];
    const subscriptions: Subscriptions = new Subscriptions({
      clock,
      connections: 1,
      limits: { instruments: 4, instrumentsPerConnection: 4, userShare: 4 },
      apply() {},
      held() {},
      narrowed() {},
      released() {},
      onEvicted: (units) => answers.push(...units.map(({ id }) => subscriptions.has(id))),
      onMoved() {},
    });
    for (const i of [1, 2]) subscriptions.request({ set: [unit(`item:${i}`, keys(10 * i, 4))] });
    expect(answers).toEqual([false]);
  });
});

test("viewing an item keeps it: the least recently used goes, not the first that came", () => {
  const { subscriptions, evicted } = joined({ connections: 1, instrumentsPerConnection: 4 });
  for (const i of [1, 2, 3, 4]) subscriptions.request({ set: [unit(`item:${i}`, keys(i, 1))] });
  subscriptions.touch(["item:2", "item:1", "item:of-nobody"]);
  for (const i of [5, 6, 7, 8]) subscriptions.request({ set: [unit(`item:${i}`, keys(i, 1))] });
  expect(evicted).toEqual(["item:3", "item:4", "item:2", "item:1"]);
});

test("a shift of a window that nobody looks at does not save its item from eviction", () => {
  const { subscriptions, evicted } = joined({ connections: 1, instrumentsPerConnection: 2 * SERIES });
  for (const i of [1, 2]) subscriptions.request({ set: [unit(`item:${i}`, keys(100 * i, SERIES))] });
  subscriptions.request({ set: [unit("item:1", keys(102, SERIES))] });
  subscriptions.request({ set: [unit("item:3", keys(300, SERIES))] });
  expect(evicted).toEqual(["item:1"]);
});

test("an instrument is of the highest tier that wants it, and of none when nobody does", () => {
  const { subscriptions } = joined();
  const key = "NSE_FNO:1";
  expect(subscriptions.tierOf(key)).toBeNull();
  subscriptions.request({ set: [unit("item:1", [key]), tierB("NIFTY", [key])] });
  expect(subscriptions.tierOf(key)).toBe("B");
  subscriptions.request({ drop: ["tier-b:NIFTY"] });
  expect(subscriptions.tierOf(key)).toBe("A");
});

test("end of day, all Tier A let go of, leaves Tier B untouched and the connections even once rebalanced", () => {
  const { subscriptions, wire, beat, carried } = joined();
  subscriptions.request({ set: alwaysOn() });
  beat();
  const tierBOnWire = wire.carried();
  const items = Array.from({ length: 20 }, (_, i) => unit(`item:${i}`, keys(10_000 + i * ITEM, ITEM)));
  subscriptions.request({ set: items });
  beat();
  subscriptions.request({ drop: items.map(({ id }) => id) });
  beat();
  expect(wire.carried()).toEqual(tierBOnWire);
  subscriptions.rebalance("end of day");
  beat();
  expect(carried()).toEqual([456, 456, 455, 455, 456]);
});

describe("a connection", () => {
  function halfLoaded() {
    const rig = joined({ connections: 3, instrumentsPerConnection: 20 });
    rig.subscriptions.request({ set: [tierB("NIFTY", keys(1, 15)), unit("item:1", keys(101, 15))] });
    rig.beat();
    expect(rig.carried()).toEqual([10, 10, 10]);
    return rig;
  }

  test("that is down for less than the time keeps its instruments", () => {
    const { subscriptions, clock, moved, carried } = halfLoaded();
    subscriptions.connectionChanged(1, false);
    clock.advance(HAND_OVER_AFTER_MS - 1);
    subscriptions.connectionChanged(1, true);
    clock.advance(10 * HAND_OVER_AFTER_MS);
    expect([carried(), moved, clock.pending]).toEqual([[10, 10, 10], [], 0]);
  });

  test("that stays down hands its instruments to the others, and the five are even when it is back", () => {
    const { subscriptions, clock, moved, beat, carried } = halfLoaded();
    subscriptions.connectionChanged(1, false);
    clock.advance(HAND_OVER_AFTER_MS + BEAT_MS);
    expect(carried()).toEqual([0, 15, 15]);
    subscriptions.connectionChanged(1, true);
    beat();
    expect(carried()).toEqual([10, 10, 10]);
    expect(moved).toEqual([
      [10, "connection 1 stays down"],
      [10, "all connections are up again"],
    ]);
    expect(clock.pending).toBe(0);
  });

  test("that is said to be down again while it is down does not wait anew", () => {
    const { subscriptions, clock, carried } = halfLoaded();
    subscriptions.connectionChanged(1, false);
    clock.advance(HAND_OVER_AFTER_MS - 1);
    subscriptions.connectionChanged(1, false);
    clock.advance(1 + BEAT_MS);
    expect(carried()).toEqual([0, 15, 15]);
  });

  test("that is down takes nothing new while another has room", () => {
    const { subscriptions, beat, carried } = halfLoaded();
    subscriptions.connectionChanged(3, false);
    subscriptions.request({ set: [unit("item:2", keys(201, 4))] });
    beat();
    expect(carried()).toEqual([12, 12, 10]);
  });

  test("that stays down hands over later what finds no room at first", () => {
    const { subscriptions, clock, carried } = halfLoaded();
    subscriptions.request({ set: [unit("item:2", keys(201, 24))] });
    expect(totals(subscriptions.view)).toEqual([18, 18, 18]);
    subscriptions.connectionChanged(1, false);
    clock.advance(HAND_OVER_AFTER_MS + BEAT_MS);
    expect(carried()).toEqual([14, 20, 20]);
    subscriptions.request({ drop: ["item:1"] });
    clock.advance(HAND_OVER_AFTER_MS);
    expect(carried()[0]).toBe(0);
  });

  test("that comes back finds its instruments handed on when another stays down", () => {
    const { subscriptions, clock, carried } = halfLoaded();
    for (const connection of [1, 2]) subscriptions.connectionChanged(connection, false);
    clock.advance(HAND_OVER_AFTER_MS + BEAT_MS);
    expect(carried()).toEqual([0, 10, 20]);
    subscriptions.connectionChanged(1, true);
    clock.advance(HAND_OVER_AFTER_MS);
    expect(carried()).toEqual([10, 0, 20]);
  });

  test("with all others down keeps what it has, and they theirs", () => {
    const { subscriptions, clock, carried, moved } = halfLoaded();
    for (const connection of [1, 2, 3]) subscriptions.connectionChanged(connection, false);
    clock.advance(3 * HAND_OVER_AFTER_MS);
    expect([carried(), moved]).toEqual([[10, 10, 10], []]);
    for (const connection of [1, 2, 3]) subscriptions.connectionChanged(connection, true);
    expect([moved, clock.pending]).toEqual([[], 0]);
  });
});

test("once stopped nothing is due any more", () => {
  const { subscriptions, clock, wire } = joined();
  subscriptions.request({ set: [unit("item:1", keys(1, 3))] });
  subscriptions.connectionChanged(2, false);
  subscriptions.stop();
  subscriptions.request({ drop: ["item:1"] });
  expect([clock.pending, wire.batches]).toEqual([0, []]);
});
