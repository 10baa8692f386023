import { afterEach, describe, expect, test } from "bun:test";
import type { FullTick, LtpTick, QuoteTick } from "../../client-sdk/index.ts";
import { StreamClosedError } from "../../client-sdk/index.ts";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import { connect, first, NIFTY, RELIANCE, Seen, startServer, stopAll, USDINR, whenStatus } from "./harness.ts";

afterEach(stopAll);

const ignore = () => {};

describe("overlapping subscriptions", () => {
  test("share one on the wire at the richest mode and the fastest interval, each listener with its own fields", async () => {
    const server = startServer();
    server.tick(RELIANCE, { ltp: 1412.6, volume: 10, previousOi: 5 });
    const stream = connect(server);
    const ltp = new Seen<LtpTick>();
    const full = new Seen<FullTick>();
    stream.subscribe([RELIANCE], { mode: "ltp", everyMs: 20, onTick: ltp.add });
    stream.subscribe([RELIANCE], { mode: "full", everyMs: 1_000, onTick: full.add });

    await server.until(() => server.held()[0]?.[RELIANCE] !== undefined);
    expect(server.held()).toEqual([{ [RELIANCE]: { mode: "full", everyMs: 20 } }]);
    expect(server.received.filter(({ op }) => op === "subscribe")).toHaveLength(1);
    expect(Object.keys(await ltp.until(() => true)).sort()).toEqual([
      "exchangeTime",
      "instrument",
      "ltp",
      "receivedTime",
      "source",
      "stale",
    ]);
    expect(await full.until(() => true)).toMatchObject({ previousOi: 5 });
  });

  test("one that comes later is given the last tick at once and costs no message", async () => {
    const server = startServer();
    server.tick(NIFTY, { ltp: 25_000 });
    const stream = connect(server);
    const early = new Seen<QuoteTick>();
    stream.subscribe([NIFTY], { onTick: early.add });
    await early.until(() => true);
    const sent = server.received.length;

    const late = new Seen<LtpTick>();
    stream.subscribe([NIFTY], { mode: "ltp", onTick: late.add });
    expect(await late.until(() => true)).toMatchObject({ ltp: 25_000 });
    stream.subscribe([RELIANCE], { onTick: ignore });
    await server.until(() => server.held()[0]?.[RELIANCE] !== undefined);
    expect(server.received).toHaveLength(sent + 1);
  });

  test("a richer one never gets a leaner tick that was still on its way", async () => {
    const server = startServer();
    server.tick(NIFTY, { ltp: 25_000 });
    const stream = connect(server);
    const lean = new Seen<LtpTick>();
    stream.subscribe([NIFTY], { mode: "ltp", onTick: lean.add });
    await lean.until(() => true);

    const rich = new Seen<QuoteTick>();
    stream.subscribe([NIFTY], { mode: "quote", onTick: rich.add });
    server.tick(NIFTY, { ltp: 25_001 });
    await rich.until(({ ltp }) => ltp === 25_001);
    for (const tick of rich.all) expect(tick).toHaveProperty("previousClose");
  });

  test("the wire subscription shrinks as they leave and ends with the last", async () => {
    const server = startServer();
    const stream = connect(server);
    const lean = stream.subscribe([NIFTY], { mode: "ltp", everyMs: 500, onTick: ignore });
    const rich = stream.subscribe([NIFTY], { mode: "full", everyMs: 0, onTick: ignore });
    await server.until(() => server.held()[0]?.[NIFTY]?.mode === "full");
    rich.unsubscribe();
    await server.until(() => server.held()[0]?.[NIFTY]?.mode === "ltp");
    expect(server.held()).toEqual([{ [NIFTY]: { mode: "ltp", everyMs: 500 } }]);
    lean.unsubscribe();
    lean.unsubscribe();
    await server.until(() => server.held()[0]?.[NIFTY] === undefined);
  });

  test("leaving and coming back within a turn says nothing to the server", async () => {
    const server = startServer();
    const stream = connect(server);
    const subscription = stream.subscribe([NIFTY], { onTick: ignore });
    await server.until(() => server.held()[0]?.[NIFTY] !== undefined);
    const sent = server.received.length;
    subscription.unsubscribe();
    stream.subscribe([NIFTY], { onTick: ignore });
    stream.subscribe([USDINR], { onTick: ignore });
    await server.until(() => server.held()[0]?.[USDINR] !== undefined);
    expect(server.received.slice(sent).map(({ op }) => op)).toEqual(["subscribe"]);
    expect(Object.keys(server.held()[0]!)).toEqual([NIFTY, USDINR]);
  });
});

