import { afterEach, describe, expect, test } from "bun:test";
import { BEAT_MS, RECENTRE_WITHIN_MS, RELEASE_AFTER_MS, SNAPSHOT_WITHIN_MS } from "../../server/chains/chain-board.ts";
import type { OptionChain } from "../../server/chains/option-chain.ts";
import { ABSURD_TIMES } from "../../server/chains/underlying-price.ts";
import { turnOfTheLoop } from "../../server/clock.ts";
import type { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { type ChainLeg, type ChainSpec, type ChainUpdate, chainUpdate } from "../../shared/chain.ts";
import { ChainLimits } from "../../shared/chain-limits.ts";
import { istMidnight } from "../../shared/ist.ts";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { ChainRig, type ChainRigOptions } from "../fakes/chain-rig.ts";
import { legsOf, type MarketLeg, OptionMarket, oiOf } from "../fakes/option-market.ts";
import { previousClose, quote, Segment, ticker } from "../fixtures/packets.ts";
import { Listing, strikesFrom } from "./listing.ts";

const EXPIRY = "2026-06-16";
const NEXT = "2026-06-23";
const NIFTY: ChainSpec = { underlying: "NIFTY", expiry: EXPIRY, strikesEachSide: 10 };
const SPOT = "IDX_I:13";
/** 2026-06-10, a Wednesday, 09:49:57 in India: when the packets of the fixtures traded. */
const AT = 1_781_065_197_800;
const RATE = 0.065;
const EXPIRES_AT = istMidnight(EXPIRY) + 15.5 * 3_600_000;

function nifty(): OptionSeriesIndex {
  return new Listing()
    .nifty([EXPIRY, NEXT], strikesFrom(23_500, 50, 61))
    .future("NSE_FNO", "FUTIDX", "NIFTY", "2026-06-30")
    .index();
}

/** As the wire counts it. */
const lttOf = (utcMs: number) => Math.floor(utcMs / 1_000) + 19_800;

const rigs: ChainRig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.stop();
});

/** NIFTY at 25,000 with a market of one series around a forward of 25,020; nothing of the options is held yet. */
function start(options: Partial<ChainRigOptions> = {}) {
  const rig = new ChainRig({ index: nifty(), at: AT, ...options });
  rigs.push(rig);
  const market = new OptionMarket(25_020, EXPIRES_AT, RATE);
  const legs = legsOf(rig.index!.series("NIFTY", EXPIRY)!);
  rig.hold(SPOT);
  const spot = (price: number, close = 24_900) =>
    rig.receive(quote(Segment.IDX_I, 13, { ltp: price, close, ltt: lttOf(rig.clock.now()) }));
  spot(25_000);
  /** Packets of these legs, or of all that the feed holds. */
  const tick = (some: readonly MarketLeg[] = legs, fields = {}) => {
    const held = some.filter(({ key }) => rig.store.slotOf(key) !== -1);
    if (held.length > 0) rig.receive(...held.map((leg) => market.packet(leg, rig.clock.now(), fields)));
  };
  const leg = (strike: number, isCall: boolean) => legs.find((one) => one.strike === strike && one.isCall === isCall)!;
  /** Opened, its legs subscribed and ticked once. */
  const opened = async (spec = NIFTY, userId = "asha") => {
    const chain = rig.open(spec, userId);
    await rig.advance(100);
    tick();
    await rig.advance(BEAT_MS);
    return chain;
  };
  return { rig, market, legs, leg, spot, tick, opened };
}

function legIn({ legs }: ChainUpdate, strike: number, optionType: "CE" | "PE"): ChainLeg {
  return legs.find((leg) => leg.strike === strike && leg.optionType === optionType)!;
}
const fullChain = (chain: OptionChain) => chain.snapshot();

