import { afterEach, describe, expect, test } from "bun:test";
import { downMessage } from "../../shared/stream-down.ts";
import { quotePacket, tickerPacket } from "../fakes/hub-packets.ts";
import { RIG_EPOCH, RIG_NOW, UNLISTED_ID } from "../fakes/hub-rig.ts";
import { HubServer } from "../fakes/hub-server.ts";
import { blankTick, tickInMode } from "../fakes/ticks.ts";

const NIFTY = "IDX_I:13";
const ABB = "NSE_EQ:13";
const OPTION = "NSE_FNO:55796";
const USDINR = "NSE_CURRENCY:1150";

let server: HubServer;
const serve = (options?: ConstructorParameters<typeof HubServer>[0]) => {
  server = new HubServer(options);
  return server;
};
afterEach(() => server.stop());

describe.each(["binary", "json"] as const)("in the %s encoding", (encoding) => {
  test("P6: the first message is hello, with the version and the name of this run", async () => {
    const client = await serve().connect(encoding);
    expect(client.view.messages[0]).toEqual({
      type: "hello",
      version: 1,
      epoch: RIG_EPOCH,
      session: expect.any(String),
    });
  });

  test("P17: a subscriber gets what the store holds at once, then only what changes", async () => {
    const { rig } = serve();
    const client = await server.connect(encoding);
    await client.subscribe([NIFTY], { mode: "ltp" });
    rig.receive(tickerPacket(NIFTY, { ltp: 25_012.35, exchangeSeconds: 1_781_065_197 }));
    const other = await server.connect(encoding);
    await other.subscribe([NIFTY, ABB], { mode: "ltp" });

    const { seq, snapshot, ticks } = await other.next("ticks");
    expect({ seq, snapshot }).toEqual({ seq: 1, snapshot: true });
    const nifty = {
      instrument: NIFTY,
      ltp: 25_012.35,
      exchangeTime: 1_781_065_197_000,
      receivedTime: RIG_NOW,
      source: "stream",
      stale: false,
    } as const;
    expect(ticks).toEqual([nifty, tickInMode(blankTick(ABB), "ltp")]);

    rig.clock.advance(100);
    await other.roundTrip();
    expect(other.view.all("ticks")).toHaveLength(1);

    rig.receive(tickerPacket(ABB, { ltp: 7_250 }));
    rig.clock.advance(100);
    const change = await other.next("ticks", ({ snapshot }) => !snapshot);
    expect(change.seq).toBe(2);
    expect(change.ticks.map(({ instrument, ltp }) => ({ instrument, ltp }))).toEqual([{ instrument: ABB, ltp: 7_250 }]);
  });

  test("P21: what an instrument does not have is null, and a volume of 0 is 0", async () => {
    const { rig } = serve();
    const client = await server.connect(encoding);
    await client.subscribe([NIFTY, OPTION, USDINR], { mode: "quote" });
    for (const key of [NIFTY, OPTION]) rig.receive(quotePacket(key, { ltp: 112.05, close: 130.4 }));
    rig.receive(quotePacket(USDINR, { ltp: 86.2375, close: 86.195 }));
    rig.clock.advance(100);
    await client.roundTrip();
    const received = { receivedTime: RIG_NOW, source: "stream" } as const;
    const zeros = { volume: 0, totalBuyQuantity: 0, totalSellQuantity: 0 };
    const quoteOf = (key: string, known: object) => tickInMode({ ...blankTick(key), ...received, ...known }, "quote");
    expect([...client.view.ticks.values()]).toEqual([
      quoteOf(NIFTY, { ltp: 112.05, previousClose: 130.4 }),
      quoteOf(OPTION, { ltp: 112.05, previousClose: 130.4, ...zeros }),
      quoteOf(USDINR, { ltp: 86.2375, previousClose: 86.195, ...zeros }),
    ]);
  });

  test("P18: each mode brings its own fields, whole", async () => {
    const { rig } = serve();
    const client = await server.connect(encoding);
    for (const mode of ["ltp", "quote", "full"] as const) {
      await client.subscribe([OPTION], { mode });
      rig.receive(quotePacket(OPTION, { ltp: 112.05 }));
      rig.clock.advance(100);
      await client.roundTrip();
      const fields = Object.keys(tickInMode(blankTick(OPTION), mode));
      for (const { ticks } of client.view.all("ticks").slice(-2)) expect(Object.keys(ticks[0]!)).toEqual(fields);
    }
  });

  test("P8: an id alone names nothing: 13 of one segment is not 13 of another", async () => {
    const { rig } = serve();
    const client = await server.connect(encoding);
    await client.subscribe([NIFTY, ABB], { mode: "ltp" });
    rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }), tickerPacket(ABB, { ltp: 7_250 }));
    rig.clock.advance(100);
    await client.roundTrip();
    expect([NIFTY, ABB].map((key) => client.view.ticks.get(key)!.ltp)).toEqual([25_000, 7_250]);
  });

  test("everything sent as text is what the schemas say", async () => {
    const { rig } = serve();
    const client = await server.connect(encoding);
    await client.subscribe([NIFTY, OPTION, "rubbish"], { mode: "full" });
    rig.receive(quotePacket(OPTION, { ltp: 112.05 }));
    rig.clock.advance(100);
    client.say({ op: "unsubscribe", instruments: [OPTION] });
    client.sendRaw("rubbish");
    await client.roundTrip();
    for (const message of client.view.messages) {
      const { sentTime: _, ...said } = message;
      expect(downMessage.parse(said) as unknown).toEqual(said);
    }
    const types = ["hello", "subscribed", "ticks", "ticks", "unsubscribed", "error", "pong"];
    expect(client.view.messages.map(({ type }) => type) as string[]).toEqual(types);
  });
});

