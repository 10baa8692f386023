import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { MarketSessions } from "../../shared/market-sessions.ts";
import type { Tick } from "../../shared/tick.ts";
import { FEED_UP } from "../fakes/feed-up.ts";
import type { HubClient } from "../fakes/hub-client.ts";
import { tickerPacket } from "../fakes/hub-packets.ts";
import type { HubRig } from "../fakes/hub-rig.ts";
import { HubServer } from "../fakes/hub-server.ts";

const NIFTY = "IDX_I:13";
const ABB = "NSE_EQ:13";
const OPTION = "NSE_FNO:55796";

let server: HubServer;
let rig: HubRig;
let client: HubClient;
beforeEach(async () => {
  server = new HubServer();
  rig = server.rig;
  client = await server.connect();
});
afterEach(() => server.stop());

/** Prices of an instrument in the order they came, without the snapshot's. */
const pricesOf = (key: string) =>
  client.view
    .all("ticks")
    .filter(({ snapshot }) => !snapshot)
    .flatMap(({ ticks }) => ticks as Tick[])
    .filter(({ instrument }) => instrument === key)
    .map(({ ltp }) => ltp);

const tick = (key: string, ...prices: number[]) => {
  for (const ltp of prices) rig.receive(tickerPacket(key, { ltp }));
};

describe("with an interval", () => {
  test("P26: a burst becomes its last value, which arrives when the interval is over", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 100 });
    tick(NIFTY, 1, 2, 3);
    rig.clock.advance(99);
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([]);
    rig.clock.advance(1);
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([3]);
  });

  test("P26: the last value of a burst comes though the burst ends just after a flush and nothing follows", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 100 });
    tick(NIFTY, 1);
    rig.clock.advance(100);
    tick(NIFTY, 2);
    rig.clock.advance(100);
    rig.clock.advance(10_000);
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([1, 2]);
  });

  test("P17: nothing is sent while nothing changes", async () => {
    await client.subscribe([NIFTY, ABB], { mode: "ltp", everyMs: 20 });
    rig.clock.advance(10_000);
    tick(ABB, 7_250);
    rig.clock.advance(10_000);
    await client.roundTrip();
    expect(client.view.all("ticks").map(({ snapshot, ticks }) => [snapshot, ticks.length])).toEqual([
      [true, 2],
      [false, 1],
    ]);
  });

  test("P29: each instrument comes at its own interval, and seq counts the frames of all of them", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 50 });
    await client.subscribe([ABB], { mode: "quote", everyMs: 200 });
    await client.subscribe([OPTION], { mode: "full", everyMs: 0 });
    for (let step = 1; step <= 8; step++) {
      tick(NIFTY, step);
      tick(ABB, step);
      tick(OPTION, step);
      await rig.endTurn();
      rig.clock.advance(50);
    }
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(pricesOf(ABB)).toEqual([4, 8]);
    expect(pricesOf(OPTION)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const seqs = client.view.all("ticks").map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 3 + 8 + 2 + 8 }, (_, i) => i + 1));
  });

  test("P20: more instruments than a frame holds make several frames", async () => {
    const keys = Array.from({ length: 2_500 }, (_, i) => `NSE_FNO:${40_000 + i}`);
    for (let from = 0; from < keys.length; from += 1_000)
      await client.subscribe(keys.slice(from, from + 1_000), { mode: "ltp" });
    await client.roundTrip();
    for (const key of keys) tick(key, 112.05);
    rig.clock.advance(100);
    await client.roundTrip();
    const sizes = (isSnapshot: boolean) =>
      client.view
        .all("ticks")
        .filter(({ snapshot }) => snapshot === isSnapshot)
        .map(({ ticks }) => ticks.length);
    // Each part of a subscribe has a snapshot of its own.
    expect(sizes(true)).toEqual(Array.from({ length: 25 }, () => 100));
    expect(sizes(false)).toEqual([1_000, 1_000, 500]);
    expect(client.view.ticks.size).toBe(keys.length);
    expect([...client.view.ticks.values()].every(({ ltp }) => ltp === 112.05)).toBe(true);
  });
});