describe("a chain that is opened", () => {
  test("demands its 42 legs, its index and its future, and shows 21 strikes around the money", async () => {
    const { rig, opened } = start();
    const chain = await opened();
    const { strikes, summary, legs } = fullChain(chain);
    expect(strikes).toEqual(strikesFrom(24_500, 50, 21));
    expect(legs).toHaveLength(42);
    expect(summary.atm).toMatchObject({ strike: 25_000, price: 25_000, source: "stream" });
    expect(rig.subscriptions.view.held.size).toBe(44);
    expect([...rig.subscriptions.view.units.values()].map(({ tier, userId, mode }) => [tier, userId, mode])).toEqual([
      ["pinned", null, "full"],
      ["A", "asha", "full"],
    ]);
    expect(chainUpdate.parse(fullChain(chain))).toEqual(fullChain(chain));
  });

  test("tells what the feed has of each leg, and what follows from it", async () => {
    const { rig, market, leg, opened } = start();
    const chain = await opened();
    const call = legIn(fullChain(chain), 25_100, "CE");
    const fair = market.fair(leg(25_100, true), rig.clock.now());
    expect(call).toMatchObject({ key: leg(25_100, true).key, stale: false, bidQuantity: 650, askQuantity: 1_300 });
    expect(Math.abs(call.ltp! - fair)).toBeLessThan(0.03);
    expect(call.bidPrice).toBeCloseTo(call.ltp! - 0.05, 6);
    expect(call.askPrice).toBeCloseTo(call.ltp! + 0.05, 6);
    expect(call.mid).toBeCloseTo(call.ltp!, 6);
    expect(call.change).toBeCloseTo(call.ltp! - call.previousClose!, 6);
    expect(call.changePercent).toBeCloseTo((100 * call.change!) / call.previousClose!, 2);
    expect(call.oi).toBe(oiOf(leg(25_100, true)));
    expect(call.iv).toBeCloseTo(market.volatility(25_100), 3);
    expect(call.delta).toBeGreaterThan(0.3);
    expect(call.delta).toBeLessThan(0.5);
    expect(call.theta).toBeLessThan(0);
    expect(call.intrinsic).toBe(0);
    expect(call.timeValue).toBeCloseTo(call.mid!, 6);
    expect(call.reasons).toEqual({});
    const put = legIn(fullChain(chain), 25_100, "PE");
    expect(put.intrinsic).toBeCloseTo(80, 0);
    expect(put.timeValue! + put.intrinsic!).toBeCloseTo(put.mid!, 2);
    expect(put.delta! + 1).toBeCloseTo(call.delta!, 2);
    expect(put.iv).toBeCloseTo(call.iv!, 3);
  });

  test("sums the series up: forward, basis, straddle, ratios, max pain, days", async () => {
    const { market, opened } = start();
    const { summary, legs } = fullChain(await opened());
    expect(summary.spot).toMatchObject({ key: SPOT, ltp: 25_000, change: 100, stale: false });
    expect(summary.future).toMatchObject({ expiry: "2026-06-30", ltp: null });
    expect(summary.forward).toBeCloseTo(market.forward, 0);
    expect(summary.basis).toBeCloseTo(summary.forward! - 25_000, 6);
    expect(summary.atmIv).toBeCloseTo(market.volatility(25_000), 3);
    const atm = legs.filter(({ strike }) => strike === 25_000);
    expect(summary.straddle).toBeCloseTo(atm[0]!.mid! + atm[1]!.mid!, 2);
    // A straddle is worth about four fifths of one standard deviation.
    expect(summary.straddle! / summary.expectedMove!).toBeCloseTo(0.8, 1);
    const sum = (type: "CE" | "PE", field: "oi" | "volume") =>
      legs.filter(({ optionType }) => optionType === type).reduce((total, leg) => total + leg[field]!, 0);
    expect(summary).toMatchObject({ callOi: sum("CE", "oi"), putOi: sum("PE", "oi"), lotSize: 65, daysToExpiry: 6 });
    expect(summary.pcrOi).toBeCloseTo(sum("PE", "oi") / sum("CE", "oi"), 4);
    expect(summary.pcrVolume).toBeCloseTo(sum("PE", "volume") / sum("CE", "volume"), 4);
    const pain = (at: number) =>
      legs.reduce(
        (all, { strike, optionType, oi }) => all + oi! * Math.max(0, optionType === "CE" ? at - strike : strike - at),
        0,
      );
    const strikes = strikesFrom(24_500, 50, 21);
    expect(summary.maxPain).toBe(strikes.toSorted((a, b) => pain(a) - pain(b) || a - b)[0]!);
    expect(summary).toMatchObject({ expiresAt: EXPIRES_AT, totals: { strikes: 21, listed: 61, othersAt: null } });
    expect(summary.reasons).toEqual({});
  });

  test("P57 waits for its first values with a reason for each", async () => {
    const { rig } = start();
    const chain = rig.open(NIFTY);
    await rig.advance(500);
    const { legs, summary } = fullChain(chain);
    expect(legs).toHaveLength(42);
    for (const leg of legs) {
      expect(leg).toMatchObject({ ltp: null, oi: null, iv: null, delta: null, change: null, mid: null });
      expect(Object.values(leg.reasons)).toEqual(["waiting", "waiting", "waiting", "waiting", "waiting", "waiting"]);
    }
    expect(summary).toMatchObject({ forward: null, straddle: null, maxPain: null, callOi: null });
    expect(summary.reasons).toMatchObject({ forward: "no-quotes", straddle: "no-quotes", maxPain: "no-oi" });
  });

  test("of another width is a chain of its own, and its legs take no second slot", async () => {
    const { rig, opened } = start();
    await opened();
    const wide = rig.open({ ...NIFTY, strikesEachSide: 20 });
    await rig.advance(300);
    expect(fullChain(wide).strikes).toHaveLength(41);
    expect(rig.subscriptions.view.held.size).toBe(84);
    expect(rig.board.size).toBe(2);
  });
});

