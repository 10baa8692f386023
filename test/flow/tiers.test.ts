import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../server/clock.ts";
import { compose, type Strikewire } from "../../server/compose.ts";
import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/logger.ts";
import { JsonClient } from "../fakes/json-client.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { SimulatorOnItsOwn } from "../fakes/simulator-on-its-own.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

const PINNED = 6;
const TIER_B = 2_272;
/** Trades on: a Monday, no holiday. */
const DATE = "2026-11-23";

let simulator: SimulatorOnItsOwn;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-tiers-"));
  simulator = await SimulatorOnItsOwn.start({ SIM_DATE: DATE });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the simulator's sockets were asked for and not let go of, by socket. */
async function carried(by = simulator): Promise<string[][]> {
  const { sockets } = (await by.look("status")) as { sockets: { id: number }[] };
  const asked = await Promise.all(sockets.map(({ id }) => by.look(`sockets/${id}/instruments`)));
  return asked.map((instruments) => Object.keys(instruments as object).sort());
}

async function count(by = simulator): Promise<number> {
  return ((await by.look("status")) as { instruments: number }).instruments;
}

/** A server of this process, on a clock that shows an Indian time of the simulator's day. */
function start(time: string, dataDir: string): Promise<Strikewire> {
  const config = readConfig({ ...simulator.env, PORT: "0", DATA_DIR: join(folder, dataDir) });
  const clock = systemClock(Date.parse(`${DATE}T${time}+05:30`) - Date.now());
  return compose(config, { clock, log: createLogger("silent", "test") });
}

const options = (underlying: string, expiries: number) => ({
  kind: "STOCK_OPTION" as const,
  underlying,
  expiryRule: { kind: "nearest" as const, count: expiries },
});

describe("on the simulator, counted at its sockets", () => {
  let server: Strikewire;
  beforeAll(async () => {
    server = await start("11:00:00", "day");
    await server.ready;
  });
  afterAll(() => server.stop());

  test("Tier B is 2,272 instruments beside six indices, each on one connection, spread evenly", async () => {
    await until("all asked for", async () => (await count()) === PINNED + TIER_B);
    const sockets = await carried();
    expect(new Set(sockets.flat()).size).toBe(PINNED + TIER_B);
    const loads = sockets.map((keys) => keys.length).sort();
    expect(loads.at(-1)! - loads[0]!).toBeLessThanOrEqual(1);
    const { connections, tiers } = await trpcCaller(server.url).subscriptions.status.query();
    expect(connections.map(({ B }) => B)).toEqual([455, 455, 454, 454, 454]);
    expect([tiers.pinned.desired, tiers.B.desired, tiers.A.desired]).toEqual([PINNED, TIER_B, 0]);
    await until(
      "all confirmed",
      async () => (await trpcCaller(server.url).subscriptions.status.query()).total.confirmed === PINNED + TIER_B,
    );
  });

  test("RELIANCE with three expiries adds 126, and removing one expiry takes 42 away", async () => {
    const api = trpcCaller(server.url);
    const created = await api.watchlist.create.mutate({ name: "Shares" });
    if (!created.ok) throw new Error(created.reason);
    const added = await api.watchlist.addItem.mutate({ listId: created.list.id, item: options("RELIANCE", 3) });
    if (!added.ok) throw new Error(added.reason);
    expect(added.item).toMatchObject({ state: "streaming", legs: 126 });
    await until("126 more", async () => (await count()) === PINNED + TIER_B + 126);

    const removed = await api.watchlist.removeExpiry.mutate({
      itemId: added.item.id,
      expiry: added.item.expiries![0]!,
    });
    expect(removed).toMatchObject({ ok: true, item: { legs: 84 } });
    await until("42 less", async () => (await count()) === PINNED + TIER_B + 84);
    const back = await api.watchlist.addExpiry.mutate({ itemId: added.item.id, expiry: added.item.expiries![0]! });
    expect(back).toMatchObject({ ok: true, item: { legs: 126 } });
    await until("42 more", async () => (await count()) === PINNED + TIER_B + 126);
    expect(await api.watchlist.addItem.mutate({ listId: created.list.id, item: options("RELIANCE", 3) })).toMatchObject(
      {
        ok: true,
        changed: false,
      },
    );
  });

  test("filled to 25,000, one more item evicts exactly the least recently used, whole, and its owner is told", async () => {
    const api = trpcCaller(server.url);
    const [list] = await api.watchlist.all.query();
    const reliance = (await carried()).flat();
    const room = 25_000 - PINNED - TIER_B - 126;
    const keys = await listedKeys(room, new Set(reliance));
    const clients: JsonClient[] = [];
    for (let from = 0; from < keys.length; from += 5_000) {
      const client = new JsonClient(server.url);
      clients.push(client);
      await client.next("hello");
      for (let at = from; at < Math.min(from + 5_000, keys.length); at += 1_000) {
        client.send({
          op: "subscribe",
          instruments: keys.slice(at, Math.min(at + 1_000, from + 5_000)),
          mode: "ltp",
          everyMs: 60_000,
        });
      }
    }
    await until("25,000 asked for", async () => (await count()) === 25_000, 30_000);

    const added = await api.watchlist.addItem.mutate({ listId: list!.id, item: options("INFY", 3) });
    expect(added).toMatchObject({ ok: true, item: { state: "streaming", legs: 126 } });
    const { event } = await clients[0]!.next("event");
    expect(event).toMatchObject({
      type: "items-evicted",
      reason: "least-recently-used",
      items: [{ name: "RELIANCE" }],
    });
    let held = new Set<string>();
    await until("swapped on the wire", async () => {
      held = new Set((await carried()).flat());
      return held.size === 25_000 && reliance.filter((key) => !held.has(key)).length === 126;
    });
    expect(keys.filter((key) => !held.has(key))).toEqual([]);
    const { tiers, evictions } = await api.subscriptions.status.query();
    expect([tiers.B.desired, evictions]).toEqual([TIER_B, 1]);
    const view = await api.watchlist.view.mutate({ listId: list!.id });
    expect(view.ok && view.items.map(({ underlying, state }) => `${underlying} ${state}`)).toEqual([
      "RELIANCE evicted",
      "INFY streaming",
    ]);
    for (const client of clients) client.close();
    await until("the pages' instruments let go", async () => (await count()) === PINNED + TIER_B + 126);
  });
});

