import { describe, expect, test } from "bun:test";
import { LTT_AHEAD_OF_UTC_SECONDS } from "../../../server/dhan/protocol.ts";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import { connect, FeedClient, feedUrl, instrument } from "../feed-client.ts";
import { startSimulator } from "../harness.ts";

const NIFTY = instrument("IDX_I", 13);
const RELIANCE = instrument("NSE_EQ", 2885);
const FULL = 21;
const TICKER = 15;

/** Asks for a fault as another process would. */
async function ask({ port }: Simulator, name: string, body: object = {}): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/control/${name}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function upgradeError(simulator: Simulator): Promise<string | null> {
  const client = new FeedClient(feedUrl(simulator));
  await client.until(() => client.closeCode !== null || client.packets.length > 0);
  client.socket.close();
  return client.error;
}

describe("faults of sockets", () => {
  test("kick-oldest ends the oldest socket alone, with reason 805", async () => {
    const { simulator } = await startSimulator();
    const [oldest, other] = [await connect(simulator), await connect(simulator)];
    expect(await ask(simulator, "kick-oldest")).toEqual({ sockets: 1 });
    await oldest.closed();
    await other.settled();
    expect([oldest.reason, oldest.closeCode, other.closeCode]).toEqual([805, 1000, null]);
    expect(simulator.control.status().kicks).toBe(1);
  });

  test("disconnect ends one socket or all, with any reason", async () => {
    const { simulator } = await startSimulator();
    const clients = [await connect(simulator), await connect(simulator), await connect(simulator)];
    expect(await ask(simulator, "disconnect", { reason: 807, socket: 2 })).toEqual({ sockets: 1 });
    await clients[1]!.closed();
    expect(await ask(simulator, "disconnect", { reason: 65_535 })).toEqual({ sockets: 2 });
    for (const client of clients) await client.closed();
    expect(clients.map(({ reason }) => reason)).toEqual([65_535, 807, 65_535]);
  });

  test("drop ends TCP without a close frame", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    expect(await ask(simulator, "drop")).toEqual({ sockets: 1 });
    await client.closed();
    expect([client.closeCode, client.reason]).toEqual([1006, null]);
  });

  test("a truncated packet has as many bytes as asked for", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    await ask(simulator, "truncated-packet", { bytes: 3 });
    await ask(simulator, "truncated-packet", { bytes: 100 });
    await client.settled();
    expect(client.frames.slice(1).map((frame) => [...frame.subarray(0, 3), frame.length])).toEqual([
      [8, 162, 0, 3],
      [8, 162, 0, 100],
    ]);
  });

  test("a v1 depth packet comes for an instrument that is subscribed", async () => {
    const { simulator } = await startSimulator();
    const [client] = [await connect(simulator), await connect(simulator)];
    client.send(TICKER, [instrument("NSE_EQ", 1), RELIANCE]);
    await client.settled();
    expect(await ask(simulator, "depth-packet")).toEqual({ sockets: 1 });
    await client.settled();
    expect(client.of(3)).toMatchObject([{ length: 112, securityId: 2885 }]);
  });

  test.each([
    { code: 99, length: 16, bytes: 16 },
    { code: 2, length: 0, bytes: 16 },
    { code: 8, length: 7, bytes: 162 },
    { code: 4, length: 65_535, bytes: 50 },
  ])("an odd packet comes as it was asked for: %j", async (packet) => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    await ask(simulator, "odd-packet", packet);
    await client.settled();
    expect(client.frames[1]!.length).toBe(packet.bytes);
    expect(client.packets[1]).toMatchObject({ code: packet.code, length: packet.length });
  });
});

describe("faults of the upgrade", () => {
  test("so many upgrades are refused, then they succeed", async () => {
    const { simulator } = await startSimulator();
    await ask(simulator, "refuse-upgrades", { status: 429, count: 2 });
    expect(await upgradeError(simulator)).toEndWith("Expected 101 status code: 429");
    expect(await upgradeError(simulator)).toEndWith("Expected 101 status code: 429");
    expect(await upgradeError(simulator)).toBeNull();
  });

  test("all upgrades are refused for some seconds", async () => {
    const { simulator, clock } = await startSimulator();
    await ask(simulator, "refuse-upgrades", { status: 401, seconds: 30 });
    expect(await upgradeError(simulator)).toEndWith("Expected 101 status code: 401");
    clock.advance(29_999);
    expect(await upgradeError(simulator)).toEndWith("Expected 101 status code: 401");
    clock.advance(1);
    expect(await upgradeError(simulator)).toBeNull();
  });
});