describe("with every tick", () => {
  test("P27: all come in order, those of one turn in one frame, the same instrument several times", async () => {
    await client.subscribe([NIFTY, ABB], { mode: "ltp", everyMs: 0 });
    tick(NIFTY, 1, 2);
    tick(ABB, 10);
    tick(NIFTY, 3);
    await rig.endTurn();
    tick(ABB, 11);
    await rig.endTurn();
    await client.roundTrip();
    const frames = client.view.all("ticks").filter(({ snapshot }) => !snapshot);
    expect(frames.map(({ ticks }) => ticks.map(({ instrument, ltp }) => [instrument, ltp]))).toEqual([
      [
        [NIFTY, 1],
        [NIFTY, 2],
        [ABB, 10],
        [NIFTY, 3],
      ],
      [[ABB, 11]],
    ]);
  });

  test("P27: the end of a turn is all they wait for, turn after turn", async () => {
    const { socket, session } = rig.connect();
    rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 }));
    for (const ltp of [1, 2, 3]) {
      tick(NIFTY, ltp);
      await rig.endTurn();
      expect(socket.view.ticks.get(NIFTY)!.ltp).toBe(ltp);
    }
  });

  test("P27: a turn of 2,500 ticks comes whole and in order, in frames of at most 1,000", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
    const prices = Array.from({ length: 2_500 }, (_, i) => i + 1);
    tick(NIFTY, ...prices);
    await rig.endTurn();
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual(prices);
    expect(client.view.all("ticks").map(({ ticks }) => ticks.length)).toEqual([1, 1_000, 1_000, 500]);
  });

  test("P27: a turn that brings more than 8,192 records is sent in parts, and nothing of it is lost or out of order", async () => {
    const subscribed = (key: string) => {
      const { socket, session } = rig.connect();
      rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: [key], mode: "ltp", everyMs: 0 }));
      const prices = () => socket.view.all("ticks").flatMap(({ ticks }) => ticks.map(({ ltp }) => ltp));
      return { socket, prices };
    };
    const [busy, calm] = [subscribed(NIFTY), subscribed(ABB)];
    const prices = Array.from({ length: 9_000 }, (_, i) => i + 1);
    tick(ABB, 7_250);
    tick(NIFTY, ...prices.slice(0, 8_190));
    expect(calm.prices()).toEqual([null]);
    tick(NIFTY, 8_191);
    expect(calm.prices()).toEqual([null, 7_250]);
    tick(NIFTY, ...prices.slice(8_191));
    tick(ABB, 7_251);
    await rig.endTurn();
    expect(busy.prices()).toEqual([null, ...prices]);
    expect(calm.prices()).toEqual([null, 7_250, 7_251]);
  });

  test("P27: several packets of one instrument in one frame of the feed are several ticks", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
    rig.receive(...[1, 2, 3].map((ltp) => tickerPacket(NIFTY, { ltp })));
    await rig.endTurn();
    await client.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([1, 2, 3]);
  });

  test("P27: ticks that wait for the end of their turn come before a snapshot of the same instruments", async () => {
    const { socket, session } = rig.connect();
    const subscribe = JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 });
    rig.hub.receive(session, subscribe);
    tick(NIFTY, 1, 2);
    rig.hub.receive(session, subscribe);
    await rig.endTurn();
    const frames = socket.view.all("ticks").map(({ snapshot, ticks }) => [snapshot, ...ticks.map(({ ltp }) => ltp)]);
    expect(frames).toEqual([
      [true, null],
      [false, 1, 2],
      [true, 2],
    ]);
  });

  test("P27: one session wants every tick and another does not, and each gets what it asked for", async () => {
    const calm = await server.connect();
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
    await calm.subscribe([NIFTY], { mode: "ltp", everyMs: 100 });
    tick(NIFTY, 1, 2, 3);
    await rig.endTurn();
    rig.clock.advance(100);
    await client.roundTrip();
    await calm.roundTrip();
    expect(pricesOf(NIFTY)).toEqual([1, 2, 3]);
    expect(calm.view.all("ticks").map(({ ticks }) => ticks[0]!.ltp)).toEqual([null, 3]);
  });

  test("P23: a tick says when it was received, also when its turn was long", async () => {
    await client.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
    tick(NIFTY, 1);
    const received = rig.clock.now();
    rig.clock.advance(7);
    await rig.endTurn();
    await client.roundTrip();
    expect(client.view.ticks.get(NIFTY)!.receivedTime).toBe(received);
  });

  test("P23: what comes while a turn is gathered counts as received when it began, so that no tick is of a time to come", async () => {
    await client.subscribe([NIFTY, ABB], { mode: "ltp", everyMs: 0 });
    const begun = rig.clock.now();
    tick(NIFTY, 1);
    rig.clock.advance(5);
    tick(ABB, 2);
    await rig.endTurn();
    await client.roundTrip();
    const { ticks, sentTime } = client.view.last("ticks");
    expect(ticks.map(({ receivedTime }) => receivedTime)).toEqual([begun, begun]);
    expect(sentTime).toBe(begun);
  });
});