describe("messages to the server", () => {
  test("of one turn are one, at most a thousand instruments each", async () => {
    const server = startServer();
    const keys = Array.from({ length: 2_500 }, (_, i) => `NSE_FNO:${35_000 + i}`);
    for (const key of keys) server.list(key, key);
    const stream = connect(server);
    for (const key of keys) stream.subscribe([key], { onTick: ignore });
    await server.until(() => Object.keys(server.held()[0] ?? {}).length === keys.length);
    const sizes = server.received.flatMap((message) =>
      message.op === "subscribe" ? [message.instruments.length] : [],
    );
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  test("never come faster than the server takes them, and nothing wanted is forgotten", async () => {
    const server = startServer();
    const keys = Array.from({ length: 60 }, (_, i) => `NSE_FNO:${35_000 + i}`);
    for (const key of keys) server.list(key, key);
    const stream = connect(server);
    // A message each: no two have the same interval.
    keys.forEach((key, i) => {
      stream.subscribe([key], { everyMs: 100 + i, onTick: ignore });
    });
    await server.until(() => Object.keys(server.held()[0] ?? {}).length === keys.length);
    expect(server.errors).toEqual([]);
  });

  test("that the server dropped for being too many are made good by a new connection", async () => {
    const server = startServer();
    const stream = connect(server);
    stream.subscribe([NIFTY], { onTick: ignore });
    await server.until(() => server.held()[0]?.[NIFTY] !== undefined);
    server.broadcast({ type: "error", code: "too-many-messages", message: "more than 50 messages in a second" });
    await server.until(() => server.connects === 2 && server.held()[0]?.[NIFTY] !== undefined);
    expect(stream.counts.serverErrors).toBe(1);
  });

  test("a full session can swap all its instruments in one turn", async () => {
    const server = startServer();
    const half = StreamLimits.instrumentsPerSession;
    const keys = Array.from({ length: 2 * half }, (_, i) => `NSE_FNO:${35_000 + i}`);
    for (const key of keys) server.list(key, key);
    const stream = connect(server);
    const rejected: unknown[] = [];
    stream.onRejected((rejection) => rejected.push(rejection));
    const before = stream.subscribe(keys.slice(0, half), { onTick: ignore });
    await server.until(() => Object.keys(server.held()[0] ?? {}).length === half);
    stream.subscribe(keys.slice(half), { onTick: ignore });
    before.unsubscribe();
    await server.until(() => server.held()[0]?.[keys.at(-1)!] !== undefined);
    expect(Object.keys(server.held()[0]!)).toHaveLength(half);
    expect(rejected).toEqual([]);
  });
});

describe("what the server will not take", () => {
  test("is told with the reason, and its neighbours are served", async () => {
    const server = startServer();
    server.tick(NIFTY, { ltp: 25_000 });
    const stream = connect(server);
    const rejected = new Seen<{ instrument: string; reason: string }>();
    stream.onRejected(rejected.add);
    const seen = new Seen<QuoteTick>();
    const tooLong = `NSE_EQ:${"9".repeat(100)}`;
    stream.subscribe([NIFTY, "NSE_EQ:999999", "nonsense", tooLong], { onTick: seen.add });
    await seen.until(({ instrument }) => instrument === NIFTY);
    await rejected.until(({ reason }) => reason === "unknown-instrument");
    expect(rejected.all).toEqual([
      { instrument: "nonsense", reason: "bad-key" },
      { instrument: tooLong, reason: "bad-key" },
      { instrument: "NSE_EQ:999999", reason: "unknown-instrument" },
    ]);
  });

  test("is asked for again when it is subscribed again", async () => {
    const server = startServer();
    const stream = connect(server);
    const refused = first(stream.onRejected);
    stream.subscribe(["NSE_EQ:5"], { onTick: ignore });
    await refused;
    server.list("NSE_EQ:5", "LISTED SINCE");
    const accepted = first(stream.onInstrument);
    stream.subscribe(["NSE_EQ:5"], { onTick: ignore });
    expect(await accepted).toMatchObject({ key: "NSE_EQ:5", name: "LISTED SINCE", decimals: 2 });
    expect(stream.instrument("NSE_EQ:5")?.name).toBe("LISTED SINCE");
  });

  test("an interval is a mistake of the caller", () => {
    const stream = connect(startServer());
    for (const everyMs of [-1, 19, 60_001, 20.5, Number.NaN]) {
      expect(() => stream.subscribe([NIFTY], { everyMs, onTick: ignore })).toThrow(RangeError);
    }
  });
});

test("the type of a tick follows the mode", () => {
  const stream = connect(startServer());
  stream.subscribe([NIFTY], { onTick: ({ oi }) => oi });
  stream.subscribe([NIFTY], { mode: "full", onTick: ({ depth }) => depth });
  stream.subscribe([NIFTY], {
    mode: "ltp",
    // @ts-expect-error ltp has no volume
    onTick: ({ volume }) => volume,
  });
  stream.subscribe([NIFTY], {
    // @ts-expect-error the default, quote, has no depth
    onTick: ({ depth }) => depth,
  });
});

describe("iteration", () => {
  test("brings the ticks and unsubscribes when it is left", async () => {
    const server = startServer();
    server.tick(NIFTY, { ltp: 25_000 });
    const stream = connect(server);
    for await (const tick of stream.ticks([NIFTY], { mode: "ltp" })) {
      expect(tick).toMatchObject({ instrument: NIFTY, ltp: 25_000 });
      break;
    }
    await server.until(() => server.held()[0]?.[NIFTY] === undefined && server.received.length > 1);
  });

  test("a slow reader gets the newest tick of each instrument only", async () => {
    const server = startServer();
    const stream = connect(server);
    const ticks = stream.ticks([NIFTY, RELIANCE])[Symbol.asyncIterator]();
    const opening = ticks.next();
    const also = new Seen<QuoteTick>();
    stream.subscribe([NIFTY, RELIANCE], { onTick: also.add });
    await server.until(() => server.held()[0]?.[RELIANCE] !== undefined);
    server.tick(NIFTY, { ltp: 1 });
    await opening;
    for (let ltp = 2; ltp <= 50; ltp++) server.tick(NIFTY, { ltp });
    server.tick(RELIANCE, { ltp: 1412.6 });
    await also.until(({ instrument }) => instrument === RELIANCE);
    expect((await ticks.next()).value).toMatchObject({ instrument: NIFTY, ltp: 50 });
    expect((await ticks.next()).value).toMatchObject({ instrument: RELIANCE });
    await ticks.return?.();
  });

  test("ends with close() and with its signal, and throws when the server closes for good", async () => {
    const server = startServer();
    const own = connect(server).ticks([NIFTY])[Symbol.asyncIterator]();
    const aborter = new AbortController();
    const stream = connect(server);
    const signalled = stream.ticks([NIFTY], { signal: aborter.signal })[Symbol.asyncIterator]();
    const pending = signalled.next();
    aborter.abort();
    expect(await pending).toEqual({ done: true, value: undefined });

    const closing = connect(server);
    const ended = closing.ticks([NIFTY])[Symbol.asyncIterator]().next();
    closing.close();
    expect(await ended).toEqual({ done: true, value: undefined });

    const refused = own.next();
    await whenStatus(stream, "open");
    server.drop(CloseCode.messageTooLarge);
    expect(refused).rejects.toThrow(StreamClosedError);
    await refused.catch(ignore);
  });
});

test.each(["evicted", "delisted", "reassigned"] as const)(
  "an instrument that ended by itself (%s) is told as a rejection, and can be asked for again",
  async (reason) => {
    const server = startServer();
    const stream = connect(server);
    const rejection = new Promise((resolve) => stream.onRejected(resolve));
    const subscription = stream.subscribe([NIFTY], { onTick: ignore });
    await server.until(() => server.held()[0]?.[NIFTY] !== undefined);
    server.broadcast({ type: "unsubscribed", instruments: [NIFTY], reason });
    expect(await rejection).toEqual({ instrument: NIFTY, reason });
    expect(stream.instrument(NIFTY)).toBeUndefined();

    subscription.unsubscribe();
    stream.subscribe([NIFTY], { onTick: ignore });
    const isNifty = (message: { op: string; instruments?: string[] }) =>
      message.op === "subscribe" && message.instruments?.includes(NIFTY) === true;
    await server.until(() => server.received.filter(isNifty).length === 2);
  },
);
