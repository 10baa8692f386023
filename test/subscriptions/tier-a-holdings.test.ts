import { expect, test } from "bun:test";
import { Allocation } from "../../server/subscriptions/allocation.ts";
import { STREAM_USER } from "../../server/subscriptions/stream-demand.ts";
import { tierAHoldings } from "../../server/subscriptions/tier-a-holdings.ts";
import { alwaysOn, ask, hold, keys, unit } from "./units.ts";

const SHARES: Record<string, number> = { asha: 126 };
const shareOf = (userId: string) => SHARES[userId] ?? 5_000;

test("nobody holds anything of Tier A while there is Tier B alone", () => {
  const allocation = new Allocation(5);
  hold(allocation, alwaysOn());
  expect(tierAHoldings(allocation, shareOf)).toEqual([]);
});

test("each user's units and slots are counted, the most first, with the share that is in force; open pages are one user", () => {
  const allocation = new Allocation(5);
  hold(allocation, [
    unit("item:1", keys(1, 45)),
    // An instrument that two units want counts for each.
    unit("item:2", keys(40, 10)),
    unit("item:3", keys(1, 126), { userId: "ravi" }),
    unit("stream:NSE_FNO:1", keys(1, 1), { userId: STREAM_USER }),
  ]);
  expect(tierAHoldings(allocation, shareOf)).toEqual([
    { userId: "ravi", units: 1, slots: 126, share: 5_000 },
    { userId: "asha", units: 2, slots: 55, share: 126 },
    { userId: null, units: 1, slots: 1, share: 5_000 },
  ]);
  ask(allocation, { drop: ["item:1", "item:2"] });
  expect(tierAHoldings(allocation, shareOf).map(({ userId }) => userId)).toEqual(["ravi", null]);
});