describe("faults that last", () => {
  test("data stops while pings go on, and comes back", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(FULL, [RELIANCE]);
    await client.settled();
    await ask(simulator, "faults", { stopData: true });
    client.send(FULL, [RELIANCE]);
    await client.settled();
    clock.advance(10_000);
    await client.until(() => client.pings === 1);
    expect(client.of(8).length).toBe(1);
    await ask(simulator, "clear-faults");
    clock.advance(1_000);
    await client.until(() => client.of(8).length === 2);
  });

  test("with pings stopped too the socket stays open and silent", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(FULL, [RELIANCE]);
    await client.settled();
    await ask(simulator, "faults", { stopData: true, stopPings: true });
    clock.advance(120_000);
    await client.settled();
    expect([client.pings, client.of(8).length, client.closeCode]).toEqual([0, 1, null]);
  });

  test("packets are stacked in frames", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    await ask(simulator, "faults", { packetsPerFrame: 3 });
    client.send(FULL, [RELIANCE, NIFTY, instrument("NSE_FNO", 40_000), instrument("NSE_FNO", 40_001)]);
    await client.settled();
    // The index brings its previous close along: five packets.
    expect(client.frames.slice(1).map((frame) => frame.length)).toEqual([162 + 16 + 162, 162 + 162]);
    expect(client.of(8).length).toBe(4);
  });

  test("last trade times are late, or in true UTC", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    const lag = async () => {
      client.send(TICKER, [NIFTY]);
      await client.settled();
      const ltt = client.of(2).at(-1)!.view.getUint32(12, true);
      return clock.now() / 1000 - (ltt - LTT_AHEAD_OF_UTC_SECONDS);
    };
    expect(await lag()).toBe(0);
    await ask(simulator, "faults", { lttDelaySeconds: 46 });
    expect(await lag()).toBe(46);
    await ask(simulator, "faults", { lttDelaySeconds: 0, lttInUtc: true });
    expect(await lag()).toBe(19_800);
    await ask(simulator, "clear-faults");
    expect(await lag()).toBe(0);
  });

  test("previous close packets come for indices only, or for all", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.send(TICKER, [NIFTY, RELIANCE]);
    await client.settled();
    expect(client.of(6).map(({ securityId }) => securityId)).toEqual([13]);
    await ask(simulator, "faults", { previousClose: "all" });
    client.send(TICKER, [RELIANCE]);
    await client.settled();
    expect(client.of(6, 2885)[0]!.view.getFloat32(8, true)).toBe(1_400);
  });

  test("clearing goes back to the switches the simulator was started with", async () => {
    const { simulator } = await startSimulator({ faults: { packetsPerFrame: 5 } });
    await ask(simulator, "faults", { packetsPerFrame: 9, stopData: true });
    await ask(simulator, "clear-faults");
    expect(simulator.control.status().switches).toMatchObject({ packetsPerFrame: 5, stopData: false });
  });
});

describe("faults of REST", () => {
  test("the next requests fail in the shape of their path, then they succeed", async () => {
    const { simulator } = await startSimulator();
    const { credentials, apiUrl } = simulator;
    const headers = { "access-token": credentials.accessToken, "client-id": credentials.clientId };
    const profile = () => fetch(`${apiUrl}/profile`, { headers });
    const quotes = () => fetch(`${apiUrl}/marketfeed/ltp`, { method: "POST", headers, body: '{"IDX_I":[13]}' });

    await ask(simulator, "refuse-rest", { status: 429, count: 2 });
    expect(await (await profile()).json()).toMatchObject({ errorCode: "DH-904" });
    expect(await (await quotes()).json()).toMatchObject({ status: "failed", data: { "805": expect.any(String) } });
    expect((await profile()).status).toBe(200);

    await ask(simulator, "refuse-rest", { status: 401, count: 2 });
    expect(await (await profile()).json()).toMatchObject({ errorCode: "DH-901" });
    expect(await (await quotes()).json()).toMatchObject({ data: { "809": expect.any(String) } });

    await ask(simulator, "refuse-rest", { status: 500, count: 2 });
    expect(await (await profile()).json()).toMatchObject({ errorCode: "DH-908" });
    expect(await (await quotes()).json()).toMatchObject({ data: { "800": expect.any(String) } });
    expect((await quotes()).status).toBe(200);
  });
});