test("P2: both encodings get the same frames", async () => {
  const { rig } = serve();
  const clients = [await server.connect("binary"), await server.connect("json")] as const;
  for (const client of clients) await client.subscribe([NIFTY, OPTION, USDINR], { mode: "full" });
  for (const ltp of [86.2375, 86.24, 86.2425]) {
    rig.receive(quotePacket(USDINR, { ltp }), quotePacket(OPTION, { ltp, volume: 7, oi: 5 }));
    rig.clock.advance(100);
  }
  for (const client of clients) await client.roundTrip();
  const [binary, json] = clients.map(({ view }) => view.all("ticks").map(({ sentTime: _, ...frame }) => frame));
  expect(binary).toEqual(json!);
  expect(json).toHaveLength(4);
});

test("P14: the answer lists what was taken in the order asked, and what it needs to be read", async () => {
  const client = await serve().connect();
  const answer = await client.subscribe([USDINR, NIFTY], { mode: "ltp" });
  expect(answer.instruments).toEqual([USDINR, NIFTY]);
  expect(answer.details.map(({ handle: _, ...facts }) => facts)).toEqual([
    { key: USDINR, decimals: 4, name: `name of ${USDINR}` },
    { key: NIFTY, decimals: 2, name: `name of ${NIFTY}` },
  ]);
  expect(answer.rejected).toEqual([]);
});

test("P16: what is no key or not listed is rejected, and its neighbours are not", async () => {
  const client = await serve().connect();
  const answer = await client.subscribe(["rubbish", NIFTY, `NSE_EQ:${UNLISTED_ID}`, "", "idx_i:13"]);
  expect(answer.instruments).toEqual([NIFTY]);
  expect(answer.rejected).toEqual([
    { instrument: "rubbish", reason: "bad-key" },
    { instrument: `NSE_EQ:${UNLISTED_ID}`, reason: "unknown-instrument" },
    { instrument: "", reason: "bad-key" },
    { instrument: "idx_i:13", reason: "bad-key" },
  ]);
});

test("P16: a session that is full is told so, and takes another after an unsubscribe", async () => {
  const { rig } = serve({ limits: { instrumentsPerSession: 2 } });
  const client = await server.connect();
  const answer = await client.subscribe([NIFTY, ABB, OPTION]);
  expect(answer.instruments).toEqual([NIFTY, ABB]);
  expect(answer.rejected).toEqual([{ instrument: OPTION, reason: "session-full" }]);
  expect(rig.demand.modeOf(OPTION)).toBeNull();

  const change = await client.subscribe([ABB], { mode: "full" });
  expect(change.instruments).toEqual([ABB]);

  client.say({ op: "unsubscribe", instruments: [NIFTY] });
  expect((await client.subscribe([OPTION])).instruments).toEqual([OPTION]);
});

