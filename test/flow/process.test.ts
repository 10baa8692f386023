import { expect, test } from "bun:test";
import { readiness } from "../../shared/health.ts";
import { JsonClient } from "../fakes/json-client.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { SimulatorOnItsOwn } from "../fakes/simulator-on-its-own.ts";
import { until } from "../fakes/until.ts";

/** The process id of the simulator that a server started. */
function simulatorOf(server: ServerProcess): number {
  const { stdout } = Bun.spawnSync(["pgrep", "-P", String(server.child.pid)]);
  return Number(stdout.toString().trim());
}

test("bun start: from nothing to live prices of the simulator, and a clean end on SIGTERM", async () => {
  const server = new ServerProcess();
  try {
    const url = await server.url();
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: "live" });
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    const { status, steps } = readiness.parse(await ready.json());
    expect(status).toBe("ready");
    expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "database done",
      "Dhan account done",
      "instrument master done",
      "web page done",
      "feed done",
      "Tier B done",
      "scheduler done",
      "watchlists done",
    ]);

    const client = new JsonClient(url);
    await client.next("hello");
    const state = await client.next("state");
    expect(state.source).toBe("simulator");
    expect(state.connections.map(({ state }) => state)).toEqual(["up", "up", "up", "up", "up"]);
    client.send({ op: "subscribe", instruments: ["IDX_I:13", "NSE_EQ:2885", "NSE_EQ:999999999"], everyMs: 50 });
    const subscribed = await client.next("subscribed");
    expect(subscribed.details.map(({ name }) => name)).toEqual(["NIFTY", "RELIANCE"]);
    expect(subscribed.rejected).toEqual([{ instrument: "NSE_EQ:999999999", reason: "unknown-instrument" }]);
    const prices = new Set<number>();
    let from = 0;
    while (prices.size < 3) {
      const { ticks } = await client.next(
        "ticks",
        ({ ticks }) => ticks.some(({ instrument }) => instrument === "NSE_EQ:2885"),
        from,
      );
      from = client.messages.length;
      for (const tick of ticks) if (tick.instrument === "NSE_EQ:2885" && tick.ltp !== null) prices.add(tick.ltp);
    }

    const simulator = simulatorOf(server);
    server.child.kill("SIGTERM");
    expect(await client.closed()).toBe(4000);
    expect(await server.exited()).toBe(0);
    expect(() => process.kill(simulator, 0)).toThrow();
    expect(server.log.at(-1)?.msg).toBe("stopped");
  } finally {
    await server.stop();
  }
});

test("SIGTERM ends it though somebody holds half a request open, and leaves no simulator behind", async () => {
  const server = new ServerProcess();
  const url = await server.url();
  const simulator = simulatorOf(server);
  const socket = await Bun.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port), socket: { data() {} } });
  socket.write("POST /trpc/watchlist.create HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{");
  await (await fetch(`${url}/health/live`)).text();
  expect(await server.stop()).toBe(0);
  expect(server.log.at(-1)?.msg).toBe("stopped");
  expect(() => process.kill(simulator, 0)).toThrow();
  socket.end();
});

test("a port in use is one clear line and exit code 1", async () => {
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const server = new ServerProcess({ PORT: String(taken.port) });
  expect(await server.exited()).toBe(1);
  expect(server.stderr).toBe("strikewire: the port is in use: set PORT to a free one, or stop what uses it\n");
  await server.stop();
});

test("so is the simulator's port", async () => {
  using taken = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const server = new ServerProcess({ SIM_PORT: String(taken.port) });
  expect(await server.exited()).toBe(1);
  expect(server.stderr.trim().split("\n")).toHaveLength(1);
  expect(server.stderr).toContain("SIM_PORT");
  await server.stop();
});

test("bad variables are all named, secrets are not shown, exit code 1", async () => {
  const server = new ServerProcess({ PORT: "http", DHAN_PIN: "12ab", DHAN_FEED_URL: "ftp://x" });
  expect(await server.exited()).toBe(1);
  for (const name of ["PORT", "DHAN_PIN", "DHAN_FEED_URL", "DHAN_CLIENT_ID"]) expect(server.stderr).toContain(name);
  expect(server.stderr).not.toContain("12ab");
  await server.stop();
});