describe("trading hours", () => {
  const market = (isOpen: boolean): MarketSessions => ({
    segments: [{ segment: "NSE_FNO", isOpen, changesAt: 1_781_086_200_000 }],
  });

  test("P66: reach everybody when they change, and whoever comes later right after hello", async () => {
    rig.hub.publishMarket(market(true));
    expect(await client.next("market")).toEqual({ type: "market", ...market(true) });
    rig.hub.publishMarket(market(false));
    await client.next("market", ({ segments }) => !segments[0]!.isOpen);
    rig.hub.publishState(FEED_UP);
    const later = await server.connect("json");
    await later.next("state");
    expect(later.view.messages.map(({ type }) => type)).toEqual(["hello", "market", "state"]);
    expect(later.view.last("market")).toEqual({ type: "market", ...market(false) });
  });

  test("P66: reach a session that lags", () => {
    const { socket } = rig.connect();
    socket.claimedBytes = 300_000;
    rig.hub.publishMarket(market(false));
    expect(socket.view.all("market")).toHaveLength(1);
  });
});

describe("the feed's state", () => {
  test("P36: reaches everybody, and whoever comes later right after hello", async () => {
    rig.hub.publishState(FEED_UP);
    expect(await client.next("state")).toEqual({ type: "state", ...FEED_UP });
    const later = await server.connect("json");
    await later.next("state");
    expect(later.view.messages.map(({ type }) => type)).toEqual(["hello", "state"]);
  });

  test("P37: another state is told as it is", async () => {
    const state = { ...FEED_UP, feed: "down", source: "dhan" } as const;
    rig.hub.publishState(state);
    expect(await client.next("state")).toEqual({ type: "state", ...state });
  });

  test.each([0, 100])(
    "P38: instruments that turn stale come as changes, and the next packet freshens them (everyMs %d)",
    async (everyMs) => {
      await client.subscribe([NIFTY, ABB], { mode: "ltp", everyMs });
      tick(NIFTY, 25_000);
      await rig.endTurn();
      rig.clock.advance(100);
      rig.store.markStale([NIFTY]);
      await rig.endTurn();
      rig.clock.advance(100);
      await client.roundTrip();
      const { ltp, stale } = client.view.ticks.get(NIFTY)!;
      expect({ ltp, stale }).toEqual({ ltp: 25_000, stale: true });
      expect(client.view.ticks.get(ABB)!.stale).toBe(false);

      tick(NIFTY, 25_001);
      await rig.endTurn();
      rig.clock.advance(100);
      await client.roundTrip();
      expect(client.view.ticks.get(NIFTY)).toMatchObject({ ltp: 25_001, stale: false });
      expect(pricesOf(NIFTY)).toEqual([25_000, 25_000, 25_001]);
    },
  );
});