describe("a value that would be a lie is null, with the reason", () => {
  const broken = async (fields: object) => {
    const { rig, leg, tick, opened } = start();
    const chain = await opened();
    tick([leg(25_100, true)], fields);
    await rig.advance(BEAT_MS);
    return legIn(fullChain(chain), 25_100, "CE");
  };
  const level = { bidQty: 1, askQty: 1, bidOrders: 1, askOrders: 1 };

  test.each([
    ["no-quote", []],
    ["one-sided", [{ ...level, bidPrice: 0, askPrice: 90 }]],
    ["one-sided", [{ ...level, bidPrice: 90, askPrice: 0 }]],
    ["crossed", [{ ...level, bidPrice: 91, askPrice: 90 }]],
  ])("%s: no price between bid and ask", async (reason, depth) => {
    const leg = await broken({ depth });
    expect(leg).toMatchObject({
      mid: null,
      iv: null,
      delta: null,
      gamma: null,
      theta: null,
      vega: null,
      timeValue: null,
    });
    expect(leg.reasons).toEqual({ quote: reason, iv: reason } as typeof leg.reasons);
    expect(leg.ltp).not.toBeNull();
  });

  test("below-intrinsic and above-bound: no volatility gives the price", async () => {
    const { rig, leg, tick, opened } = start();
    const chain = await opened();
    const quoted = (price: number) => ({ depth: [{ ...level, bidPrice: price - 0.05, askPrice: price + 0.05 }] });
    tick([leg(24_500, true)], quoted(400));
    tick([leg(24_550, true)], quoted(26_000));
    await rig.advance(BEAT_MS);
    expect(legIn(fullChain(chain), 24_500, "CE")).toMatchObject({ iv: null, reasons: { iv: "below-intrinsic" } });
    expect(legIn(fullChain(chain), 24_550, "CE")).toMatchObject({ iv: null, reasons: { iv: "above-bound" } });
  });

  test("stale: the connection that carries the leg is down", async () => {
    const { rig, leg, opened } = start();
    const chain = await opened();
    rig.store.markStale([leg(25_100, true).key]);
    await rig.advance(BEAT_MS);
    const stale = legIn(fullChain(chain), 25_100, "CE");
    expect(stale).toMatchObject({ stale: true, mid: null, iv: null, reasons: { quote: "stale", iv: "stale" } });
    expect(stale.ltp).not.toBeNull();
  });

  test("not-traded and no-previous: what never traded has quotes and no change", async () => {
    const leg = await broken({ ltp: 0, close: 0 });
    // A previous close that was told stands for the day; the last price is unknown.
    expect(leg).toMatchObject({ ltp: null, change: null, reasons: { price: "not-traded", change: "not-traded" } });
    expect(leg.iv).not.toBeNull();
  });

  test("no-forward: too few strikes near the money are quoted on both sides", async () => {
    const { rig, legs, tick, opened } = start();
    const chain = await opened();
    tick(
      legs.filter(({ isCall }) => !isCall),
      { depth: [] },
    );
    await rig.advance(BEAT_MS);
    const { summary } = fullChain(chain);
    expect(summary).toMatchObject({ forward: null, basis: null, reasons: { forward: "no-quotes" } });
    expect(legIn(fullChain(chain), 25_100, "CE")).toMatchObject({ iv: null, reasons: { iv: "no-forward" } });
  });

  test("expired: the session of the last day is over", async () => {
    const { rig, opened, tick, spot } = start({ at: EXPIRES_AT - 3_600_000 });
    const chain = await opened();
    expect(legIn(fullChain(chain), 25_000, "CE").iv).not.toBeNull();
    expect(fullChain(chain).summary.daysToExpiry).toBe(0);
    rig.clock.advance(3_600_000);
    spot(25_000);
    tick();
    await rig.advance(BEAT_MS);
    expect(legIn(fullChain(chain), 25_000, "CE")).toMatchObject({ iv: null, delta: null, reasons: { iv: "expired" } });
    expect(fullChain(chain).summary).toMatchObject({ forward: null, atmIv: null, expectedMove: null });
  });
});

