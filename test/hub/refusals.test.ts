import { afterEach, describe, expect, test } from "bun:test";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import { serveDemo } from "../fakes/demo-server.ts";
import { HubClient } from "../fakes/hub-client.ts";
import { HubRig, type HubRigOptions } from "../fakes/hub-rig.ts";
import { HubServer } from "../fakes/hub-server.ts";

let server: HubServer;
const serve = (options?: HubRigOptions) => {
  server = new HubServer(options);
  return server;
};
afterEach(() => server.stop());

const UPGRADE = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const ask = (path: string, headers: Record<string, string> = UPGRADE) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers });

/** A JSON message of exactly so many bytes. */
const messageOf = (bytes: number) => `{"op":"ping"${" ".repeat(bytes - '{"op":"ping"}'.length)}}`;

describe("the upgrade", () => {
  test("P1: the stream is at /ticks and nowhere else", async () => {
    serve();
    expect((await ask("/")).status).toBe(404);
    expect((await ask("/ticks/more")).status).toBe(404);
    await server.connect();
  });

  test("P3: another encoding is refused with 400", async () => {
    serve();
    expect((await ask("/ticks?encoding=xml")).status).toBe(400);
    expect((await ask("/ticks?encoding=")).status).toBe(400);
  });

  test("P3: a page of another origin is refused with 403, the server's own is not", async () => {
    serve();
    const own = `http://127.0.0.1:${server.port}`;
    expect((await ask("/ticks", { ...UPGRADE, origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await ask("/ticks", { ...UPGRADE, origin: "null" })).status).toBe(403);
    expect((await ask("/ticks", { ...UPGRADE, origin: own })).status).toBe(101);
    expect((await ask("/ticks")).status).toBe(101);
  });

  test("P3: what is no WebSocket is refused with 426", async () => {
    serve();
    const answer = await ask("/ticks", {});
    expect(answer.status).toBe(426);
    expect(answer.headers.get("upgrade")).toBe("websocket");
  });

  test("P3: as many sessions as there may be are served, and the next is sent away with 503 until one leaves", async () => {
    serve({ limits: { sessions: 2 } });
    const first = await server.connect();
    await server.connect();
    const answer = await ask("/ticks");
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    first.close();
    await first.closed();
    await server.connect();
  });

  test("P3: while the server starts the upgrade waits", async () => {
    serve();
    const ready = Promise.withResolvers<void>();
    const { hub } = new HubRig();
    const starting = serveDemo({
      hub,
      fetch: () => new Response("other pages do not wait"),
      whenReady: ready.promise,
    });
    try {
      const client = new HubClient(`ws://127.0.0.1:${starting.port}/ticks`);
      expect((await fetch(`http://127.0.0.1:${starting.port}/`)).status).toBe(200);
      expect(hub.sessionCount).toBe(0);
      ready.resolve();
      await client.next("hello");
      expect(hub.sessionCount).toBe(1);
      client.close();
    } finally {
      await starting.stop(true);
    }
  });
});

describe("errors", () => {
  test("P46: each says what was wrong, and the session goes on", async () => {
    const client = await serve().connect();
    client.sendRaw("not json");
    client.sendRaw('{"op":"jump"}');
    client.sendRaw(new TextEncoder().encode('{"op":"ping"}'));
    await client.roundTrip();
    expect(client.view.all("error").map(({ code }) => code)).toEqual(["bad-json", "bad-message", "binary-message"]);
    expect((await client.subscribe(["IDX_I:13"])).instruments).toEqual(["IDX_I:13"]);
  });

  test("P44: a refused message changes nothing, be a part of it right", async () => {
    const { rig } = serve();
    const client = await server.connect();
    client.sendRaw('{"op":"subscribe","instruments":["IDX_I:13"],"mode":"ltp","everyMS":0}');
    await client.roundTrip();
    expect(client.view.last("error").code).toBe("bad-message");
    expect([client.view.all("subscribed").length, rig.demand.size]).toEqual([0, 0]);
  });

  test("P45: 50 messages in a second are taken, the next are refused, and the next second takes them again", async () => {
    const { rig } = serve();
    const client = await server.connect();
    const { messagesPerSecond } = StreamLimits;
    for (let id = 1; id <= messagesPerSecond + 2; id++) client.say({ op: "ping", id: 1_000 + id });
    await client.next("error", () => client.view.all("error").length === 2);
    expect(client.view.all("pong").map(({ id }) => id)).toEqual(
      Array.from({ length: messagesPerSecond }, (_, i) => 1_001 + i),
    );
    expect(client.view.all("error").map(({ code }) => code)).toEqual(["too-many-messages", "too-many-messages"]);

    rig.clock.advance(1_000);
    await client.roundTrip();
    expect(client.view.all("error")).toHaveLength(2);
  });

  test("P45: so are more than 5,000 instruments at once and 1,000 a second afterwards, in however few messages", async () => {
    const { rig } = serve();
    const client = await server.connect();
    const { instrumentsAtOnce, instrumentsPerMessage, instrumentsPerSecond } = StreamLimits;
    const keys = Array.from({ length: instrumentsPerMessage }, (_, i) => `NSE_FNO:${1 + i}`);
    for (let named = 0; named < instrumentsAtOnce; named += keys.length) {
      client.say({ op: "subscribe", instruments: keys, mode: "ltp" });
    }
    client.say({ op: "unsubscribe", instruments: keys.slice(0, 1) });
    await client.next("error");
    expect(client.view.last("error")).toMatchObject({ code: "too-many-messages" });
    expect([client.view.all("unsubscribed").length, rig.demand.size]).toEqual([0, keys.length]);

    rig.clock.advance(1_000);
    client.say({ op: "unsubscribe", instruments: keys.slice(0, instrumentsPerSecond) });
    client.say({ op: "unsubscribe", instruments: keys.slice(0, 1) });
    await client.next("error", () => client.view.all("error").length === 2);
    expect(client.view.all("unsubscribed").flatMap(({ instruments }) => instruments)).toEqual(keys);
    expect(rig.demand.size).toBe(0);
  });

  test("P47: 20 errors are forgiven, and the next closes with 4500", async () => {
    const { rig } = serve();
    const client = await server.connect();
    await client.subscribe(["IDX_I:13"]);
    for (let i = 0; i < StreamLimits.errorsPerSession; i++) client.sendRaw("rubbish");
    await client.roundTrip();
    expect(client.view.all("error")).toHaveLength(StreamLimits.errorsPerSession);
    client.sendRaw("rubbish");
    expect(await client.closed()).toBe(CloseCode.tooManyErrors);
    expect([rig.hub.sessionCount, rig.demand.size, rig.intervals.length]).toEqual([0, 0, 0]);
  });

  test("P48: a message of 65,536 bytes is read, and one byte more closes with 4501", async () => {
    const client = await serve().connect();
    client.sendRaw(messageOf(StreamLimits.messageBytes));
    await client.next("pong");
    client.sendRaw(messageOf(StreamLimits.messageBytes + 1));
    expect(await client.closed()).toBe(CloseCode.messageTooLarge);
  });

  test("P48: bytes are counted, not letters", async () => {
    const client = await serve().connect();
    const rupees = "₹".repeat(Math.ceil(StreamLimits.messageBytes / 3));
    client.sendRaw(rupees);
    expect(await client.closed()).toBe(CloseCode.messageTooLarge);
  });

  test("P48: binary of that size closes as well", async () => {
    const client = await serve().connect();
    client.sendRaw(new Uint8Array(StreamLimits.messageBytes + 1));
    expect(await client.closed()).toBe(CloseCode.messageTooLarge);
  });

  test("P48: one that is far larger is cut off with 1009", async () => {
    const client = await serve().connect();
    client.sendRaw(messageOf(4 * StreamLimits.messageBytes + 1));
    expect(await client.closed()).toBe(1_009);
  });

  test("the others notice nothing of a session that is closed for its errors", async () => {
    serve({ limits: { errorsPerSession: 0 } });
    const [good, bad] = [await server.connect(), await server.connect()];
    await good.subscribe(["IDX_I:13"]);
    await bad.subscribe(["IDX_I:13"]);
    bad.sendRaw("rubbish");
    expect(await bad.closed()).toBe(CloseCode.tooManyErrors);
    await good.roundTrip();
    expect(server.rig.demand.modeOf("IDX_I:13")).toBe("quote");
  });
});

test("P49: what goes wrong in an answer closes its session with 4002, and no other", async () => {
  const { rig } = serve();
  const [good, unlucky] = [await server.connect(), await server.connect()];
  await good.subscribe(["IDX_I:13"]);
  const hold = rig.demand.hold.bind(rig.demand);
  rig.demand.hold = (key, mode) => {
    if (key === "NSE_EQ:5") throw new Error("out of luck");
    return hold(key, mode);
  };
  unlucky.say({ op: "subscribe", instruments: ["NSE_EQ:4", "NSE_EQ:5"], mode: "ltp" });
  expect(await unlucky.closed()).toBe(CloseCode.failed);
  expect((await good.subscribe(["NSE_EQ:6"])).instruments).toEqual(["NSE_EQ:6"]);
  expect(rig.demand.size).toBe(2);
});

test("P49: shutting down closes every session with 4000, lets go of all they held and takes no more", async () => {
  const { rig } = serve();
  const clients = [await server.connect("binary"), await server.connect("json"), await server.connect()];
  for (const [i, client] of clients.entries())
    await client.subscribe(["IDX_I:13", `NSE_EQ:${i + 1}`], { everyMs: i * 50 });
  rig.hub.shutDown();
  expect(await Promise.all(clients.map((client) => client.closed()))).toEqual([4000, 4000, 4000]);
  expect([rig.hub.sessionCount, rig.demand.size, rig.intervals.length]).toEqual([0, 0, 0]);
  expect((await ask("/ticks")).status).toBe(503);
});
