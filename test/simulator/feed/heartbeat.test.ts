import { expect, test } from "bun:test";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import type { HandClock } from "../../fakes/clock.ts";
import { smallListing } from "../../fakes/small-master.ts";
import { wideUniverse } from "../../fakes/small-universe.ts";
import { connect, feedUrl, instrument } from "../feed-client.ts";
import { startSimulator } from "../harness.ts";

interface DeafClient {
  closed: Promise<void>;
  /** Starts to read; a close is not seen before. */
  listen(): void;
}

/** A client on bare TCP that shakes hands and answers no ping; with a message, it sends that and stops reading. */
async function connectDeaf(simulator: Simulator, message?: string): Promise<DeafClient> {
  const closed = Promise.withResolvers<void>();
  const shaken = Promise.withResolvers<void>();
  const { searchParams } = new URL(feedUrl(simulator));
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: simulator.port,
    socket: {
      open(socket) {
        socket.write(
          `GET /?${searchParams} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        );
      },
      data(socket) {
        if (message !== undefined) {
          socket.write(clientFrame(message));
          socket.pause();
        }
        shaken.resolve();
      },
      close: () => closed.resolve(),
      error: () => closed.resolve(),
    },
  });
  await shaken.promise;
  return { closed: closed.promise, listen: () => socket.resume() };
}

/** A masked text frame of up to 64 KiB; the mask is zero. */
function clientFrame(text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const frame = new Uint8Array(8 + payload.length);
  frame.set([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  frame.set(payload, 8);
  return frame;
}

/** Moves time a second at a step, letting sockets work in between, until the condition holds. */
async function advanceUntil(clock: HandClock, condition: () => boolean): Promise<void> {
  while (!condition()) {
    clock.advance(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("the feed pings every 10 s, and a client that answers stays", async () => {
  const { simulator, clock } = await startSimulator();
  const client = await connect(simulator);
  for (let ping = 1; ping <= 6; ping++) {
    clock.advance(10_000);
    await client.until(() => client.pings === ping);
    await client.settled();
  }
  expect(client.closeCode).toBeNull();
});

test("a client that has not answered for more than 40 s is closed", async () => {
  const { simulator, clock } = await startSimulator();
  const client = await connectDeaf(simulator);
  clock.advance(40_000);
  expect(simulator.control.status().sockets.length).toBe(1);
  clock.advance(10_000);
  expect(simulator.control.status().sockets.length).toBe(0);
  await client.closed;
});

test("pings of a client are answered", async () => {
  const { simulator } = await startSimulator();
  const client = await connect(simulator);
  client.ping();
  await client.until(() => client.pongs === 1);
});

const instruments = Array.from({ length: 100 }, (_, i) => instrument("NSE_FNO", 40_000 + i));
const subscribeAll = JSON.stringify({ RequestCode: 21, InstrumentCount: 100, InstrumentList: instruments });

test("ticks of a reader that does not read are left out, and what waits for it stays bounded", async () => {
  const { simulator, clock } = await startSimulator({
    listing: smallListing(wideUniverse(100)),
    ticksPerSecond: 200,
    pongTimeoutMs: 3_600_000,
  });
  await connectDeaf(simulator, subscribeAll);
  const socket = () => simulator.control.status().sockets[0]!;
  await advanceUntil(clock, () => socket().packetsSkipped > 0);
  const { bufferedBytes } = socket();
  clock.advance(60_000);
  expect(bufferedBytes).toBeGreaterThan(1_048_576);
  // The ticks of one slice at most beyond the limit.
  expect(socket().bufferedBytes).toBeLessThan(1_048_576 + 100 * 200 * 170);
  expect(socket().packetsSkipped).toBeGreaterThan(1_000_000);
});

test("a reader that does not read is dropped when that is asked for", async () => {
  const { simulator, clock } = await startSimulator({
    listing: smallListing(wideUniverse(100)),
    ticksPerSecond: 200,
    pongTimeoutMs: 3_600_000,
    faults: { slowReader: "drop" },
  });
  const client = await connectDeaf(simulator, subscribeAll);
  await advanceUntil(clock, () => simulator.control.status().sockets.length === 0);
  client.listen();
  await client.closed;
});
