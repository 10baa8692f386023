import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { activePage, activeSubscription } from "../../server/subscriptions/active-subscriptions.ts";
import { Allocation } from "../../server/subscriptions/allocation.ts";
import { allocate } from "../../server/subscriptions/allocator.ts";
import type { DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { ActiveLimits, activeQuery } from "../../shared/active-subscriptions.ts";

const LIMITS = {
  instruments: 25_000,
  instrumentsPerConnection: 5_000,
  userShare: 5_000,
  isUp: [true, true, true, true, true],
};

/** What these units hold; every second instrument has been confirmed. */
function sourcesOf(units: readonly DemandUnit[]) {
  const allocation = new Allocation(5);
  const allocated = allocate(allocation, { set: units }, LIMITS);
  if (!allocated.ok) throw new Error(allocated.reason);
  allocation.commit(allocated.plan);
  const keys = [...allocation.held.keys()];
  return {
    view: allocation,
    *carried() {
      for (const [place, key] of keys.entries())
        yield { connection: allocation.held.get(key)!.connection, key, isConfirmed: place % 2 === 0 };
    },
    nameOf: (key: string) => `name of ${key}`,
  };
}
const keysFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => `NSE_FNO:${first + n}`);
const UNITS: DemandUnit[] = [
  { id: "pinned", tier: "pinned", userId: null, mode: "quote", keys: ["IDX_I:13"] },
  { id: "tier-b:NIFTY", tier: "B", userId: null, mode: "full", keys: keysFrom(100, 10) },
  { id: "item:a", tier: "A", userId: "asha", mode: "quote", keys: keysFrom(105, 10) },
];
const query = (fields: object = {}) => activeQuery.parse(fields);

describe("what is subscribed", () => {
  test("is told with tier, connection, mode, and who wants it", () => {
    const sources = sourcesOf(UNITS);
    const { total, subscriptions, next } = activePage(sources, query());
    expect([total, subscriptions.length, next]).toEqual([16, 16, null]);
    expect(subscriptions.map(({ key }) => key)).toEqual([...sources.view.held.keys()].sort());
    expect(activeSubscription(sources, "NSE_FNO:107")).toEqual({
      ...{ key: "NSE_FNO:107", name: "name of NSE_FNO:107", tier: "B", mode: "full", isConfirmed: true },
      connection: sources.view.held.get("NSE_FNO:107")!.connection,
      wantedBy: { pinned: 0, B: 1, A: 1 },
    });
    expect(activeSubscription(sources, "NSE_FNO:114")).toMatchObject({ tier: "A", mode: "quote" });
  });

  test("is null for what nobody wants", () => {
    expect(activeSubscription(sourcesOf(UNITS), "NSE_EQ:1")).toBeNull();
  });

  test("can be asked for by tier and by connection", () => {
    const sources = sourcesOf(UNITS);
    expect(activePage(sources, query({ tier: "A" })).total).toBe(5);
    expect(activePage(sources, query({ tier: "pinned" })).subscriptions.map(({ key }) => key)).toEqual(["IDX_I:13"]);
    const byConnection = [1, 2, 3, 4, 5].map((connection) => activePage(sources, query({ connection })));
    expect(byConnection.reduce((sum, { total }) => sum + total, 0)).toBe(16);
    for (const [place, { subscriptions }] of byConnection.entries())
      expect(subscriptions.every(({ connection }) => connection === place + 1)).toBe(true);
  });

  test("comes in pages that together are all of it, each once, whatever their size", () => {
    const sources = sourcesOf(UNITS);
    const whole = activePage(sources, query()).subscriptions;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (limit) => {
        const seen = [];
        let after: string | undefined;
        for (;;) {
          const page = activePage(sources, { limit, after });
          seen.push(...page.subscriptions);
          if (page.next === null) break;
          after = page.next;
        }
        expect(seen).toEqual(whole);
      }),
    );
  });

  test.each([
    { limit: 0 },
    { limit: ActiveLimits.perPage + 1 },
    { connection: 6 },
    { tier: "C" },
    { after: "NIFTY" },
    { page: 2 },
  ])("can't be asked for with %p", (fields) => {
    expect(activeQuery.safeParse(fields).success).toBe(false);
  });
});
