import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RESTORED_MOST } from "../../server/chains/atm-board.ts";
import { COOL_DOWN_MS } from "../../server/chains/atm-engine.ts";
import { BEAT_MS, FIRST_BEAT_MS, WINDOWS_MOST, type WindowChange } from "../../server/chains/strike-windows.ts";
import { STREAM_GRACE_MS, WAIT_MOST_MS } from "../../server/chains/underlying-prices.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { DAY_MS, istMidnight } from "../../shared/ist.ts";
import { Listing, strikesFrom } from "./listing.ts";
import { settled } from "./price-desk.ts";
import { AtmCacheMap, chainsRig } from "./rig.ts";

const NEAR = "2026-12-01";
const NEXT = "2026-12-08";
const FAR = "2026-12-15";
const NOON = istMidnight("2026-11-30") + 12 * 3_600_000;
const NIFTY_SPOT = "IDX_I:13";
const STRIKES = strikesFrom(24_000, 50, 41);
const SPEC = { underlying: "NIFTY", expiries: [NEAR], strikesEachSide: 10 };

function niftyIndex(expiries: readonly string[] = [NEAR, NEXT, FAR], strikes: readonly number[] = STRIKES) {
  return new Listing().nifty(expiries, strikes).index();
}

/** The same under another ticker. */
function renamedIndex() {
  const listing = new Listing().cash("IDX_I", 13, "NIFTY50");
  for (const expiry of [NEAR, NEXT, FAR]) listing.options("NSE_FNO", "OPTIDX", "NIFTY50", expiry, STRIKES);
  return listing.index();
}

/** Windows on NIFTY at 25,000, with the first one told of. */
function started(spec = SPEC, spot = 25_000) {
  const rig = chainsRig({ index: niftyIndex(), at: NOON });
  rig.desk.tick(NIFTY_SPOT, spot);
  rig.windows.watch("w", spec, rig.listener);
  rig.clock.advance(FIRST_BEAT_MS);
  /** Moves the spot, and time until it is noticed. */
  const move = (price: number) => {
    rig.desk.tick(NIFTY_SPOT, price);
    rig.clock.advance(COOL_DOWN_MS + BEAT_MS);
  };
  return { ...rig, move };
}

function strikesOf(legs: readonly InstrumentKey[], expiry = NEAR): number[] {
  const series = niftyIndex().series("NIFTY", expiry)!;
  return [...series.strikes].filter((_, place) => legs.includes(series.ceKeys[place]!));
}