test("P16: a feed that is full takes no other instrument, but another subscriber of those it carries", async () => {
  serve({ feedCapacity: 2 });
  const client = await server.connect();
  const answer = await client.subscribe([NIFTY, ABB, OPTION]);
  expect(answer.rejected).toEqual([{ instrument: OPTION, reason: "feed-full" }]);

  const other = await server.connect();
  expect((await other.subscribe([NIFTY], { mode: "full" })).rejected).toEqual([]);
  client.say({ op: "unsubscribe", instruments: [ABB] });
  await client.roundTrip();
  expect((await other.subscribe([OPTION])).instruments).toEqual([OPTION]);
});

test("P10: a key that stands in a message twice counts once", async () => {
  const { rig } = serve();
  const client = await server.connect();
  expect((await client.subscribe([NIFTY, NIFTY])).instruments).toEqual([NIFTY]);
  expect((await client.next("ticks")).ticks).toHaveLength(1);
  client.say({ op: "unsubscribe", instruments: [NIFTY, NIFTY] });
  expect((await client.next("unsubscribed")).instruments).toEqual([NIFTY]);
  expect(rig.demand.size).toBe(0);
});

test("P10: subscribing again replaces mode and interval, and the instrument never leaves the feed", async () => {
  const { rig } = serve();
  const client = await server.connect();
  await client.subscribe([OPTION], { mode: "full", everyMs: 100 });
  rig.receive(quotePacket(OPTION, { ltp: 112.05 }));
  rig.beat();
  await client.subscribe([OPTION], { mode: "ltp", everyMs: 500 });
  rig.beat();
  await client.roundTrip();

  expect(rig.demand.changes).toEqual([
    { key: OPTION, mode: "full" },
    { key: OPTION, mode: "ltp" },
  ]);
  expect(rig.demand.modeOf(OPTION)).toBe("ltp");
  expect(rig.intervals).toEqual([500]);
  const { snapshot, ticks } = client.view.last("ticks");
  expect(snapshot).toBe(true);
  expect(Object.keys(ticks[0]!)).toEqual(Object.keys(tickInMode(blankTick(OPTION), "ltp")));
  expect(ticks[0]!.ltp).toBe(112.05);

  rig.receive(tickerPacket(OPTION, { ltp: 113 }));
  rig.clock.advance(400);
  await client.roundTrip();
  expect(client.view.ticks.get(OPTION)!.ltp).toBe(112.05);
  rig.clock.advance(100);
  await client.roundTrip();
  expect(client.view.ticks.get(OPTION)!.ltp).toBe(113);
});

test.each([0, 100])(
  "P10: asking again for what is held, each %d ms, brings a snapshot again and changes nothing else",
  async (everyMs) => {
    const { rig } = serve();
    const client = await server.connect();
    await client.subscribe([OPTION], { mode: "quote", everyMs });
    rig.receive(quotePacket(OPTION, { ltp: 112.05 }));
    const again = await client.subscribe([OPTION], { mode: "quote", everyMs });
    await client.roundTrip();

    expect(again.details.map(({ key }) => key)).toEqual([OPTION]);
    const { snapshot, ticks } = client.view.last("ticks");
    expect([snapshot, ticks.length, ticks[0]!.ltp]).toEqual([true, 1, 112.05]);
    expect(rig.demand.changes).toEqual([{ key: OPTION, mode: "quote" }]);

    rig.receive(quotePacket(OPTION, { ltp: 113 }));
    await rig.endTurn();
    rig.clock.advance(everyMs);
    await client.roundTrip();
    expect(client.view.ticks.get(OPTION)!.ltp).toBe(113);
    // One subscription, however often it was asked for.
    client.say({ op: "unsubscribe", instruments: [OPTION] });
    await client.next("unsubscribed");
    expect(rig.demand.size).toBe(0);
  },
);

test("P11: unsubscribing lists what was held, and no tick of it comes afterwards", async () => {
  const { rig } = serve();
  const client = await server.connect();
  await client.subscribe([NIFTY, ABB], { mode: "ltp", everyMs: 0 });
  client.say({ op: "unsubscribe", instruments: [ABB, OPTION, "rubbish"] });
  expect((await client.next("unsubscribed")).instruments).toEqual([ABB]);

  rig.receive(tickerPacket(ABB, { ltp: 7_250 }), tickerPacket(NIFTY, { ltp: 25_000 }));
  await rig.endTurn();
  await client.roundTrip();
  expect(client.view.last("ticks").ticks.map(({ instrument }) => instrument)).toEqual([NIFTY]);
});