describe("the money", () => {
  const DEAD: [string, (rig: ReturnType<typeof start>) => void, string][] = [
    ["absurd", ({ spot }) => spot(25_000 * ABSURD_TIMES), "absurd"],
    ["stale", ({ rig }) => rig.store.markStale([SPOT]), "stale"],
  ];

  test.each(DEAD)("that turns %s marks no strike; the rows stay, and it comes back", async (_, spoil, reason) => {
    const begun = start();
    const { rig, spot, opened } = begun;
    const chain = await opened();
    spoil(begun);
    await rig.advance(BEAT_MS);
    const { summary, strikes } = fullChain(chain);
    expect(summary).toMatchObject({ atm: null, atmReason: reason, straddle: null, reasons: { straddle: "no-atm" } });
    expect(strikes).toHaveLength(21);
    spot(25_005);
    await rig.advance(BEAT_MS);
    expect(fullChain(chain).summary.atm?.strike).toBe(25_000);
  });

  test.each([
    ["missing", () => {}],
    ["0", (rig: ChainRig) => rig.receive(ticker(Segment.IDX_I, 13, 0))],
  ])("that is %s from the start shows no ATM and no strikes, and says so", async (_, receive) => {
    const rig = new ChainRig({ index: nifty(), at: AT });
    rigs.push(rig);
    rig.hold(SPOT);
    receive(rig);
    const chain = rig.open(NIFTY);
    await rig.advance(2_000);
    expect(chain.snapshot()).toMatchObject({ strikes: [], legs: [], summary: { atm: null, atmReason: "none" } });
    expect(chain.isComplete).toBe(true);
  });

  test("P58 that moves a step moves the window by a strike, without a blank row", async () => {
    const { rig, legs, spot, tick, opened } = start();
    const chain = await opened();
    await rig.advance(6_000);
    spot(25_080);
    await rig.advance(1_200);
    // The new legs are asked for beside the old, and not shown before they have values.
    expect(fullChain(chain).strikes[0]).toBe(24_500);
    expect(rig.subscriptions.view.held.size).toBe(48);
    tick(legs.filter(({ key }) => Number.isNaN(rig.reader.receivedTime(rig.store.slotOf(key)))));
    await rig.advance(BEAT_MS);
    const { strikes, legs: shown } = fullChain(chain);
    expect(strikes).toEqual(strikesFrom(24_600, 50, 21));
    expect(shown.every(({ ltp }) => ltp !== null)).toBe(true);
    expect(rig.subscriptions.view.held.size).toBe(44);
  });

  test("that moves is followed without new values too, after a while", async () => {
    const { rig, spot, opened } = start();
    const chain = await opened();
    await rig.advance(6_000);
    spot(25_080);
    await rig.advance(1_200 + RECENTRE_WITHIN_MS);
    expect(fullChain(chain).strikes[0]).toBe(24_600);
    expect(legIn(fullChain(chain), 25_600, "CE").reasons.price).toBe("waiting");
  });

  test("that jumps beyond the window brings a new one", async () => {
    const { rig, spot, tick, opened } = start();
    const chain = await opened();
    await rig.advance(6_000);
    spot(26_000);
    await rig.advance(1_100);
    tick();
    await rig.advance(BEAT_MS);
    expect(fullChain(chain).strikes).toEqual(strikesFrom(25_500, 50, 21));
    expect(rig.subscriptions.view.held.size).toBe(44);
  });
});

