import { describe, expect, test } from "bun:test";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import { FEED_UP } from "../fakes/feed-up.ts";
import { fullPacket, tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";
import { HubServer } from "../fakes/hub-server.ts";
import { StalledClient } from "../fakes/hub-stalled-client.ts";

const NIFTY = "IDX_I:13";
const OPTIONS = Array.from({ length: 5_000 }, (_, i) => `NSE_FNO:${40_000 + i}`);
const LEVEL = { bidPrice: 112, bidQuantity: 650, bidOrders: 3, askPrice: 112.1, askQuantity: 65, askOrders: 1 };
const DEPTH = [LEVEL, LEVEL, LEVEL, LEVEL, LEVEL];

const { laggingBytes, bufferedBytes, laggingMs } = StreamLimits;

/** A session without a network, and what one says to it. */
function connected(encoding: "binary" | "json" = "binary") {
  const rig = new HubRig();
  const { socket, session } = rig.connect(encoding);
  const subscribe = (instruments: readonly string[], mode: Mode, everyMs: number) =>
    rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments, mode, everyMs }));
  const tick = (key: string, ltp: number) => rig.receive(tickerPacket(key, { ltp }));
  return { rig, socket, session, subscribe, tick, view: socket.view };
}

describe("falling behind", () => {
  test("P39: a session lags from one byte past the limit, and is told once", () => {
    const { rig, socket, subscribe, view } = connected();
    subscribe([NIFTY], "ltp", 100);
    socket.claimedBytes = laggingBytes;
    rig.clock.advance(100);
    expect(view.all("lagging")).toEqual([]);
    socket.claimedBytes = laggingBytes + 1;
    rig.clock.advance(1_000);
    expect(view.all("lagging")).toEqual([{ type: "lagging", lagging: true, bufferedBytes: laggingBytes + 1 }]);
  });

  test.each([0, 100])(
    "P40: while it lags it gets no ticks and no state, and its messages are answered (everyMs %d)",
    async (everyMs) => {
      const { rig, socket, session, subscribe, tick, view } = connected();
      subscribe([NIFTY], "ltp", everyMs);
      socket.claimedBytes = laggingBytes + 1;
      rig.hub.publishState(FEED_UP);
      for (let ltp = 1; ltp <= 10; ltp++) {
        tick(NIFTY, ltp);
        await rig.endTurn();
        rig.clock.advance(100);
      }
      rig.hub.receive(session, '{"op":"ping"}');
      expect(view.messages.map(({ type }) => type) as string[]).toEqual([
        "hello",
        "subscribed",
        "ticks",
        "lagging",
        "pong",
      ]);
    },
  );

  test.each([0, 100])(
    "P28, P41 and P43: once it keeps up it is told, and gets the newest values alone (everyMs %d)",
    async (everyMs) => {
      const { rig, socket, subscribe, tick, view } = connected();
      subscribe([NIFTY], "ltp", everyMs);
      socket.claimedBytes = laggingBytes + 1;
      rig.clock.advance(100);
      rig.hub.publishState(FEED_UP);
      for (const ltp of [1, 2, 3]) tick(NIFTY, ltp);
      await rig.endTurn();
      socket.claimedBytes = laggingBytes;
      rig.clock.advance(100);
      expect(view.all("lagging").map(({ lagging }) => lagging)).toEqual([true, false]);
      expect(view.all("ticks").map(({ ticks }) => ticks.map(({ ltp }) => ltp))).toEqual([[null], [3]]);
    },
  );

  test.each(["a state", "a ping", "another interval"])(
    "P43: the last values come also where %s finds that it keeps up again",
    async (what) => {
      const { rig, socket, session, subscribe, tick, view } = connected();
      subscribe([NIFTY], "ltp", 0);
      subscribe([OPTIONS[0]!], "ltp", 20);
      socket.claimedBytes = laggingBytes + 1;
      rig.hub.publishState(FEED_UP);
      tick(NIFTY, 25_000);
      await rig.endTurn();
      socket.claimedBytes = 0;
      if (what === "a state") rig.hub.publishState(FEED_UP);
      else if (what === "a ping") rig.hub.receive(session, '{"op":"ping"}');
      else rig.clock.advance(20);
      expect(view.last("lagging").lagging).toBe(false);
      rig.clock.advance(100);
      expect(view.ticks.get(NIFTY)!.ltp).toBe(25_000);
    },
  );

  test("P43: in one turn of the event loop no older tick comes after a newer one", async () => {
    const { rig, socket, subscribe, tick, view } = connected();
    subscribe([NIFTY], "ltp", 0);
    tick(NIFTY, 1);
    socket.claimedBytes = laggingBytes + 1;
    rig.hub.publishState(FEED_UP);
    tick(NIFTY, 2);
    socket.claimedBytes = 0;
    rig.clock.advance(100);
    await rig.endTurn();
    expect(view.all("ticks").map(({ ticks }) => ticks[0]!.ltp)).toEqual([null, 1, 2]);
  });

  test("P43: a snapshot asked for while it lags comes later, as changes", () => {
    const { rig, socket, subscribe, tick, view } = connected();
    subscribe([NIFTY], "ltp", 100);
    tick(NIFTY, 25_000);
    socket.claimedBytes = laggingBytes + 1;
    subscribe([NIFTY, OPTIONS[0]!], "quote", 100);
    expect(view.all("subscribed")).toHaveLength(2);
    expect(view.all("ticks")).toHaveLength(1);
    socket.claimedBytes = 0;
    rig.clock.advance(100);
    const { snapshot, ticks } = view.last("ticks");
    expect(snapshot).toBe(false);
    expect(ticks.map(({ instrument, ltp }) => [instrument, ltp])).toEqual([
      [NIFTY, 25_000],
      [OPTIONS[0]!, null],
    ]);
  });
});

