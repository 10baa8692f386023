import { afterEach, describe, expect, test } from "bun:test";
import { createTickStream, type FullTick, type QuoteTick, type TickStream } from "../../client-sdk/index.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import { fullTick, type LtpTick, ltpTick, quoteTick } from "../../shared/tick.ts";
import type { FakeTickServer } from "../fakes/tick-server.ts";
import { connect, first, NIFTY, RELIANCE, Seen, startServer, stopAll, USDINR, whenStatus } from "./harness.ts";

afterEach(stopAll);

const DEPTH = [1, 2, 3, 4, 5].map((level) => ({
  bidPrice: 1_412 - level,
  bidQuantity: level * 10,
  bidOrders: level,
  askPrice: level === 5 ? null : 1_412 + level,
  askQuantity: level * 20,
  askOrders: level,
}));

for (const encoding of ["binary", "json"] as const) {
  describe(`in the ${encoding} encoding`, () => {
    test("a subscriber gets the present values and then each change, whole", async () => {
      const server = startServer();
      server.tick(RELIANCE, {
        ltp: 1412.6,
        previousClose: 1400.2,
        volume: 3_400_000_000,
        exchangeTime: 1_781_065_197_000,
      });
      const seen = new Seen<QuoteTick>();
      connect(server, { encoding }).subscribe([RELIANCE], { onTick: seen.add });

      const snapshot = await seen.until(({ ltp }) => ltp === 1412.6);
      expect(quoteTick.strict().parse(snapshot)).toEqual(snapshot);
      expect(snapshot).toMatchObject({ instrument: RELIANCE, previousClose: 1400.2, volume: 3_400_000_000, oi: null });
      expect(snapshot.exchangeTime).toBe(1_781_065_197_000);

      server.tick(RELIANCE, { ltp: 1413.05 });
      expect(await seen.until(({ ltp }) => ltp === 1413.05)).toMatchObject({ previousClose: 1400.2 });
    });

    test("each mode brings its own fields and no others", async () => {
      const server = startServer();
      server.tick(RELIANCE, { ltp: 1412.6, depth: DEPTH, previousOi: 7 });
      server.tick(NIFTY, { ltp: 25_012.35 });
      server.tick(USDINR, { ltp: 88.4375, stale: true });
      const stream = connect(server, { encoding });
      const full = new Seen<FullTick>();
      const ltp = new Seen<LtpTick>();
      const quote = new Seen<QuoteTick>();
      stream.subscribe([RELIANCE], { mode: "full", onTick: full.add });
      stream.subscribe([NIFTY], { mode: "ltp", onTick: ltp.add });
      stream.subscribe([USDINR], { mode: "quote", onTick: quote.add });

      const fullSeen = await full.until(() => true);
      expect(fullTick.strict().parse(fullSeen)).toEqual(fullSeen);
      expect(fullSeen.depth).toEqual(DEPTH);
      const ltpSeen = await ltp.until(() => true);
      expect(ltpTick.strict().parse(ltpSeen)).toEqual(ltpSeen);
      expect(await quote.until(() => true)).toMatchObject({ ltp: 88.4375, stale: true });
    });

    test("after a lost connection everything is subscribed again and the values are whole", async () => {
      const server = startServer();
      server.tick(NIFTY, { ltp: 25_000 });
      const stream = connect(server, { encoding });
      const seen = new Seen<QuoteTick>();
      stream.subscribe([NIFTY, RELIANCE], { everyMs: 250, onTick: seen.add });
      await seen.until(({ ltp }) => ltp === 25_000);

      server.drop(CloseCode.shuttingDown);
      server.tick(NIFTY, { ltp: 25_100 });
      expect(await seen.until(({ ltp }) => ltp === 25_100)).toMatchObject({ instrument: NIFTY });
      expect(server.connects).toBe(2);
      expect(server.held()).toEqual([
        { [NIFTY]: { mode: "quote", everyMs: 250 }, [RELIANCE]: { mode: "quote", everyMs: 250 } },
      ]);
      expect(stream.counts.losses).toBe(1);
    });

    test("a hole in seq is noticed and mended", async () => {
      const server = startServer();
      server.tick(NIFTY, { ltp: 25_000 });
      const stream = connect(server, { encoding });
      const seen = new Seen<QuoteTick>();
      stream.subscribe([NIFTY, RELIANCE], { onTick: seen.add });
      await seen.until(({ ltp }) => ltp === 25_000);

      server.loseFrame();
      const lost = first(stream.onStatus);
      server.tick(NIFTY, { ltp: 25_050 });
      expect(await lost).toMatchObject({ status: "reconnecting", reason: "frame 2 did not come" });
      await seen.until(({ ltp }) => ltp === 25_050);
      expect(stream.counts).toMatchObject({ holes: 1, losses: 1 });
      expect(server.connects).toBe(2);
    });
  });
}