test("P11: a tick that waits for the end of its turn goes out before the unsubscribe is answered", () => {
  const { rig } = serve();
  const { socket, session } = rig.connect("json");
  rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 }));
  rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
  rig.hub.receive(session, JSON.stringify({ op: "unsubscribe", instruments: [NIFTY] }));
  const types = socket.view.messages.map(({ type }) => type);
  expect(types).toEqual(["hello", "subscribed", "ticks", "ticks", "unsubscribed"]);
  expect(socket.view.all("ticks").map(({ ticks }) => ticks[0]!.ltp)).toEqual([null, 25_000]);
});

test("P13: messages are answered in the order they come", async () => {
  const client = await serve().connect();
  client.say({ op: "unsubscribe", instruments: [NIFTY] });
  client.say({ op: "subscribe", instruments: [NIFTY] });
  client.say({ op: "ping", id: 100 });
  client.say({ op: "unsubscribe", instruments: [NIFTY] });
  client.sendRaw("rubbish");
  await client.roundTrip();
  expect(client.view.messages.map(({ type }) => type) as string[]).toEqual([
    "hello",
    "unsubscribed",
    "subscribed",
    "ticks",
    "pong",
    "unsubscribed",
    "error",
    "pong",
  ]);
  expect(client.view.all("unsubscribed").map(({ instruments }) => instruments)).toEqual([[], [NIFTY]]);
});

test("P12: a ping is answered with its id and the server's time", async () => {
  const { rig } = serve();
  const client = await server.connect();
  client.say({ op: "ping", id: 7 });
  client.say({ op: "ping" });
  await client.next("pong", ({ id }) => id === undefined);
  expect(client.view.all("pong")).toEqual([
    { type: "pong", id: 7, serverTime: rig.clock.now() },
    { type: "pong", serverTime: rig.clock.now() },
  ]);
});

describe("what a session holds", () => {
  test("is demanded once for each session, in the richest mode, and released by unsubscribing", async () => {
    const { rig } = serve();
    const [poor, rich] = [await server.connect(), await server.connect()];
    await poor.subscribe([OPTION], { mode: "ltp" });
    await rich.subscribe([OPTION, NIFTY], { mode: "full" });
    expect([rig.demand.size, rig.demand.modeOf(OPTION)]).toEqual([2, "full"]);

    rich.say({ op: "unsubscribe", instruments: [OPTION, NIFTY] });
    await rich.roundTrip();
    expect([rig.demand.size, rig.demand.modeOf(OPTION)]).toEqual([1, "ltp"]);

    poor.say({ op: "unsubscribe", instruments: [OPTION] });
    await poor.roundTrip();
    expect(rig.demand.size).toBe(0);
    rig.beat();
    expect(rig.store.size).toBe(0);
  });

  test("P4: is released when the session goes, with its timers and its wish for every tick", async () => {
    const { rig } = serve();
    const client = await server.connect();
    await client.subscribe([NIFTY], { everyMs: 0 });
    await client.subscribe([ABB], { everyMs: 100 });
    await client.subscribe([OPTION], { everyMs: 1_000 });
    const slot = rig.store.slotOf(NIFTY);
    expect(rig.intervals.sort((a, b) => a - b)).toEqual([100, 100, 1_000]);
    expect(rig.store.everyTick[slot]).toBe(1);

    const other = await server.connect();
    await other.subscribe([NIFTY], { everyMs: 0 });
    client.close();
    await client.closed();
    await other.roundTrip();

    expect(rig.hub.sessionCount).toBe(1);
    expect(rig.demand.size).toBe(1);
    expect(rig.intervals).toEqual([100]);
    expect(rig.store.everyTick[slot]).toBe(1);

    other.close();
    await other.closed();
    await rig.endTurn();
    expect([rig.hub.sessionCount, rig.demand.size, rig.intervals.length]).toEqual([0, 0, 0]);
    expect(rig.store.everyTick[slot]).toBe(0);
  });
});

test("P7: nothing outlives a connection: the next one begins with hello, holds nothing and counts from 1", async () => {
  const { rig } = serve();
  const client = await server.connect();
  await client.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
  rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
  await rig.endTurn();
  client.close();
  await client.closed();

  const next = await server.connect();
  rig.receive(tickerPacket(NIFTY, { ltp: 25_001 }));
  await rig.endTurn();
  await next.roundTrip();
  expect(next.view.all("ticks")).toEqual([]);
  await next.subscribe([NIFTY], { mode: "ltp" });
  expect((await next.next("ticks")).seq).toBe(1);
});