describe("being hopeless", () => {
  test("P42: a session that lags is closed after 30 s, not before, and holds nothing then", () => {
    const { rig, socket, subscribe } = connected();
    subscribe([NIFTY], "ltp", 100);
    socket.claimedBytes = laggingBytes + 1;
    rig.clock.advance(100);
    rig.clock.advance(laggingMs);
    expect(socket.closed).toBeNull();
    rig.clock.advance(100);
    expect(socket.closed?.code).toBe(CloseCode.tooSlow);
    expect([rig.hub.sessionCount, rig.demand.size, rig.intervals.length]).toEqual([0, 0, 0]);
  });

  test("P42: one that catches up in between has its 30 s again", () => {
    const { rig, socket, subscribe } = connected();
    subscribe([NIFTY], "ltp", 100);
    for (let i = 0; i < 5; i++) {
      socket.claimedBytes = laggingBytes + 1;
      rig.clock.advance(laggingMs);
      socket.claimedBytes = 0;
      rig.clock.advance(100);
    }
    expect(socket.closed).toBeNull();
  });

  test("P42: it is closed at once with one byte more untaken than may be", () => {
    const { rig, socket, subscribe } = connected();
    subscribe([NIFTY], "ltp", 100);
    socket.claimedBytes = bufferedBytes;
    rig.clock.advance(100);
    expect(socket.closed).toBeNull();
    socket.claimedBytes = bufferedBytes + 1;
    rig.clock.advance(100);
    expect(socket.closed?.code).toBe(CloseCode.tooSlow);
  });

  test("P42: one that subscribes to nothing is closed too, at the next state", () => {
    const { rig, socket } = connected();
    socket.claimedBytes = bufferedBytes + 1;
    rig.hub.publishState(FEED_UP);
    expect(socket.closed?.code).toBe(CloseCode.tooSlow);
  });

  test("a message that comes after the server has closed is not handled: nothing is held for nobody", () => {
    const { rig, socket, subscribe, session } = connected();
    socket.claimedBytes = bufferedBytes + 1;
    subscribe([NIFTY], "ltp", 0);
    expect(socket.closed?.code).toBe(CloseCode.tooSlow);
    subscribe([NIFTY], "ltp", 100);
    rig.hub.receive(session, "rubbish");
    expect([rig.demand.size, rig.intervals.length, rig.hub.sessionCount]).toEqual([0, 0, 0]);
  });
});