for (const encoding of ["binary", "json"] as const) {
  describe(`a connection that breaks, in the ${encoding} encoding`, () => {
    /** A stream that has the values of two instruments, and what it does after a break. */
    async function broken(meanwhile: (stream: TickStream, server: FakeTickServer) => void) {
      const server = startServer();
      server.tick(NIFTY, { ltp: 25_000 });
      server.tick(RELIANCE, { ltp: 1_400 });
      const stream = connect(server, { encoding });
      const seen = new Seen<QuoteTick>();
      const subscription = stream.subscribe([NIFTY, RELIANCE], { onTick: seen.add });
      await seen.until(({ ltp }) => ltp === 1_400);
      await server.until(() => server.received.some(({ op }) => op === "ping"));
      const before = server.received.length;
      server.cut();
      await whenStatus(stream, "reconnecting");
      meanwhile(stream, server);
      server.tick(NIFTY, { ltp: 25_001 });
      const status = await whenStatus(stream, "open");
      await server.until(() => server.received.slice(before).some(({ op }) => op === "ping"));
      return { server, stream, seen, subscription, status, said: () => server.received.slice(before) };
    }

    test("goes on where it was: nothing is asked for again, values are the newest, and the application is told", async () => {
      const { server, stream, seen, status, said } = await broken(() => {});
      expect(status).toMatchObject({ status: "open", recovered: true });
      await seen.until(({ ltp }) => ltp === 25_001);
      expect(said().map(({ op }) => op)).toEqual(["resume", "ping"]);
      server.tick(RELIANCE, { ltp: 1_401 });
      await seen.until(({ ltp }) => ltp === 1_401);
      expect(stream.counts).toMatchObject({ losses: 1, holes: 0, badMessages: 0 });
    });

    test("asks for what was wanted meanwhile, beside what it has", async () => {
      const { server } = await broken((stream) => stream.subscribe([USDINR], { mode: "ltp", onTick: () => {} }));
      await server.until(() => server.held()[0]?.[USDINR] !== undefined);
      expect(server.held()).toEqual([
        {
          [NIFTY]: { mode: "quote", everyMs: 100 },
          [RELIANCE]: { mode: "quote", everyMs: 100 },
          [USDINR]: { mode: "ltp", everyMs: 100 },
        },
      ]);
    });

    test("is told where ticks are missing, and goes on all the same", async () => {
      const { seen, status } = await broken((_, server) => {
        server.hasMissedTicks = true;
      });
      expect(status).toMatchObject({ status: "open", recovered: false });
      await seen.until(({ ltp }) => ltp === 25_001);
    });

    test("subscribes again where the server has kept nothing, or is another run", async () => {
      for (const forget of [
        (server: FakeTickServer) => server.forgetBroken(),
        (server: FakeTickServer) => {
          server.epoch = "another";
        },
      ]) {
        const { server, seen, status } = await broken((_, server) => forget(server));
        expect(status).toMatchObject({ status: "open", recovered: false });
        await seen.until(({ ltp }) => ltp === 25_001);
        expect(server.held()).toEqual([
          { [NIFTY]: { mode: "quote", everyMs: 100 }, [RELIANCE]: { mode: "quote", everyMs: 100 } },
        ]);
      }
    });
  });
}