test("the simulator goes when its server is killed without a word", async () => {
  const server = new ServerProcess();
  await server.url();
  const simulator = simulatorOf(server);
  server.child.kill("SIGKILL");
  await server.exited();
  await until("the simulator is gone", () => {
    try {
      process.kill(simulator, 0);
      return false;
    } catch {
      return true;
    }
  });
  await server.stop();
});

test("a simulator that is killed is started again, and prices come back without a restart", async () => {
  const server = new ServerProcess();
  try {
    const client = new JsonClient(await server.url());
    await client.next("hello");
    client.send({ op: "subscribe", instruments: ["IDX_I:13"], everyMs: 50 });
    await client.next("ticks", ({ snapshot }) => !snapshot);
    process.kill(simulatorOf(server), "SIGKILL");
    await client.next("state", ({ feed }) => feed === "down");
    const lost = client.messages.length;
    await client.next("state", ({ feed }) => feed !== "down", lost);
    const back = client.messages.length;
    const { ticks } = await client.next("ticks", ({ ticks }) => ticks.some(({ stale }) => !stale), back);
    expect(ticks[0]?.instrument).toBe("IDX_I:13");
    client.close();
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test("an instrument that is asked for while its connection is down is stale until it ticks", async () => {
  const simulator = await SimulatorOnItsOwn.start();
  const server = new ServerProcess(simulator.env);
  try {
    const client = new JsonClient(await server.url());
    await client.next("hello");
    await simulator.control("refuse-upgrades", { status: 503, seconds: 3 });
    await simulator.control("drop", {});
    await client.next("state", ({ feed }) => feed === "down");
    client.send({ op: "subscribe", instruments: ["NSE_EQ:2885"], everyMs: 50 });
    const isStale =
      (stale: boolean) =>
      ({ ticks }: { ticks: { instrument: string; stale: boolean }[] }) =>
        ticks.some((tick) => tick.instrument === "NSE_EQ:2885" && tick.stale === stale);
    const { ticks } = await client.next("ticks", isStale(true));
    expect(ticks[0]).toMatchObject({ ltp: null, stale: true });
    const before = client.messages.length;
    const fresh = await client.next("ticks", isStale(false), before);
    expect(fresh.ticks.find(({ instrument }) => instrument === "NSE_EQ:2885")?.ltp).toBeGreaterThan(0);
    client.close();
  } finally {
    await server.stop();
    await simulator.stop();
  }
});

test("without any instrument master it starts, says so, and still gives the prices of what is asked for by key", async () => {
  const simulator = await SimulatorOnItsOwn.start();
  const server = new ServerProcess({ ...simulator.env, DHAN_MASTER_URL: "http://127.0.0.1:1/master.csv" });
  try {
    const url = await server.url();
    expect(server.stderr).toContain("runs, with problems");
    const ready = readiness.parse(await (await fetch(`${url}/health/ready`)).json());
    expect(ready.status).toBe("degraded");
    expect(ready.problems.join()).toContain("no instrument master");
    const client = new JsonClient(url);
    await client.next("hello");
    client.send({ op: "subscribe", instruments: ["NSE_EQ:2885"], everyMs: 50 });
    const { ticks } = await client.next("ticks", ({ ticks }) => ticks.some(({ ltp }) => ltp !== null));
    expect(ticks[0]?.instrument).toBe("NSE_EQ:2885");
    client.close();
    expect(await server.stop()).toBe(0);
  } finally {
    await server.stop();
    await simulator.stop();
  }
});

test("with credentials it starts no simulator, and neither token nor client id of the URL reaches its logs", async () => {
  const simulator = await SimulatorOnItsOwn.start();
  const server = new ServerProcess({ ...simulator.env, LOG_LEVEL: "trace" });
  try {
    const url = await server.url();
    expect(Bun.spawnSync(["pgrep", "-P", String(server.child.pid)]).stdout.toString()).toBe("");
    // Refused upgrades, a lost socket and a bad master are what errors are made of.
    await simulator.control("refuse-upgrades", { status: 429, count: 1 });
    await simulator.control("disconnect", { reason: 800 });
    const client = new JsonClient(url);
    await client.next("state", ({ feed }) => feed === "down");
  } finally {
    await server.stop();
    await simulator.stop();
  }
  const said = server.stdout + server.stderr;
  expect(said).toContain("feed connection lost");
  expect(said).not.toContain(simulator.env.DHAN_ACCESS_TOKEN!);
  expect(said).not.toContain("token=");
});