test("at 15:30 all Tier A of NSE and BSE goes and none of Tier B; it is recorded, and the lists stay", async () => {
  const server = await start("15:29:52", "evening");
  try {
    await server.ready;
    const api = trpcCaller(server.url);
    const created = await api.watchlist.create.mutate({ name: "Shares" });
    if (!created.ok) throw new Error(created.reason);
    const added = await api.watchlist.addItem.mutate({ listId: created.list.id, item: options("RELIANCE", 3) });
    expect(added).toMatchObject({ ok: true, item: { legs: 126 } });
    await until("126 more", async () => (await count()) === PINNED + TIER_B + 126);
    const before = new Set((await carried()).flat());
    await until("the end of the day", async () => (await count()) === PINNED + TIER_B, 30_000);
    const after = (await carried()).flat();
    expect(after.filter((key) => !before.has(key))).toEqual([]);
    const { tiers } = await api.subscriptions.status.query();
    expect([tiers.pinned.desired, tiers.B.desired, tiers.A.desired]).toEqual([PINNED, TIER_B, 0]);
    const view = await api.watchlist.view.mutate({ listId: created.list.id });
    expect(view.ok && view.items.map(({ state, reason }) => ({ state, reason }))).toEqual([
      { state: "ended", reason: "end-of-day" },
    ]);
  } finally {
    await server.stop();
  }
}, 60_000);

test("after kill -9 everything is back: every list, every item and its instruments, none twice and none lost", async () => {
  // On the machine's own clock, as a user starts it.
  const today = await SimulatorOnItsOwn.start();
  const env = { ...today.env, DATA_DIR: join(folder, "killed"), EOD_AT: "23:59" };
  const first = new ServerProcess(env);
  const api = trpcCaller(await first.url());
  const created = await api.watchlist.create.mutate({ name: "Shares" });
  if (!created.ok) throw new Error(created.reason);
  const listId = created.list.id;
  await api.watchlist.addItem.mutate({ listId, item: options("TCS", 2) });
  await api.watchlist.addItem.mutate({ listId, item: { kind: "EQUITY", key: "NSE_EQ:2885" } });
  await until("all asked for", async () => (await count(today)) === PINNED + TIER_B + 84 + 1);
  const before = (await carried(today)).flat().sort();
  first.child.kill("SIGKILL");
  await first.exited();

  const second = new ServerProcess(env);
  try {
    const again = trpcCaller(await second.url());
    await until("all asked for again", async () => (await count(today)) === before.length);
    expect((await carried(today)).flat().sort()).toEqual(before);
    const lists = await again.watchlist.all.query();
    expect(lists.map(({ name }) => name)).toEqual(["Shares"]);
    const view = await again.watchlist.view.mutate({ listId });
    expect(view.ok && view.items.map(({ underlying, state, legs }) => `${underlying} ${state} ${legs}`)).toEqual([
      "TCS streaming 84",
      "RELIANCE streaming 1",
    ]);
  } finally {
    await second.stop();
    await today.stop();
  }
}, 60_000);

test("killed the moment an item was acknowledged, before its instruments were asked for: the next start asks for them", async () => {
  const today = await SimulatorOnItsOwn.start();
  const env = { ...today.env, DATA_DIR: join(folder, "killed-at-once"), EOD_AT: "23:59" };
  const equities = ["NSE_EQ:2885", "NSE_EQ:1333", "NSE_EQ:11536"];
  try {
    for (const key of equities) {
      const server = new ServerProcess(env);
      const api = trpcCaller(await server.url());
      const [list] = await api.watchlist.all.query();
      const created = list === undefined ? await api.watchlist.create.mutate({ name: "Shares" }) : null;
      const listId = list?.id ?? (created?.ok ? created.list.id : "");
      const added = await api.watchlist.addItem.mutate({ listId, item: { kind: "EQUITY", key } });
      server.child.kill("SIGKILL");
      expect(added.ok).toBe(true);
      await server.exited();
    }
    const last = new ServerProcess(env);
    await last.url();
    await until("all asked for", async () => (await count(today)) === PINNED + TIER_B + equities.length);
    const held = (await carried(today)).flat();
    expect(equities.filter((key) => held.includes(key))).toEqual(equities);
    await last.stop();
  } finally {
    await today.stop();
  }
}, 60_000);

/** Keys of the simulator's master that are not among those held. */
async function listedKeys(howMany: number, held: ReadonlySet<string>): Promise<string[]> {
  const csv = await (await fetch(simulator.env.DHAN_MASTER_URL!)).text();
  const keys: string[] = [];
  for (const line of csv.split("\n")) {
    const [exchange, segment, id, , , , symbol] = line.split(",");
    const key = `NSE_FNO:${id}`;
    if (exchange !== "NSE" || segment !== "D" || /NSETEST|INFY|RELIANCE/.test(symbol!) || held.has(key)) continue;
    keys.push(key);
    if (keys.length === howMany) return keys;
  }
  throw new Error(`the master lists only ${keys.length} such instruments`);
}
