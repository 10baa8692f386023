import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { modeOf } from "../../server/subscriptions/allocation.ts";
import type { DemandRequest, DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { STREAM_USER, StreamDemand } from "../../server/subscriptions/stream-demand.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { HandClock } from "../fakes/clock.ts";
import { keys, unit } from "./units.ts";

const [NIFTY, OPTION] = keys(1, 2) as [string, string];

/** Stream demand on subscriptions of one connection, and what it asks of them. */
function joined(instruments = 100, userShare = instruments) {
  const evicted: InstrumentKey[] = [];
  const requests: DemandRequest[] = [];
  const subscriptions = new Subscriptions({
    clock: new HandClock(),
    connections: 1,
    limits: { instruments, instrumentsPerConnection: instruments, userShare },
    apply() {},
    held() {},
    narrowed() {},
    released() {},
    onEvicted(units: readonly DemandUnit[]) {
      for (const { id } of units) {
        const key = demand.evicted(id);
        if (key !== null) evicted.push(key);
      }
    },
    onMoved() {},
  });
  const demand = new StreamDemand({
    request(request) {
      requests.push(request);
      return subscriptions.request(request);
    },
    touch: (ids) => subscriptions.touch(ids),
  });
  const wanted = (key: InstrumentKey) => {
    const held = subscriptions.view.held.get(key);
    return held === undefined ? null : modeOf(held);
  };
  return { subscriptions, demand, requests, evicted, wanted };
}

test("an instrument wanted by several sessions is one, and stays until the last lets go", () => {
  const { demand, requests, wanted } = joined();
  for (let i = 0; i < 3; i++) expect(demand.hold(NIFTY, "quote")).toBe(true);
  demand.release(NIFTY, "quote");
  demand.release(NIFTY, "quote");
  expect(wanted(NIFTY)).toBe("quote");
  demand.release(NIFTY, "quote");
  expect(wanted(NIFTY)).toBeNull();
  expect(requests).toEqual([
    { set: [{ id: `stream:${NIFTY}`, tier: "A", userId: STREAM_USER, mode: "quote", keys: [NIFTY] }] },
    { drop: [`stream:${NIFTY}`] },
  ]);
});

test("the richest mode that any session asks for counts, up and down", () => {
  const { demand, wanted } = joined();
  const seen = (["quote", "full", "ltp"] as const).map((mode) => {
    demand.hold(OPTION, mode);
    return wanted(OPTION);
  });
  expect(seen).toEqual(["quote", "full", "full"]);
  const left = (["quote", "full", "ltp"] as const).map((mode) => {
    demand.release(OPTION, mode);
    return wanted(OPTION);
  });
  expect(left).toEqual(["full", "ltp", null]);
});

test("what was not held cannot be released: a lost count is a programmer's error, and changes nothing", () => {
  const { demand, wanted } = joined();
  expect(() => demand.release(NIFTY, "ltp")).toThrow("not held");
  demand.hold(NIFTY, "quote");
  expect(() => demand.release(NIFTY, "ltp")).toThrow("not held");
  expect(wanted(NIFTY)).toBe("quote");
});

test("an instrument that a watchlist holds stays when the last page lets go of it", () => {
  const { demand, subscriptions, wanted } = joined();
  subscriptions.request({ set: [unit("item:1", [NIFTY], { mode: "ltp" })] });
  demand.hold(NIFTY, "full");
  expect(wanted(NIFTY)).toBe("full");
  demand.release(NIFTY, "full");
  expect(wanted(NIFTY)).toBe("ltp");
});

describe("where every slot is taken", () => {
  test("by what may not go, a page gets no other instrument, but those that are there", () => {
    const { demand, subscriptions, wanted } = joined(1);
    subscriptions.request({ set: [unit("tier-b:NIFTY", [NIFTY], { tier: "B", userId: null })] });
    expect(demand.hold(OPTION, "ltp")).toBe(false);
    expect(() => demand.release(OPTION, "ltp")).toThrow("not held");
    expect(demand.hold(NIFTY, "full")).toBe(true);
    expect([wanted(OPTION), wanted(NIFTY)]).toEqual([null, "full"]);
  });

  test("the instrument that pages used least recently goes, and nobody holds it any more", () => {
    const { demand, evicted, wanted } = joined(3);
    for (const key of keys(1, 3)) demand.hold(key, "ltp");
    demand.hold("NSE_FNO:1", "ltp");
    demand.hold("NSE_FNO:4", "ltp");
    expect([evicted, wanted("NSE_FNO:2")]).toEqual([["NSE_FNO:2"], null]);
    expect(() => demand.release("NSE_FNO:2", "ltp")).toThrow("not held");
    // It can be held again, from nothing.
    expect(demand.hold("NSE_FNO:2", "quote")).toBe(true);
    expect([evicted, wanted("NSE_FNO:2")]).toEqual([["NSE_FNO:2", "NSE_FNO:3"], "quote"]);
  });

  test("a session that leaves is no use of the instrument", () => {
    const { demand, evicted } = joined(2);
    for (const mode of ["ltp", "full"] as const) demand.hold("NSE_FNO:1", mode);
    demand.hold("NSE_FNO:2", "ltp");
    demand.release("NSE_FNO:1", "full");
    demand.hold("NSE_FNO:3", "ltp");
    expect(evicted).toEqual(["NSE_FNO:1"]);
  });

  test("all pages together have one user's share: they make room among themselves, not among watchlists", () => {
    const { demand, subscriptions, evicted } = joined(4, 2);
    subscriptions.request({ set: [unit("item:1", keys(11, 2))] });
    for (const key of keys(1, 3)) expect(demand.hold(key, "ltp")).toBe(true);
    expect([evicted, subscriptions.has("item:1")]).toEqual([["NSE_FNO:1"], true]);
  });
});

test("units of others are none of its business when they are evicted", () => {
  const { demand } = joined();
  expect([demand.evicted("item:1"), demand.evicted("tier-b:NIFTY:2026-12-01")]).toEqual([null, null]);
  expect(demand.evicted("stream:IDX_I:13")).toBe("IDX_I:13");
});

type Step = { do: "hold"; key: InstrumentKey; mode: Mode } | { do: "release"; which: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("hold"),
    key: fc.constantFrom(...keys(1, 8)),
    mode: fc.constantFrom(...MODES),
  }),
  fc.record({ do: fc.constant("release"), which: fc.nat(1_000) }),
);

test("what is wanted agrees with a plain list of who holds what, whoever comes, goes and is evicted", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const capacity = 5;
      const { demand, evicted, wanted } = joined(capacity);
      let held: [InstrumentKey, Mode][] = [];
      for (const step of steps) {
        evicted.length = 0;
        if (step.do === "hold") {
          expect(demand.hold(step.key, step.mode)).toBe(true);
          expect(evicted).not.toContain(step.key);
          held = held.filter(([key]) => !evicted.includes(key));
          held.push([step.key, step.mode]);
        } else if (held.length > 0) {
          demand.release(...held.splice(step.which % held.length, 1)[0]!);
        }
        const modes = keys(1, 8).map(
          (key) => MODES.findLast((mode) => held.some(([other, wants]) => other === key && wants === mode)) ?? null,
        );
        expect(keys(1, 8).map(wanted)).toEqual(modes);
        expect(modes.filter((mode) => mode !== null).length).toBeLessThanOrEqual(capacity);
      }
    }),
  );
});