describe("the connection", () => {
  test("tells the feed's state and each change of its own status", async () => {
    const server = startServer();
    const stream = connect(server);
    expect(stream.status.status).toBe("connecting");
    expect(await first(stream.onState)).toEqual(server.state);
    expect(stream.state).toEqual(server.state);
    expect(stream.status).toMatchObject({ status: "open", epoch: "fake", recovered: false });

    server.drop();
    expect(await whenStatus(stream, "reconnecting")).toMatchObject({ attempt: 1 });
    await whenStatus(stream, "open");
  });

  test("does not come back after a close code that forbids it", async () => {
    const server = startServer();
    const stream = connect(server);
    await whenStatus(stream, "open");
    server.drop(CloseCode.tooManyErrors);
    expect(await whenStatus(stream, "closed")).toMatchObject({ by: "server", code: CloseCode.tooManyErrors });
    stream.retryNow();
    await server.until(() => server.sessions === 0);
    expect(server.connects).toBe(1);
  });

  test("closes for good, and says whose doing it was, when the server speaks another version", async () => {
    const server = startServer();
    server.version = 99;
    const stream = connect(server);
    const closed = await whenStatus(stream, "closed");
    expect(closed).toMatchObject({ by: "server", code: null });
    expect("reason" in closed && closed.reason).toContain("version 99");
  });

  test("keeps trying while the server refuses, waiting longer each time, and then gets through", async () => {
    const server = startServer();
    server.isRefusing = true;
    const pauses: number[] = [];
    const stream = connect(server, {
      limits: { backoffBaseMs: 1, backoffCapMs: 4 },
      random: () => 0.999,
      now: () => 1_000_000,
    });
    await first(stream.onStatus, (status) => {
      if (status.status === "reconnecting" && status.retryAt !== null) pauses.push(status.retryAt - 1_000_000);
      return pauses.length === 4;
    });
    expect(pauses).toEqual([0, 1, 3, 3]);
    server.isRefusing = false;
    await whenStatus(stream, "open");
  });

  test("a short-lived connection does not reset the back-off, a stable one does", async () => {
    const server = startServer();
    let now = 1_000_000;
    const stream = connect(server, { now: () => now, limits: { backoffBaseMs: 1 } });
    for (const attempt of [1, 2, 3]) {
      await whenStatus(stream, "open");
      server.drop();
      expect(await whenStatus(stream, "reconnecting")).toMatchObject({ attempt });
    }
    await whenStatus(stream, "open");
    now += 10_000;
    server.drop();
    expect(await whenStatus(stream, "reconnecting")).toMatchObject({ attempt: 1 });
  });

  test("an open socket on which nothing comes is given up", async () => {
    const server = startServer();
    const stream = connect(server, { limits: { silenceMs: 60 } });
    await whenStatus(stream, "open");
    server.isSilent = true;
    expect(await whenStatus(stream, "reconnecting")).toMatchObject({ reason: "nothing came for 0.06 s" });
    await server.until(() => server.connects >= 2);
  });

  test("a server that accepts and never says hello is given up", async () => {
    const server = startServer();
    server.isMute = true;
    const stream = connect(server, { limits: { openWithinMs: 60 } });
    expect(await whenStatus(stream, "reconnecting")).toMatchObject({ reason: "the server did not answer" });
    server.isMute = false;
    await whenStatus(stream, "open");
  });

  test("retryNow cuts a long back-off short", async () => {
    const server = startServer();
    const stream = connect(server, {
      random: () => 0.999,
      limits: { backoffBaseMs: 3_600_000, backoffCapMs: 3_600_000 },
    });
    await whenStatus(stream, "open");
    server.drop();
    await whenStatus(stream, "reconnecting");
    stream.retryNow();
    expect(stream.status).toMatchObject({ status: "reconnecting", retryAt: null });
    await whenStatus(stream, "open");
  });

  test("close is for good and closes the socket", async () => {
    const server = startServer();
    const stream = connect(server);
    await whenStatus(stream, "open");
    stream.close();
    expect(stream.status).toMatchObject({ status: "closed", by: "application" });
    await server.until(() => server.sessions === 0);
    expect(server.connects).toBe(1);
  });

  test("messages that cannot be read are counted, and the ones after them are read", async () => {
    const server = startServer();
    const stream = connect(server);
    const seen = new Seen<QuoteTick>();
    stream.subscribe([NIFTY], { onTick: seen.add });
    await server.until(() => server.held()[0]?.[NIFTY] !== undefined);
    const bad = [
      "{",
      "null",
      "[]",
      '"text"',
      '{"type":"news"}',
      '{"type":"state","feed":"sideways"}',
      '{"type":"ticks","seq":"1","ticks":[]}',
      '{"type":"ticks","seq":1,"ticks":[null]}',
      new ArrayBuffer(0),
      new ArrayBuffer(15),
      new Uint8Array([9, ...new Array(40).fill(255)]).buffer,
      new Uint8Array([1, 0, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).buffer,
    ];
    for (const message of bad) server.broadcast(message);
    server.tick(NIFTY, { ltp: 25_000 });
    await seen.until(({ ltp }) => ltp === 25_000);
    expect(stream.counts.badMessages).toBe(bad.length);
    expect(server.connects).toBe(1);
  });

  test("tells where trading goes on, and keeps it", async () => {
    const server = startServer();
    const stream = connect(server);
    await whenStatus(stream, "open");
    expect(stream.market).toBeNull();
    const market = first(stream.onMarket);
    const segments = [{ segment: "MCX_COMM", isOpen: false, changesAt: null }] as const;
    server.broadcast({ type: "market", segments: [...segments] });
    expect(await market).toEqual({ segments: [...segments] });
    expect(stream.market).toEqual({ segments: [...segments] });
  });

  test("passes on that it lags", async () => {
    const server = startServer();
    const stream = connect(server);
    await whenStatus(stream, "open");
    const lagging = first(stream.onLagging);
    server.broadcast({ type: "lagging", lagging: true, bufferedBytes: 300_000 });
    expect(await lagging).toEqual({ lagging: true, bufferedBytes: 300_000 });
  });

  test("knows the server's time when the clocks differ", async () => {
    const server = startServer({ clockAheadMs: 3_600_000, stateEveryMs: 20 });
    const stream = connect(server, { now: () => 1_000_000 });
    await server.until(() => server.received.some(({ op }) => op === "ping"));
    await first(stream.onState);
    const expected = server.now();
    expect(Math.abs(stream.serverNow() - expected)).toBeLessThan(60_000);
  });

  test("sends nothing on a socket that is closing, and says it on the next", async () => {
    const server = startServer();
    const sockets: ClosingSocket[] = [];
    class ClosingSocket extends WebSocket {
      sentWhileClosing = 0;
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
      override send(text: string): void {
        if (this.readyState !== WebSocket.OPEN) this.sentWhileClosing++;
        super.send(text);
      }
    }
    const stream = connect(server, { WebSocket: ClosingSocket });
    await whenStatus(stream, "open");
    sockets[0]!.close();
    expect(sockets[0]!.readyState).toBe(WebSocket.CLOSING);
    stream.subscribe([NIFTY], { onTick() {} });
    await server.until(() => server.held().some((held) => NIFTY in held));
    expect(sockets.map(({ sentWhileClosing }) => sentWhileClosing)).toEqual([0, 0]);
  });

  test("says so at once when the platform has no WebSocket or the address is none", () => {
    const platformOwn = globalThis.WebSocket;
    try {
      Reflect.deleteProperty(globalThis, "WebSocket");
      expect(() => createTickStream({ url: "ws://127.0.0.1:1/ticks" })).toThrow(/no WebSocket/);
    } finally {
      globalThis.WebSocket = platformOwn;
    }
    expect(() => createTickStream({ url: "not an address" })).toThrow(TypeError);
  });
});