describe("memory", () => {
  /** The largest frame: 1,000 instruments with depth in JSON take 1.1 MB or so. */
  const LARGEST_FRAME = 1_300_000;

  type Connected = ReturnType<typeof connected>;

  async function subscribeToAll({ rig, subscribe }: Connected, everyMs: number) {
    for (let from = 0; from < OPTIONS.length; from += 1_000)
      subscribe(OPTIONS.slice(from, from + 1_000), "full", everyMs);
    while (rig.demand.size < OPTIONS.length) await rig.endTurn();
  }
  async function hold5000(everyMs: number) {
    const one = connected("json");
    await subscribeToAll(one, everyMs);
    return one;
  }
  const tickAll = (rig: HubRig, ltp: number) => {
    for (const key of OPTIONS) rig.receive(fullPacket(key, { ltp, oi: 65_000, depth: DEPTH }));
  };

  test.each([0, 100])(
    "P40: a client that never reads has one frame more than the limit waiting, whatever ticks (everyMs %d)",
    async (everyMs) => {
      const { rig, socket } = await hold5000(everyMs);
      socket.isReading = false;
      for (let round = 1; round <= 5; round++) {
        tickAll(rig, round);
        await rig.endTurn();
        rig.clock.advance(100);
        expect(socket.getBufferedAmount()).toBeLessThan(laggingBytes + LARGEST_FRAME);
      }
      expect(socket.getBufferedAmount()).toBeGreaterThan(laggingBytes);
      expect(socket.closed).toBeNull();
    },
  );

  test.each([0, 100])(
    "P43: a client that reads a frame at a time gets all in the end, though no flush is ever whole (everyMs %d)",
    async (everyMs) => {
      const { rig, socket, view } = await hold5000(everyMs);
      tickAll(rig, 112.05);
      for (let round = 0; round < 10; round++) {
        socket.isReading = false;
        await rig.endTurn();
        rig.clock.advance(100);
        socket.resume();
      }
      expect([...view.ticks.values()].filter(({ ltp }) => ltp === 112.05)).toHaveLength(OPTIONS.length);
    },
  );

  test("P42: a client that asks on and on and never reads is closed", async () => {
    const { rig, socket, session } = connected("json");
    socket.isReading = false;
    const ask = JSON.stringify({ op: "subscribe", instruments: OPTIONS.slice(0, 1_000), mode: "full" });
    for (let i = 0; i < 500 && socket.closed === null; i++) {
      rig.hub.receive(session, ask);
      await rig.endTurn();
      rig.clock.advance(1_000);
      expect(socket.getBufferedAmount()).toBeLessThan(bufferedBytes + LARGEST_FRAME);
    }
    expect(socket.closed as { code: number } | null).toMatchObject({ code: CloseCode.tooSlow });
  });

  test("P43: a client that asks for all it may before it reads anything is not closed, and gets it all", async () => {
    const one = connected("json");
    const { rig, socket, view } = one;
    for (const key of OPTIONS) rig.store.open(key);
    tickAll(rig, 112.05);
    socket.isReading = false;
    await subscribeToAll(one, 100);
    for (let round = 0; round < 10; round++) {
      socket.resume();
      socket.isReading = false;
      rig.clock.advance(100);
    }
    socket.resume();
    expect(socket.closed).toBeNull();
    expect([...view.ticks.values()].filter(({ ltp }) => ltp === 112.05)).toHaveLength(OPTIONS.length);
  });
});

describe("on a real socket", () => {
  test("P42: a client that never reads lags, is told, is closed with 4001, and the others get every tick meanwhile", async () => {
    const server = new HubServer({ limits: { laggingMs: 1_000 } });
    const { rig } = server;
    const stalled = await StalledClient.connect(server.port, "json");
    try {
      const quick = await server.connect();
      await quick.subscribe([NIFTY], { mode: "ltp", everyMs: 0 });
      const watched = OPTIONS.slice(0, 1_000);
      stalled.say({ op: "subscribe", instruments: watched, mode: "full", everyMs: 100 });
      for (let round = 0; rig.demand.size < 1 + watched.length; round++) {
        expect(round).toBeLessThan(1_000);
        await quick.roundTrip();
        rig.clock.advance(1_000);
      }

      const prices: number[] = [];
      for (let ltp = 1; rig.hub.sessionCount === 2; ltp++) {
        expect(ltp).toBeLessThan(500);
        for (const key of watched) rig.receive(fullPacket(key, { ltp, oi: 65_000, depth: DEPTH }));
        rig.receive(tickerPacket(NIFTY, { ltp }));
        prices.push(ltp);
        await rig.endTurn();
        rig.clock.advance(100);
      }
      await quick.roundTrip();
      const got = quick.view.all("ticks").filter(({ snapshot }) => !snapshot);
      expect(got.flatMap(({ ticks }) => ticks.map(({ ltp }) => ltp))).toEqual(prices);
      expect(quick.view.all("lagging")).toEqual([]);
      expect(rig.demand.size).toBe(1);

      const read = await stalled.readToEnd();
      expect(read.includes('{"type":"lagging","lagging":true')).toBe(true);
      // A close frame: its opcode, the length of code and reason, the code.
      const close = read.subarray(read.lastIndexOf("too slow") - 4);
      expect([close[0], close.readUInt16BE(2)]).toEqual([0x88, CloseCode.tooSlow]);
    } finally {
      stalled.destroy();
      await server.stop();
    }
  });
});

test("P42: when all sessions together leave too much unread, those that leave the most are closed, and no more than needed", () => {
  const rig = new HubRig({ limits: { bufferedBytesInAll: 250_000 } });
  const sockets = [100_000, 40_000, 90_000, 30_000].map((bytes) => {
    const { socket } = rig.connect();
    socket.claimedBytes = bytes;
    return socket;
  });
  rig.hub.publishState(FEED_UP);
  expect(sockets.map(({ closed }) => closed?.code ?? null)).toEqual([CloseCode.tooSlow, null, null, null]);
  rig.hub.publishState(FEED_UP);
  expect(sockets.map(({ closed }) => closed?.code ?? null)).toEqual([CloseCode.tooSlow, null, null, null]);
});