describe("a window's first legs", () => {
  test("are 42: calls and puts of 10 strikes below the ATM, the ATM, and 10 above", () => {
    const { told, windows } = started();
    expect(told).toHaveLength(1);
    const [change] = told[0]!;
    expect(change).toMatchObject({ id: "w", reason: "FIRST", removed: [] });
    expect(change!.legs).toHaveLength(42);
    expect(change!.added).toEqual(change!.legs);
    expect(strikesOf(change!.legs)).toEqual(strikesFrom(24_500, 50, 21));
    expect(windows.legs("w")).toEqual(change!.legs);
    expect(change!.legs.every((leg) => leg.startsWith("NSE_FNO:"))).toBe(true);
  });

  test("of three expiries are 126, told in one change", () => {
    const { told } = started({ ...SPEC, expiries: [NEAR, NEXT, FAR] });
    expect(told.map((changes) => changes.map(({ legs }) => legs.length))).toEqual([[126]]);
  });

  test("are fewer where the list of strikes ends", () => {
    const { windows } = started(SPEC, 24_100);
    expect(windows.legs("w")).toHaveLength(2 * 13);
  });

  test("are as many as the window is wide", () => {
    const { windows } = started({ ...SPEC, strikesEachSide: 2 });
    expect(windows.legs("w")).toHaveLength(10);
  });

  test("wait for a price: nothing is centred on a default one", () => {
    const { clock, desk, told, windows, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    desk.hold(NIFTY_SPOT);
    windows.watch("w", SPEC, listener);
    clock.advance(STREAM_GRACE_MS / 2);
    desk.tick(NIFTY_SPOT, 0);
    clock.advance(FIRST_BEAT_MS);
    expect(told).toEqual([]);
    expect(windows.legs("w")).toEqual([]);
    expect(windows.status("w")).toEqual([{ expiry: NEAR, atm: null, reason: "waiting" }]);
    desk.tick(NIFTY_SPOT, 24_800);
    clock.advance(FIRST_BEAT_MS);
    expect(strikesOf(windows.legs("w"))).toEqual(strikesFrom(24_300, 50, 21));
  });

  test("say what the ATM was worked out from", () => {
    const { windows, clock } = started(SPEC, 25_012.35);
    const at = clock.now();
    const atm = { strike: 25_000, price: 25_012.35, source: "stream" as const, at };
    expect(windows.status("w")).toEqual([{ expiry: NEAR, atm, reason: null }]);
  });
});

describe("a move of the price", () => {
  test("by one step moves exactly 4 legs of the 42, told as ATM_SHIFT", () => {
    const { move, told, windows } = started();
    const before = windows.legs("w");
    move(25_050);
    expect(told).toHaveLength(2);
    const change = told[1]![0]!;
    expect(change.reason).toBe("ATM_SHIFT");
    expect(strikesOf(change.removed)).toEqual([24_500]);
    expect(strikesOf(change.added)).toEqual([25_550]);
    expect([change.added.length, change.removed.length]).toEqual([2, 2]);
    expect(change.legs.filter((leg) => before.includes(leg))).toHaveLength(40);
  });

  test("of less than a step moves nothing", () => {
    const { move, told } = started(SPEC, 25_000);
    for (const price of [25_026, 25_049, 24_974, 24_951]) move(price);
    expect(told).toHaveLength(1);
  });

  test("is looked at once a beat, not at each tick", () => {
    const { clock, desk, told } = started();
    clock.advance(COOL_DOWN_MS);
    for (const price of [25_300, 25_100, 25_200]) desk.tick(NIFTY_SPOT, price);
    expect(told).toHaveLength(1);
    clock.advance(BEAT_MS);
    expect(told).toHaveLength(2);
    expect(strikesOf(told[1]![0]!.legs)).toEqual(strikesFrom(24_700, 50, 21));
  });

  test("back and forth over a boundary all day long moves nothing", () => {
    const { move, told } = started(SPEC, 25_024);
    for (let i = 0; i < 500; i++) move(i % 2 === 0 ? 25_026 : 25_024);
    expect(told).toHaveLength(1);
  });

  test("moves the window of each expiry by its own strikes", () => {
    const listing = new Listing()
      .nifty([NEAR], STRIKES)
      .options("NSE_FNO", "OPTIDX", "NIFTY", FAR, strikesFrom(20_000, 500, 21));
    const { clock, desk, windows, listener } = chainsRig({ index: listing.index(), at: NOON });
    desk.tick(NIFTY_SPOT, 25_000);
    windows.watch("w", { ...SPEC, expiries: [NEAR, FAR] }, listener);
    clock.advance(FIRST_BEAT_MS);
    desk.tick(NIFTY_SPOT, 25_100);
    clock.advance(COOL_DOWN_MS + BEAT_MS);
    expect(windows.status("w").map(({ atm }) => atm!.strike)).toEqual([25_100, 25_000]);
  });

  test("is told to each listener in one call, however many windows of it move", () => {
    const { clock, desk, windows } = started();
    const calls: string[][] = [];
    const listener = (changes: readonly WindowChange[]) => calls.push(changes.map(({ id }) => id));
    windows.watch("x", { ...SPEC, expiries: [NEXT] }, listener);
    windows.watch("y", { ...SPEC, expiries: [FAR] }, listener);
    clock.advance(FIRST_BEAT_MS);
    desk.tick(NIFTY_SPOT, 25_100);
    clock.advance(COOL_DOWN_MS + BEAT_MS);
    expect(calls).toEqual([
      ["x", "y"],
      ["x", "y"],
    ]);
  });

  test("leaves legs as they are when there is no price any more, and the status says why there is no ATM", () => {
    const { clock, told, windows } = started();
    const legs = windows.legs("w");
    clock.advance(14 * 3_600_000);
    expect(windows.status("w")).toEqual([{ expiry: NEAR, atm: null, reason: "stale" }]);
    expect(windows.legs("w")).toEqual(legs);
    expect(told).toHaveLength(1);
  });
});

describe("what is let go", () => {
  test("after shifts is what was told, not today's window: nothing leaks", () => {
    const walk = fc.array(fc.integer({ min: 24_000, max: 26_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 24_000, max: 26_000 }), walk, (first, prices) => {
        const { move, told, windows } = started({ ...SPEC, expiries: [NEAR, FAR] }, first);
        for (const price of prices) move(price);
        const held = new Set<InstrumentKey>();
        for (const { added, removed } of told.flat()) {
          for (const leg of removed) expect(held.delete(leg)).toBe(true);
          for (const leg of added) expect(held.has(leg)).toBe(false);
          for (const leg of added) held.add(leg);
        }
        expect([...windows.unwatch("w")].sort()).toEqual([...held].sort());
      }),
      { numRuns: 40 },
    );
  });

  test("by one who watches is still held for another of the same series", () => {
    const { clock, windows, told, listener, move } = started();
    windows.watch("x", SPEC, listener);
    clock.advance(FIRST_BEAT_MS);
    windows.unwatch("w");
    told.length = 0;
    move(25_100);
    expect(told.flat().map(({ id }) => id)).toEqual(["x"]);
  });

  test("needs no price any more: REST is not asked for it", async () => {
    const { clock, desk, windows, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    desk.hold(NIFTY_SPOT);
    windows.watch("w", SPEC, listener);
    windows.watch("other", { ...SPEC, underlying: "NOSUCH" }, listener);
    windows.unwatch("w");
    clock.advance(STREAM_GRACE_MS + 2 * BEAT_MS);
    await settled();
    expect(desk.calls).toEqual([]);
  });

  test("leaves no timer once nothing is watched, and no price is asked for", () => {
    const { clock, windows, desk } = started();
    windows.unwatch("w");
    expect(windows.unwatch("w")).toEqual([]);
    clock.advance(10 * BEAT_MS);
    expect(clock.pending).toBe(0);
    expect(desk.calls).toEqual([]);
    expect(windows.status("w")).toEqual([]);
  });
});

describe("a window of the same id", () => {
  test("with one expiry less lets go of that expiry's 42 legs and no others, and its ATM stays", () => {
    const { clock, desk, windows, told, listener } = started({ ...SPEC, expiries: [NEAR, NEXT, FAR] });
    desk.tick(NIFTY_SPOT, 25_040);
    windows.watch("w", { ...SPEC, expiries: [NEAR, FAR] }, listener);
    clock.advance(FIRST_BEAT_MS);
    const change = told[1]![0]!;
    expect(change).toMatchObject({ reason: "LISTING", added: [] });
    expect(change.removed).toHaveLength(42);
    expect(strikesOf(change.removed, NEXT)).toEqual(strikesFrom(24_500, 50, 21));
    expect(windows.legs("w")).toHaveLength(84);
    expect(windows.status("w").map(({ atm }) => atm!.strike)).toEqual([25_000, 25_000]);
  });

  test("that is wider takes in the legs that are missing", () => {
    const { clock, windows, told, listener } = started({ ...SPEC, strikesEachSide: 2 });
    windows.watch("w", { ...SPEC, strikesEachSide: 3 }, listener);
    clock.advance(FIRST_BEAT_MS);
    expect(strikesOf(told[1]![0]!.added)).toEqual([24_850, 25_150]);
    expect(told[1]![0]!.removed).toEqual([]);
  });
});

describe("the answer to whoever waits for the first legs", () => {
  test("comes with the legs, once REST has a price", async () => {
    const listing = new Listing()
      .cash("NSE_EQ", 2885, "RELIANCE")
      .options("NSE_FNO", "OPTSTK", "RELIANCE", NEAR, strikesFrom(1_000, 20, 40));
    const { clock, desk, windows, listener } = chainsRig({ index: listing.index(), at: NOON });
    desk.onRest("NSE_EQ:2885", { ltp: 1_405 });
    windows.watch("item", { ...SPEC, underlying: "RELIANCE" }, listener);
    const answer = windows.settled("item").then(() => windows.legs("item").length);
    clock.advance(FIRST_BEAT_MS);
    await settled();
    clock.advance(FIRST_BEAT_MS);
    expect(await answer).toBe(42);
    expect(windows.status("item")[0]!.atm).toMatchObject({ strike: 1_400, source: "rest" });
  });

  test("comes with a reason when nobody knows a price, and legs still follow when one comes", async () => {
    const { clock, desk, windows, told, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    windows.watch("w", SPEC, listener);
    const answer = windows.settled("w").then(() => windows.status("w"));
    clock.advance(FIRST_BEAT_MS);
    await settled();
    clock.advance(FIRST_BEAT_MS);
    expect(await answer).toEqual([{ expiry: NEAR, atm: null, reason: "none" }]);
    desk.tick(NIFTY_SPOT, 25_000);
    clock.advance(BEAT_MS);
    expect(told.flat()).toMatchObject([{ reason: "FIRST", removed: [] }]);
  });

  test("comes even when REST never answers", async () => {
    const { clock, desk, windows, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    desk.holdRest();
    windows.watch("w", SPEC, listener);
    const answer = windows.settled("w").then(() => windows.status("w"));
    clock.advance(WAIT_MOST_MS + FIRST_BEAT_MS);
    expect(await answer).toEqual([{ expiry: NEAR, atm: null, reason: "none" }]);
  });

  test("comes to those who asked before the window took another form", async () => {
    const { clock, desk, windows, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    desk.hold(NIFTY_SPOT);
    windows.watch("w", SPEC, listener);
    const answer = windows.settled("w").then(() => windows.legs("w").length);
    windows.watch("w", { ...SPEC, strikesEachSide: 1 }, listener);
    desk.tick(NIFTY_SPOT, 25_000);
    clock.advance(FIRST_BEAT_MS);
    expect(await answer).toBe(6);
  });

  test("comes when the window ends, and at once for an id that is not watched", async () => {
    const { windows, listener } = chainsRig({ index: niftyIndex(), at: NOON });
    windows.watch("w", SPEC, listener);
    const answer = windows.settled("w");
    windows.stop();
    await answer;
    await windows.settled("nobody");
  });
});

describe("an expiry that is not listed", () => {
  test("has no legs and says so, while the others of the window have theirs", () => {
    const { windows } = started({ ...SPEC, expiries: [NEAR, "2026-12-31"] });
    expect(windows.legs("w")).toHaveLength(42);
    expect(windows.status("w")[1]).toEqual({ expiry: "2026-12-31", atm: null, reason: "expiry-not-listed" });
  });

  test("and one that is past has none either: its legs are let go the day after", () => {
    const { clock, windows, told } = started({ ...SPEC, expiries: [NEAR, NEXT] });
    clock.advance(2 * DAY_MS);
    expect(told).toHaveLength(2);
    expect(told[1]![0]).toMatchObject({ reason: "LISTING", added: [] });
    expect(strikesOf(told[1]![0]!.removed)).toHaveLength(21);
    expect(windows.legs("w")).toHaveLength(42);
    expect(windows.status("w")[0]).toEqual({ expiry: NEAR, atm: null, reason: "expired" });
  });
});

describe("another master", () => {
  test("with the same strikes changes nothing, though the price has moved a little", () => {
    const { clock, desk, master, windows, told } = started();
    desk.tick(NIFTY_SPOT, 25_040);
    master.index = niftyIndex();
    windows.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(told).toHaveLength(1);
    expect(windows.status("w")[0]!.atm).toMatchObject({ strike: 25_000 });
  });

  test("with strikes between the old ones has the window worked out anew", () => {
    const { clock, master, windows, told } = started();
    master.index = niftyIndex([NEAR, NEXT, FAR], strikesFrom(24_000, 25, 81));
    windows.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(told[1]![0]!.reason).toBe("LISTING");
    const series = master.index.series("NIFTY", NEAR)!;
    expect(windows.legs("w")).toEqual(series.legs(30, 51));
  });

  test("with another list of expiries has the ATM worked out anew", () => {
    const { clock, desk, master, windows } = started();
    desk.tick(NIFTY_SPOT, 25_040);
    master.index = niftyIndex([NEAR, NEXT]);
    windows.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(windows.status("w")[0]!.atm).toMatchObject({ strike: 25_050, price: 25_040 });
  });

  test("with a new ticker of the underlying changes nothing, and the window follows the price under it", () => {
    const { clock, desk, master, windows, told } = started();
    master.index = renamedIndex();
    const legs = windows.legs("w");
    windows.instrumentsChanged(new Map([["NIFTY", "NIFTY50"]]));
    clock.advance(FIRST_BEAT_MS);
    expect([told.length, windows.legs("w")]).toEqual([1, legs]);
    desk.tick(NIFTY_SPOT, 25_100);
    clock.advance(COOL_DOWN_MS + BEAT_MS);
    expect(windows.status("w")[0]!.atm).toMatchObject({ strike: 25_100 });
    expect(told).toHaveLength(2);
    windows.unwatch("w");
  });

  test("with a new ticker that somebody watches already leaves the old one's windows without legs", () => {
    const { clock, master, windows, listener } = started();
    windows.watch("new", { ...SPEC, underlying: "NIFTY50" }, listener);
    master.index = renamedIndex();
    windows.instrumentsChanged(new Map([["NIFTY", "NIFTY50"]]));
    clock.advance(2_000);
    expect([windows.legs("w").length, windows.legs("new").length]).toEqual([0, 42]);
    windows.unwatch("w");
    windows.unwatch("new");
  });

  test("that lists an expiry for the first time gives it its legs", () => {
    const { clock, master, windows } = started({ ...SPEC, expiries: [NEAR, "2026-12-31"] });
    master.index = niftyIndex([NEAR, "2026-12-31"]);
    windows.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(windows.legs("w")).toHaveLength(84);
  });
});

test("the ATM is worked out anew when somebody asks for it", () => {
  const { clock, desk, windows, told } = started();
  desk.tick(NIFTY_SPOT, 25_040);
  windows.recompute("w");
  clock.advance(FIRST_BEAT_MS);
  expect(windows.status("w")[0]!.atm).toMatchObject({ strike: 25_050, price: 25_040 });
  expect(told[1]![0]).toMatchObject({ reason: "ATM_SHIFT" });
});

describe("a restart", () => {
  async function restarted(cache: AtmCacheMap, spot: number | null, at = NOON + 3_600_000) {
    const rig = chainsRig({ index: niftyIndex(), at, cache });
    await rig.board.restore();
    if (spot === null) rig.desk.hold(NIFTY_SPOT);
    else rig.desk.tick(NIFTY_SPOT, spot);
    rig.windows.watch("w", { ...SPEC, expiries: [NEAR, FAR] }, rig.listener);
    rig.clock.advance(FIRST_BEAT_MS);
    return rig;
  }

  test("with the price where it was shifts nothing, at any point of any walk", async () => {
    const walk = fc.array(fc.integer({ min: 24_200, max: 25_800 }), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(walk, async (prices) => {
        const before = started({ ...SPEC, expiries: [NEAR, FAR] });
        for (const price of prices) before.move(price);
        const { told, windows } = await restarted(before.cache, prices.at(-1)!);
        expect(told.flat()).toMatchObject([{ reason: "FIRST" }]);
        expect(windows.legs("w")).toEqual(before.windows.legs("w"));
        expect(windows.status("w")).toEqual(before.windows.status("w"));
      }),
      { numRuns: 30 },
    );
  });

  test("after a large move takes the new price", async () => {
    const { cache } = started({ ...SPEC, expiries: [NEAR, FAR] });
    const { windows } = await restarted(cache, 25_400);
    expect(windows.status("w").map(({ atm }) => atm!.strike)).toEqual([25_400, 25_400]);
  });

  test("without a price shows no ATM and subscribes nothing, though one was remembered", async () => {
    const { cache } = started({ ...SPEC, expiries: [NEAR, FAR] });
    const { windows, told } = await restarted(cache, null);
    expect(told).toEqual([]);
    expect(windows.status("w").map(({ atm, reason }) => [atm, reason])).toEqual([
      [null, "waiting"],
      [null, "waiting"],
    ]);
  });

  test("writes one row a series, each with where its price came from", () => {
    const { cache, clock } = started({ ...SPEC, expiries: [NEAR, FAR] }, 25_012.35);
    const row = { underlying: "NIFTY", atmStrike: 25_000, price: 25_012.35, priceSource: "stream" as const };
    expect([...cache.rows.values()]).toEqual([
      { ...row, expiry: NEAR, at: clock.now() },
      { ...row, expiry: FAR, at: clock.now() },
    ]);
  });

  test("reads no more rows than it has a limit for", async () => {
    const cache = new AtmCacheMap();
    const row = { atmStrike: 24_500, price: 24_501, priceSource: "stream" as const, at: NOON };
    const others = Array.from({ length: RESTORED_MOST }, (_, i) => ({ ...row, underlying: `X${i}`, expiry: NEAR }));
    await cache.put([...others, { ...row, underlying: "NIFTY", expiry: NEAR }]);
    const { windows } = await restarted(cache, 24_530);
    expect(windows.status("w")[0]!.atm).toMatchObject({ strike: 24_550 });
  });

  test("goes on without the cache when that can be neither read nor written", async () => {
    const cache = new AtmCacheMap();
    cache.failure = new Error("disk");
    const { windows } = await restarted(cache, 25_000);
    await settled();
    expect(windows.legs("w")).toHaveLength(84);
  });
});

test("no more windows are watched than the limit", () => {
  const { windows, listener } = chainsRig({ index: null, at: NOON });
  for (let i = 0; i < WINDOWS_MOST; i++) windows.watch(`w${i}`, SPEC, listener);
  expect(() => windows.watch("more", SPEC, listener)).toThrow(RangeError);
  windows.watch("w0", SPEC, listener);
  windows.unwatch("w0");
  windows.watch("more", SPEC, listener);
});