describe("open interest of the day before", () => {
  test("is where the day began, until REST has told; both are marked", async () => {
    const { rig, leg, tick, opened } = start();
    const chain = await opened();
    expect(legIn(fullChain(chain), 25_100, "CE")).toMatchObject({
      previousOiSource: "first-packet",
      oiChange: 0,
      buildUp: null,
    });
    tick([leg(25_100, true)], { oi: 135_000 });
    await rig.advance(BEAT_MS);
    expect(legIn(fullChain(chain), 25_100, "CE")).toMatchObject({ oi: 135_000, previousOi: 130_000, oiChange: 5_000 });
    const side = { volume: 7, oi: 1_000, previousOi: 100_000 };
    rig.rest = { strikes: strikesFrom(23_500, 50, 61).map((strike) => ({ strike, call: side, put: side })) };
    await rig.advance(60_000);
    const told = legIn(fullChain(chain), 25_100, "CE");
    expect(told).toMatchObject({
      previousOiSource: "rest",
      previousOi: 100_000,
      oiChange: 35_000,
      oiChangePercent: 35,
    });
    expect(told.buildUp).toBe("long-build-up");
    expect(rig.restCalls[0]).toBe(`IDX_I:13 ${EXPIRY}`);
    // Strikes that are not shown count in the totals as REST has them.
    const { summary } = fullChain(chain);
    const shown = fullChain(chain)
      .legs.filter(({ optionType }) => optionType === "CE")
      .reduce((sum, { oi }) => sum + oi!, 0);
    expect(summary.callOi).toBe(shown + 40 * 1_000);
    expect(summary.totals).toMatchObject({ strikes: 61, listed: 61 });
    expect(summary.totals.othersAt).not.toBeNull();
  });

  test("is what a packet of its own says, where one comes", async () => {
    const { rig, leg, opened } = start();
    const chain = await opened();
    const { key } = leg(25_100, true);
    rig.receive(previousClose(Segment.NSE_FNO, Number(key.split(":")[1]), 80, 120_000));
    await rig.advance(BEAT_MS);
    expect(legIn(fullChain(chain), 25_100, "CE")).toMatchObject({ previousOi: 120_000, previousOiSource: "packet" });
  });
});

