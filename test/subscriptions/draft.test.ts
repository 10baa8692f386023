import { describe, expect, test } from "bun:test";
import { Allocation, type Load } from "../../server/subscriptions/allocation.ts";
import { Draft, leastLoaded } from "../../server/subscriptions/draft.ts";
import { hold, keys, limits, tierB, unit } from "./units.ts";

const A = "A";
const ALL_UP = { instrumentsPerConnection: 10, isUp: [true, true, true] };

function loads(...totals: number[]): Load[] {
  return totals.map((total) => ({ pinned: 0, B: 0, A: total, total }));
}

describe("the connection for one more instrument", () => {
  test("is the least loaded, the first among equals", () => {
    expect(leastLoaded(loads(3, 1, 2), A, ALL_UP)).toBe(2);
    expect(leastLoaded(loads(3, 2, 2), A, ALL_UP)).toBe(2);
  });

  test("is among equals the one with the fewest of the tier", () => {
    const even = loads(4, 4, 4);
    even[0] = { pinned: 0, B: 2, A: 2, total: 4 };
    even[1] = { pinned: 0, B: 1, A: 3, total: 4 };
    even[2] = { pinned: 0, B: 1, A: 3, total: 4 };
    expect(leastLoaded(even, "B", ALL_UP)).toBe(2);
    expect(leastLoaded(even, "A", ALL_UP)).toBe(1);
  });

  test("is one that is up, however loaded; one that is down only when all that are up are full", () => {
    const room = { instrumentsPerConnection: 10, isUp: [false, true, true] };
    expect(leastLoaded(loads(0, 9, 9), A, room)).toBe(2);
    expect(leastLoaded(loads(0, 10, 9), A, room)).toBe(3);
    expect(leastLoaded(loads(0, 10, 10), A, room)).toBe(1);
  });

  test("is never a full one; where there is none, too many were let in", () => {
    expect(leastLoaded(loads(10, 10, 9), A, ALL_UP)).toBe(3);
    expect(() => leastLoaded(loads(10, 10, 10), A, ALL_UP)).toThrow("no connection has room");
  });
});

test("a draft leaves the present state as it is", () => {
  const allocation = new Allocation(5);
  const item = unit("item:1", keys(1, 8));
  hold(allocation, [item, tierB("NIFTY", keys(5, 8))]);
  const before = structuredClone({ held: allocation.held, loads: allocation.loads });
  const draft = new Draft(allocation, limits());
  for (const key of keys(1, 8)) draft.remove(key, item);
  for (const key of keys(20, 3)) draft.add(key, item);
  draft.move(keys(9, 1)[0]!, 5);
  expect([draft.size, draft.isHeld("NSE_FNO:1"), draft.isHeld("NSE_FNO:5")]).toEqual([11, false, true]);
  expect({ held: allocation.held, loads: allocation.loads }).toEqual(before);
});

test("an instrument that leaves and comes within a draft stays where it is", () => {
  const allocation = new Allocation(2);
  const item = unit("item:1", keys(1, 4));
  const room = { instrumentsPerConnection: 2, isUp: [true, true] };
  hold(allocation, [item], limits({ ...room, instruments: 4 }));
  const draft = new Draft(allocation, room);
  for (const key of item.keys) draft.remove(key, item);
  for (const key of item.keys.toReversed()) draft.add(key, item);
  expect(draft.held).toEqual(allocation.held);
});
