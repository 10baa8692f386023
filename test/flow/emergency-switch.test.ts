import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JsonClient } from "../fakes/json-client.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

const WATCHED = ["IDX_I:13", "NSE_EQ:2885"];
/** After the burst that a start is, Dhan lets one connection in every 5 s. */
const ALL_BACK_WITHIN_MS = 50_000;

let server: ServerProcess;
let api: ReturnType<typeof trpcCaller>;
let url: string;
let folder: string;

async function start(): Promise<void> {
  server = new ServerProcess({ DATA_DIR: folder });
  url = await server.url();
  api = trpcCaller(url);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-switch-"));
  await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function watching(): Promise<JsonClient> {
  const client = new JsonClient(url);
  await client.next("hello");
  client.send({ op: "subscribe", instruments: WATCHED, everyMs: 50 });
  await client.next("subscribed");
  return client;
}
const states = async () => (await api.admin.connections.query()).map(({ state }) => state);
const allUp = () =>
  until("all five up", async () => (await states()).every((state) => state === "up"), ALL_BACK_WITHIN_MS);

/** From a message on: resolves when each watched instrument has come fresh, or each stale. */
async function each(client: JsonClient, isStale: boolean, from: number): Promise<void> {
  for (const key of WATCHED)
    await client.next(
      "ticks",
      ({ ticks }) => ticks.some((tick) => tick.instrument === key && tick.stale === isStale),
      from,
    );
}

test("switched off, everything is stale and says why; still off after a restart; switched on, ticks return with no word from the page", async () => {
  let client = await watching();
  await each(client, false, 0);
  expect(await api.admin.feed.switch.query()).toEqual({ off: null, isKept: true });
  const tierB = (await api.subscriptions.status.query()).tiers.B.desired;

  let from = client.messages.length;
  const answer = await api.admin.feed.switchOff.mutate({ reason: "orders go wild" });
  expect(answer).toMatchObject({ off: { reason: "orders go wild", by: "demo" }, isKept: true });
  const state = await client.next("state", ({ switchedOff }) => switchedOff !== null, from);
  expect(state).toMatchObject({ feed: "down", switchedOff: { reason: "orders go wild" } });
  await each(client, true, from);
  for (const { state, reason, confirmed } of await api.admin.connections.query()) {
    expect([state, reason, confirmed]).toEqual(["stopped", "the feed is switched off: orders go wild", 0]);
  }
  const ready = await (await fetch(`${url}/health/ready`)).json();
  expect(JSON.stringify(ready)).toContain("the feed is switched off: orders go wild");
  expect((await api.subscriptions.status.query()).tiers.B.desired).toBe(tierB);
  // What is asked for meanwhile is taken, and has no price yet.
  client.send({ op: "subscribe", instruments: ["NSE_EQ:1594"], everyMs: 50 });
  const isNew = ({ instrument, stale }: { instrument: string; stale: boolean }) =>
    instrument === "NSE_EQ:1594" && stale;
  const { ticks } = await client.next("ticks", ({ ticks }) => ticks.some(isNew));
  expect(ticks.find(isNew)?.ltp).toBeNull();
  client.close();

  await server.stop();
  await start();
  client = await watching();
  const { switchedOff } = await client.next("state");
  expect(switchedOff).toEqual({ since: answer.off!.since, reason: "orders go wild" });
  expect(await api.admin.feed.switch.query()).toEqual(answer);
  expect(await states()).toEqual(["stopped", "stopped", "stopped", "stopped", "stopped"]);
  // Tier B takes its prices from REST meanwhile, and waits on the wire.
  const status = await api.subscriptions.status.query();
  expect([status.tiers.B.desired, status.total.confirmed]).toEqual([tierB, 0]);

  from = client.messages.length;
  expect(await api.admin.feed.switchOn.mutate()).toEqual({ off: null, isKept: true });
  await each(client, false, from);
  await allUp();
  await until("all of Tier B ticks", async () => {
    const { tiers } = await api.subscriptions.status.query();
    return tiers.B.confirmed === tiers.B.desired;
  });
  expect((await api.admin.connections.query()).every(({ lastError }) => lastError === null)).toBe(true);
  expect((await client.next("state", ({ feed }) => feed === "up", from)).switchedOff).toBeNull();
  client.close();
});

test("one connection is disconnected and connected; a restart connects it", async () => {
  await allUp();
  const { connection } = (await api.subscriptions.instrument.query({ key: "IDX_I:13" })).subscription!;
  const client = await watching();
  await each(client, false, 0);
  let from = client.messages.length;
  const after = await api.admin.feed.disconnect.mutate({ connection });
  expect(after[connection - 1]).toMatchObject({ state: "stopped", isDisconnected: true });
  expect(after.filter(({ state }) => state === "up")).toHaveLength(4);
  const isNifty =
    (stale: boolean) =>
    ({ ticks }: { ticks: { instrument: string; stale: boolean }[] }) =>
      ticks.some((tick) => tick.instrument === "IDX_I:13" && tick.stale === stale);
  await client.next("ticks", isNifty(true), from);
  expect((await client.next("state", ({ feed }) => feed === "degraded", from)).switchedOff).toBeNull();
  from = client.messages.length;
  const connecting = await api.admin.feed.connect.mutate({ connection });
  expect(connecting[connection - 1]!.isDisconnected).toBe(false);
  await client.next("ticks", isNifty(false), from);
  await allUp();
  client.close();

  await api.admin.feed.disconnect.mutate({ connection: 5 });
  await server.stop();
  await start();
  await allUp();
});

test("what is no connection, and no reason, is refused", async () => {
  const refused = { data: { code: "BAD_REQUEST" } };
  for (const connection of [0, 6, 1.5]) {
    expect(api.admin.feed.disconnect.mutate({ connection })).rejects.toMatchObject(refused);
    expect(api.admin.feed.connect.mutate({ connection })).rejects.toMatchObject(refused);
  }
  for (const reason of ["", "   ", "x".repeat(201)])
    expect(api.admin.feed.switchOff.mutate({ reason })).rejects.toMatchObject(refused);
  expect((await api.admin.feed.switch.query()).off).toBeNull();
});

test("users and what they hold of Tier A", async () => {
  const created = await api.watchlist.create.mutate({ name: "mine" });
  if (!created.ok) throw new Error(created.reason);
  await api.watchlist.addItem.mutate({ listId: created.list.id, item: { kind: "EQUITY", key: "NSE_EQ:2885" } });
  const client = await watching();
  const holdings = await api.admin.holdings.query();
  expect(holdings.find(({ userId }) => userId === "demo")).toMatchObject({ units: 1, share: 5_000 });
  expect(holdings.find(({ userId }) => userId === null)).toEqual({ userId: null, units: 2, slots: 2, share: 5_000 });
  client.close();
});