describe("a chain is worked out", () => {
  test("when something of it has changed, four times a second at the most, and once for all", async () => {
    const { rig, leg, tick, opened } = start();
    const chain = await opened();
    rig.open(NIFTY, "ravi");
    rig.open(NIFTY, "asha");
    await rig.advance(BEAT_MS);
    const before = chain.computations;
    for (let n = 0; n < 20; n++) {
      tick([leg(25_000, true)]);
      await rig.advance(BEAT_MS / 5);
    }
    expect(chain.computations - before).toBe(4);
    await rig.advance(BEAT_MS);
    const quiet = chain.computations;
    await rig.advance(4 * BEAT_MS);
    expect(chain.computations - quiet).toBeLessThanOrEqual(1);
  });

  test("and what has changed since a version is those legs alone", async () => {
    const { rig, leg, tick, opened } = start();
    const chain = await opened();
    const { version } = chain;
    tick([leg(25_000, true)], { volume: 1 });
    await rig.advance(BEAT_MS);
    expect(chain.updateSince(version).legs.map(({ key }) => key)).toContain(leg(25_000, true).key);
    expect(chain.updateSince(version).legs.length).toBeLessThan(42);
    expect(chain.updateSince(chain.version).legs).toEqual([]);
    expect(chain.updateSince(0).legs).toHaveLength(42);
  });
});

describe("demand", () => {
  test("stays for a grace time after the last has left, and is found again within it", async () => {
    const { rig, opened } = start();
    const chain = await opened();
    rig.board.close(chain.id, "asha");
    await rig.advance(RELEASE_AFTER_MS - 1_000);
    expect(rig.subscriptions.view.held.size).toBe(44);
    expect(rig.open(NIFTY)).toBe(chain);
    await rig.advance(RELEASE_AFTER_MS);
    expect(rig.board.size).toBe(1);
    rig.board.close(chain.id, "asha");
    await rig.advance(RELEASE_AFTER_MS + 50);
    expect(rig.board.size).toBe(0);
    expect(rig.subscriptions.view.held.size).toBe(1);
    await rig.advance(2_000);
    expect(rig.clock.pending).toBe(0);
  });

  test("is a unit for each user: it stays until the last of them has left", async () => {
    const { rig, opened } = start();
    const chain = await opened();
    rig.open(NIFTY, "ravi");
    rig.open(NIFTY, "ravi");
    rig.board.close(chain.id, "asha");
    rig.board.close(chain.id, "ravi");
    await rig.advance(RELEASE_AFTER_MS + 50);
    expect([...rig.subscriptions.view.units.values()].map(({ userId }) => userId)).toEqual([null, "ravi"]);
    expect(rig.subscriptions.view.held.size).toBe(44);
    // Closed too often: nothing happens.
    rig.board.close(chain.id, "asha");
    expect(rig.board.size).toBe(1);
  });

  test("that has to make room is lost to its user, who is told; the chain goes with its last", async () => {
    const { rig, opened } = start({ instruments: 60 });
    const chain = await opened();
    const outcome = rig.subscriptions.request({
      set: [
        { id: "x", tier: "A", userId: "ravi", mode: "full", keys: strikesFrom(1, 1, 30).map((n) => `NSE_EQ:${n}`) },
      ],
    });
    expect(outcome.ok).toBe(true);
    expect(rig.lost).toEqual([{ chain: chain.id, userId: "asha", reason: "evicted" }]);
    expect(rig.board.size).toBe(0);
  });

  test("is refused where there is no room, and nothing of it stays", async () => {
    const { rig } = start({ instruments: 2 });
    // The index and the future find room; the legs, whose number shows with the first price, do not.
    rig.open(NIFTY);
    await rig.advance(500);
    expect(rig.lost).toMatchObject([{ reason: "feed-full" }]);
    expect(rig.board.size).toBe(0);
    expect(rig.subscriptions.view.held.size).toBe(1);
  });

  test("beyond a user's share is refused with that reason when slots are short", async () => {
    const { rig } = start({ instruments: 50, userShare: 10 });
    rig.subscriptions.request({
      set: [
        { id: "x", tier: "A", userId: "ravi", mode: "full", keys: strikesFrom(1, 1, 10).map((n) => `NSE_EQ:${n}`) },
      ],
    });
    rig.open(NIFTY);
    await rig.advance(500);
    expect(rig.lost).toMatchObject([{ userId: "asha", reason: "share" }]);
    expect(rig.board.size).toBe(0);
  });
});

