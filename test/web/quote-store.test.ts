import { afterEach, expect, test } from "bun:test";
import { QuoteStore } from "../../web/quote-store.ts";
import { connect, first, NIFTY, RELIANCE, Seen, startServer, stopAll } from "../client-sdk/harness.ts";

afterEach(stopAll);

/** Animation frames that come when the test says so. */
class Frames {
  requested: (() => void)[] = [];
  readonly request = (apply: () => void) => void this.requested.push(apply);
  draw() {
    for (const apply of this.requested.splice(0)) apply();
  }
}

test("many ticks of a frame are applied once, the newest of each instrument", async () => {
  const server = startServer();
  const stream = connect(server);
  const frames = new Frames();
  const quotes = new QuoteStore(stream, frames.request);
  const calls: string[] = [];
  quotes.subscribe(NIFTY, () => calls.push(NIFTY));
  quotes.subscribe(RELIANCE, () => calls.push(RELIANCE));
  await server.until(() => server.held()[0]?.[RELIANCE] !== undefined);

  const arrived = new Seen<{ instrument: string; ltp: number | null }>();
  stream.subscribe([NIFTY, RELIANCE], { onTick: arrived.add });
  for (let ltp = 1; ltp <= 20; ltp++) server.tick(NIFTY, { ltp });
  server.tick(RELIANCE, { ltp: 1_412.6 });
  await arrived.until(({ instrument }) => instrument === RELIANCE);

  expect(quotes.get(NIFTY).tick).toBeNull();
  expect(frames.requested).toHaveLength(1);
  frames.draw();
  expect(calls).toEqual([NIFTY, RELIANCE]);
  expect(quotes.get(NIFTY).tick?.ltp).toBe(20);
});

test("an instrument is subscribed while anything listens, and forgotten afterwards", async () => {
  const server = startServer();
  server.tick(NIFTY, { ltp: 25_000 });
  const frames = new Frames();
  const quotes = new QuoteStore(connect(server), frames.request);
  const leave = [quotes.subscribe(NIFTY, () => {}), quotes.subscribe(NIFTY, () => {})];
  await server.until(() => server.held()[0]?.[NIFTY] !== undefined);
  leave[0]!();
  leave[0]!();
  quotes.subscribe(RELIANCE, () => {});
  await server.until(() => server.held()[0]?.[RELIANCE] !== undefined);
  expect(server.held()[0]).toHaveProperty([NIFTY]);
  leave[1]!();
  await server.until(() => server.held()[0]?.[NIFTY] === undefined);
  frames.draw();
  expect(quotes.get(NIFTY)).toEqual({ tick: null, rejected: null });
});

test("a refusal is told to the listeners of its instrument", async () => {
  const stream = connect(startServer());
  const quotes = new QuoteStore(stream, () => {});
  const refused = first(stream.onRejected);
  let calls = 0;
  quotes.subscribe("NSE_EQ:5", () => calls++);
  await refused;
  expect(quotes.get("NSE_EQ:5").rejected).toBe("unknown-instrument");
  expect(calls).toBe(1);
});

test("depth is asked for while somebody needs it, and the price stays in sight when the mode changes", async () => {
  const server = startServer();
  const depth = [
    { bidPrice: 24_999, bidQuantity: 65, bidOrders: 1, askPrice: 25_001, askQuantity: 65, askOrders: 1 },
    ...Array.from({ length: 4 }, () => ({
      ...{ bidPrice: null, bidQuantity: null, bidOrders: null },
      ...{ askPrice: null, askQuantity: null, askOrders: null },
    })),
  ];
  server.tick(NIFTY, { ltp: 25_000, depth });
  const quotes = new QuoteStore(connect(server), queueMicrotask);
  const changed = Promise.withResolvers<void>();
  quotes.subscribe(NIFTY, () => {
    if (quotes.get(NIFTY).tick?.depth) changed.resolve();
  });
  await server.until(() => server.held()[0]?.[NIFTY]?.mode === "quote");
  const leave = quotes.subscribe(NIFTY, () => {}, "full");
  await changed.promise;
  expect(quotes.get(NIFTY).tick?.depth?.[0]?.bidPrice).toBe(24_999);
  expect(server.held()[0]?.[NIFTY]?.mode).toBe("full");
  leave();
  await server.until(() => server.held()[0]?.[NIFTY]?.mode === "quote");
  expect(quotes.get(NIFTY).tick?.ltp).toBe(25_000);
});

test("of what had to make room the last price stays, stale, until it is asked for again", async () => {
  const server = startServer();
  server.tick(NIFTY, { ltp: 25_000 });
  const quotes = new QuoteStore(connect(server), queueMicrotask);
  const seen = new Seen<{ ltp: number | null | undefined; stale: boolean | undefined; rejected: string | null }>();
  quotes.subscribe(NIFTY, () => {
    const { tick, rejected } = quotes.get(NIFTY);
    seen.add({ ltp: tick?.ltp, stale: tick?.stale, rejected });
  });
  await seen.until(({ stale }) => stale === false);
  server.evict(NIFTY);
  const evicted = await seen.until(({ rejected }) => rejected !== null);
  expect(evicted).toEqual({ ltp: 25_000, stale: true, rejected: "evicted" });
  quotes.askAgain(NIFTY);
  server.tick(NIFTY, { ltp: 25_001 });
  const again = await seen.until(({ ltp }) => ltp === 25_001);
  expect(again).toEqual({ ltp: 25_001, stale: false, rejected: null });
});

test("tells how long prices took to come, but for the first of each after it was asked for", async () => {
  const server = startServer();
  const stream = connect(server);
  const frames = new Frames();
  const quotes = new QuoteStore(stream, frames.request);
  server.tick(NIFTY, { ltp: 1, receivedTime: Date.now() - 60_000 });
  const arrived = new Seen<{ ltp: number | null }>();
  stream.subscribe([NIFTY], { onTick: arrived.add });
  quotes.subscribe(NIFTY, () => {});
  await arrived.until(({ ltp }) => ltp === 1);
  frames.draw();
  expect(quotes.delays.p99()).toBeNull();

  server.tick(NIFTY, { ltp: 2, receivedTime: Date.now() - 40 });
  await arrived.until(({ ltp }) => ltp === 2);
  frames.draw();
  const p99 = quotes.delays.p99()!;
  expect(p99).toBeGreaterThanOrEqual(35);
  expect(p99).toBeLessThan(60_000);

  quotes.askAgain(NIFTY);
  server.tick(NIFTY, { ltp: 3, receivedTime: Date.now() - 90_000 });
  await arrived.until(({ ltp }) => ltp === 3);
  expect(quotes.delays.p99()).toBe(p99);
});
