import { describe, expect, test } from "bun:test";
import type { SimulatorStatus } from "../../../server/simulator/control/control.ts";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import { smallListing } from "../../fakes/small-master.ts";
import { wideUniverse } from "../../fakes/small-universe.ts";
import { connect, instrument } from "../feed-client.ts";
import { startSimulator } from "../harness.ts";

const NIFTY = instrument("IDX_I", 13);

async function get<Body>({ port }: Simulator, path: string): Promise<{ status: number; body: Body }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: response.status, body: (await response.json()) as Body };
}

async function post({ port }: Simulator, path: string, body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body });
  return { status: response.status, body: await response.json() };
}

describe("what can be looked at", () => {
  test("the guide names every view and every action with the shape of its body", async () => {
    const { simulator } = await startSimulator();
    const { body } = await get<{ get: string[]; post: { path: string; about: string; body: object }[] }>(
      simulator,
      "/control",
    );
    expect(body.get).toContain("/control/status");
    expect(body.post.map(({ path }) => path)).toContain("/control/burst");
    for (const { about, body: shape } of body.post) {
      expect(about).not.toBe("");
      expect(shape).toMatchObject({ type: "object" });
    }
  });

  test("the status counts sockets, instruments by mode and packets", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    clock.advance(1_500);
    client.send(15, [NIFTY, instrument("NSE_EQ", 2885)]);
    client.send(21, [NIFTY]);
    await client.settled();
    const { body } = await get<SimulatorStatus>(simulator, "/control/status");
    expect(body).toMatchObject({ instruments: 2, socketsSeen: 1, kicks: 0, ticksPerSecond: 1, isBursting: false });
    expect(body.sockets).toMatchObject([
      { id: 1, clientId: simulator.credentials.clientId, ageMs: 1_500, byMode: { ticker: 2, quote: 0, full: 1 } },
    ]);
    expect(body.packetsSent).toBe(client.packets.length);
    client.socket.close();
    await client.closed();
    expect(simulator.control.status()).toMatchObject({ sockets: [], packetsSent: client.packets.length });
  });

  test("what each socket asked for is listed by key, and the messages it came in", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.send(17, [NIFTY, instrument("MCX_COMM", 4)]);
    client.send(18, [NIFTY]);
    await client.settled();
    expect((await get(simulator, "/control/sockets/1/instruments")).body).toEqual({ "MCX_COMM:4": ["quote"] });
    expect((await get(simulator, "/control/messages")).body).toEqual([
      { id: 1, count: 2, largest: 2, sizes: [2, 1], ignoredBinary: 0 },
    ]);
    expect((await get(simulator, "/control/sockets/2/instruments")).status).toBe(404);
  });
});

describe("what can be asked for", () => {
  test("a spot moves at once", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    expect((await post(simulator, "/control/spot", '{"symbol":"NIFTY","price":26000}')).body).toEqual({ found: true });
    expect((await post(simulator, "/control/spot", '{"symbol":"NO","price":1}')).body).toEqual({ found: false });
    client.send(15, [NIFTY]);
    await client.settled();
    expect(client.of(2)[0]!.view.getFloat32(8, true)).toBe(26_000);
  });

  test("instruments tick as often as asked", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(15, [NIFTY]);
    await client.settled();
    await post(simulator, "/control/ticks-per-second", '{"ticksPerSecond":10}');
    clock.advance(2_000);
    await client.settled();
    expect(client.of(2).length).toBe(1 + 20);
    await post(simulator, "/control/ticks-per-second", '{"ticksPerSecond":0}');
    clock.advance(2_000);
    await client.settled();
    expect(client.of(2).length).toBe(1 + 20);
  });

  test("a burst sends so many packets a second over all sockets, stacked, and ends", async () => {
    const { simulator, clock } = await startSimulator({ listing: smallListing(wideUniverse(200)) });
    const clients = [await connect(simulator), await connect(simulator)];
    const options = Array.from({ length: 100 }, (_, i) => instrument("NSE_FNO", 40_000 + i));
    for (const client of clients) {
      client.send(21, options);
      await client.settled();
    }
    await post(simulator, "/control/burst", '{"packetsPerSecond":20000,"seconds":2}');
    clock.advance(2_000);
    for (const client of clients) await client.settled();
    const received = clients.map((client) => client.of(8).length - 100);
    // The last slice of the two seconds belongs to the time after.
    expect(received[0]! + received[1]!).toBeWithin(39_000, 40_001);
    expect(Math.max(...clients[0]!.frames.map((frame) => frame.length))).toBe(20 * 162);
    expect(simulator.control.status().isBursting).toBe(false);
    clock.advance(1_000);
    for (const client of clients) await client.settled();
    expect(clients[0]!.of(8).length - 100 - received[0]!).toBeWithin(99, 102);
  });

  test.each([
    ["/control/nothing", "{}", 404],
    ["/control/spot", "{", 400],
    ["/control/spot", '{"symbol":"NIFTY"}', 400],
    ["/control/faults", '{"noSuchSwitch":true}', 400],
    ["/control/refuse-rest", '{"status":429}', 400],
    ["/control/refuse-rest", '{"status":429,"count":1,"seconds":1}', 400],
    ["/control/disconnect", '{"reason":70000}', 400],
  ])("POST %s with %s is refused with a reason", async (path, body, status) => {
    const { simulator } = await startSimulator();
    const answer = await post(simulator, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: expect.any(String) });
  });
});

test("a web page is refused, whatever it asks", async () => {
  const { simulator } = await startSimulator();
  const url = `http://127.0.0.1:${simulator.port}/control`;
  const headers = { origin: "http://elsewhere.example" };
  expect((await fetch(`${url}/status`, { headers })).status).toBe(403);
  const body = JSON.stringify({ stopData: true });
  expect((await fetch(`${url}/faults`, { method: "POST", headers, body })).status).toBe(403);
  expect(simulator.control.status().switches.stopData).toBe(false);
});