describe("what can't be had", () => {
  test.each([
    ["no-master", NIFTY, null],
    ["unknown-underlying", { ...NIFTY, underlying: "NIFTYY" }, undefined],
    ["expiry-not-listed", { ...NIFTY, expiry: "2026-06-17" }, undefined],
    ["expired", { ...NIFTY, expiry: "2026-06-09" }, undefined],
    ["unknown-underlying", { ...NIFTY, exchange: "BSE" }, undefined],
  ] as const)("is refused: %s", (reason, spec, index) => {
    const { rig } = start();
    if (index === null) rig.index = null;
    expect(rig.board.open(spec as ChainSpec, "asha")).toEqual({ ok: false, reason });
    expect(rig.board.size).toBe(0);
  });

  test("is one chain more than there may be, unless one is only kept", async () => {
    const { rig, opened } = start({ chains: 1 });
    const chain = await opened();
    const other: ChainSpec = { ...NIFTY, expiry: NEXT };
    expect(rig.board.open(other, "ravi")).toEqual({ ok: false, reason: "too-many-chains" });
    rig.board.close(chain.id, "asha");
    expect(rig.board.open(other, "ravi").ok).toBe(true);
    expect(rig.board.size).toBe(1);
  });
});

describe("another master", () => {
  test("is taken over: lot size and strikes are its own, and what is still listed stays", async () => {
    const { rig, opened } = start();
    const chain = await opened();
    rig.use(
      new Listing()
        .nifty([EXPIRY, NEXT], strikesFrom(23_500, 50, 61))
        .future("NSE_FNO", "FUTIDX", "NIFTY", "2026-06-30")
        .index(),
    );
    await rig.advance(500);
    expect(fullChain(chain).strikes).toHaveLength(21);
    expect(rig.lost).toEqual([]);
  });

  test("that does not list the series any more ends it, and its users are told", async () => {
    const { rig, opened } = start();
    const chain = await opened();
    rig.use(new Listing().nifty([NEXT], strikesFrom(23_500, 50, 61)).index());
    expect(rig.lost).toEqual([{ chain: chain.id, userId: "asha", reason: "expiry-not-listed" }]);
    expect(rig.board.size).toBe(0);
  });
});

describe("a snapshot", () => {
  test("waits for the first values of legs that were not held, and leaves the chain kept", async () => {
    const { rig, tick } = start();
    let answer: Awaited<ReturnType<typeof rig.board.snapshot>> | null = null;
    void rig.board.snapshot(NIFTY, "asha").then((opening) => {
      answer = opening;
    });
    await rig.advance(500);
    expect(answer).toBeNull();
    tick();
    await rig.advance(BEAT_MS + 50);
    expect(answer).toMatchObject({ ok: true });
    expect(rig.board.size).toBe(1);
    await rig.advance(RELEASE_AFTER_MS + 50);
    expect(rig.board.size).toBe(0);
  });

  test("does not wait for ever: legs without values say so", async () => {
    const { rig } = start();
    const asked = rig.board.snapshot(NIFTY, "asha");
    await rig.advance(SNAPSHOT_WITHIN_MS + BEAT_MS);
    const opening = await asked;
    if (!opening.ok) throw new Error(opening.reason);
    expect(opening.chain.snapshot().legs[0]!.reasons.price).toBe("waiting");
  });

  test("of a chain that is lost meanwhile is refused", async () => {
    const { rig } = start();
    const asked = rig.board.snapshot(NIFTY, "asha");
    await rig.advance(100);
    rig.use(new Listing().nifty([NEXT], strikesFrom(23_500, 50, 61)).index());
    await rig.advance(BEAT_MS);
    expect((await asked).ok).toBe(false);
  });

  test("of what can't be had is refused at once", async () => {
    const { rig } = start();
    expect(await rig.board.snapshot({ ...NIFTY, underlying: "X" }, "asha")).toEqual({
      ok: false,
      reason: "unknown-underlying",
    });
  });
});

describe("a chain that is kept", () => {
  test("stays demanded for as long as was asked, and the grace time after", async () => {
    const { rig } = start();
    expect(rig.board.keep(NIFTY, "asha", 60_000)).toEqual({
      ok: true,
      id: `NIFTY:${EXPIRY}:10`,
      until: rig.clock.now() + 60_000,
    });
    await rig.advance(60_000 + RELEASE_AFTER_MS - 1_000);
    expect(rig.board.size).toBe(1);
    await rig.advance(1_100);
    expect(rig.board.size).toBe(0);
  });

  test("is one of so many at the most, and refused like any other that can't be had", () => {
    const { rig } = start();
    for (let n = 0; n < ChainLimits.keptAtOnce; n++) rig.board.keep(NIFTY, "asha", 10_000);
    expect(rig.board.keep(NIFTY, "asha", 10_000)).toEqual({ ok: false, reason: "too-many-chains" });
    rig.clock.advance(10_000);
    expect(rig.board.keep(NIFTY, "asha", 10_000).ok).toBe(true);
    expect(rig.board.keep({ ...NIFTY, underlying: "X" }, "asha", 10_000)).toEqual({
      ok: false,
      reason: "unknown-underlying",
    });
  });
});

describe("on the stream", () => {
  test("P52, P53, P54 a session subscribes, gets a snapshot and then what changes", async () => {
    const { rig, leg, tick } = start();
    const { socket, say } = rig.connect();
    say({ op: "subscribe-chain", underlying: "NIFTY", expiry: EXPIRY });
    expect(socket.view.last("chain-subscribed")).toMatchObject({ chain: `NIFTY:${EXPIRY}:10`, everyMs: 250 });
    expect(socket.view.last("chain")).toMatchObject({ since: null, strikes: [] });
    await rig.advance(100);
    tick();
    await rig.advance(BEAT_MS);
    const chain = socket.view.chains.get(`NIFTY:${EXPIRY}:10`)!;
    expect(chain.legs).toHaveLength(42);
    tick([leg(25_000, true)], { volume: 77 });
    await rig.advance(BEAT_MS);
    expect(legIn(socket.view.chains.get(chain.chain)!, 25_000, "CE").volume).toBe(77);
    say({ op: "unsubscribe-chain", chain: chain.chain });
    expect(socket.view.last("chain-unsubscribed").reason).toBeUndefined();
    await rig.advance(RELEASE_AFTER_MS + 100);
    expect(rig.board.size).toBe(0);
  });

  test("P4 a session that goes lets its chains go", async () => {
    const { rig } = start();
    const { say, leave } = rig.connect();
    say({ op: "subscribe-chain", underlying: "NIFTY", expiry: EXPIRY });
    leave();
    await rig.advance(RELEASE_AFTER_MS + 100);
    expect(rig.board.size).toBe(0);
    expect(rig.subscriptions.view.held.size).toBe(1);
  });

  test("P45, P52 a chain counts like its legs: asking for many at once is refused", async () => {
    const { rig } = start();
    const { socket, say } = rig.connect();
    const wish = { op: "subscribe-chain", underlying: "NIFTY", expiry: EXPIRY, strikesEachSide: 50 };
    for (let n = 0; n < Math.floor(StreamLimits.instrumentsAtOnce / 202); n++) {
      say(wish);
      await turnOfTheLoop();
    }
    expect(socket.view.all("error")).toEqual([]);
    say(wish);
    await turnOfTheLoop();
    expect(socket.view.last("error").code).toBe("too-many-messages");
  });

  test("P59 a session is told when its chain has to make room", async () => {
    const { rig } = start({ instruments: 60 });
    const { socket, say } = rig.connect();
    say({ op: "subscribe-chain", underlying: "NIFTY", expiry: EXPIRY });
    await rig.advance(100);
    const keys = strikesFrom(1, 1, 30).map((n) => `NSE_EQ:${n}`);
    rig.subscriptions.request({ set: [{ id: "x", tier: "A", userId: "ravi", mode: "full", keys }] });
    expect(socket.view.last("chain-unsubscribed")).toMatchObject({ chain: `NIFTY:${EXPIRY}:10`, reason: "evicted" });
    expect(socket.view.chains.size).toBe(0);
  });
});
