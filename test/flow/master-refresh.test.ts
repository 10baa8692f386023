import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COOL_DOWN_MS } from "../../server/chains/atm-engine.ts";
import { compose, type Strikewire } from "../../server/compose.ts";
import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/logger.ts";
import type { FaultSwitches } from "../../server/simulator/faults.ts";
import { createSimulator, type Simulator } from "../../server/simulator/simulator.ts";
import type { Readiness } from "../../shared/health.ts";
import { DAY_MS } from "../../shared/ist.ts";
import { JsonClient } from "../fakes/json-client.ts";
import { JumpingClock } from "../fakes/jumping-clock.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

const PINNED = 6;
const TIER_B = 2_272;
/** A Monday on which contracts of the week and of the month end; Tuesday is a holiday. */
const DATE = "2026-11-23";
const NEXT_DATE = "2026-11-25";

const log = createLogger("silent", "test");
const clock = new JumpingClock(Date.parse(`${DATE}T11:00:01+05:30`));
let folder: string;
let simulator: Simulator;
let server: Strikewire;
let api: ReturnType<typeof trpcCaller>;
let client: JsonClient;

async function start(dataDir = folder): Promise<void> {
  const { credentials, feedUrl, apiUrl, authUrl, masterUrl } = simulator;
  const config = readConfig({
    PORT: "0",
    DATA_DIR: dataDir,
    DHAN_CLIENT_ID: credentials.clientId,
    DHAN_PIN: credentials.pin,
    DHAN_TOTP_SECRET: credentials.totpSecret,
    DHAN_FEED_URL: feedUrl,
    DHAN_API_URL: apiUrl,
    DHAN_AUTH_URL: authUrl,
    DHAN_MASTER_URL: masterUrl,
  });
  // Days that pass in a moment are no silence of the feed's.
  const feedLimits = { silentAfterMs: 10 * DAY_MS, noDataAfterMs: 10 * DAY_MS };
  server = await compose(config, { clock, log, feedLimits });
  await server.ready;
  api = trpcCaller(server.url);
  client = new JsonClient(server.url);
  await client.next("hello");
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-master-"));
  const silence = { pongTimeoutMs: 10 * DAY_MS };
  simulator = await createSimulator({ port: 0, seed: 1, ticksPerSecond: 1, clock, log, date: DATE, ...silence });
  await start();
  await until("all asked for", () => carried().length === PINNED + TIER_B);
}, 60_000);
afterAll(async () => {
  client.close();
  await server.stop();
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the simulator's sockets were asked for and not let go of. */
function carried(): string[] {
  const { control } = simulator;
  return control
    .status()
    .sockets.flatMap(({ id }) => Object.keys(control.instruments(id)!))
    .sort();
}

/** How many subscribe and unsubscribe messages came at each of the simulator's sockets. */
function heard(): Map<number, number> {
  return new Map(simulator.control.messages().map(({ id, count }) => [id, count]));
}

/** How many instruments they have named since. */
function namedSince(before: ReadonlyMap<number, number>): number {
  return simulator.control
    .messages()
    .flatMap(({ id, count, sizes }) => sizes.slice(sizes.length - (count - before.get(id)!)))
    .reduce((sum, size) => sum + size, 0);
}

/** Resolves when nothing has been said to the simulator's sockets for so long. */
async function quiet(ms: number): Promise<void> {
  let said = "";
  let since = 0;
  await until(
    "quiet",
    () => {
      const now = [...heard()].join();
      if (now !== said) since = performance.now();
      said = now;
      return performance.now() - since >= ms;
    },
    30_000,
  );
}

/** Has the simulator serve a master, and the server read it; everything that this set off is over then. */
async function refresh(master: FaultSwitches["master"], force = false) {
  simulator.control.setFaults({ master });
  const answer = await api.admin.refreshMaster.mutate({ force });
  // On a slow machine it is answered before it is done.
  await until("refreshed", async () => (await api.admin.masterStatus.query()).running === null, 60_000);
  await quiet(300);
  return answer.refresh ?? (await api.admin.masterRefreshes.query())[0]!;
}

/** NSE's contracts of an underlying and kind, in the file's order. */
async function contracts(underlying: string, kind: string): Promise<{ key: string; expiry: string }[]> {
  const csv = await (await fetch(simulator.masterUrl)).text();
  const rows = csv.split("\n").map((row) => row.split(","));
  return rows
    .filter((fields) => fields[6] === underlying && fields[4] === kind)
    .map((fields) => ({ key: `NSE_FNO:${fields[2]}`, expiry: fields[12]! }));
}

async function niftyExpiries(): Promise<string[]> {
  return [...new Set((await contracts("NIFTY", "OPTIDX")).map(({ expiry }) => expiry))].sort();
}

/** Expiries of NIFTY that Tier B holds. */
async function niftySeries(): Promise<string[]> {
  const { entries } = await api.subscriptions.tierB.query();
  return entries
    .find(({ underlying }) => underlying === "NIFTY")!
    .series.map(({ expiry }) => expiry)
    .sort();
}

const ready = async () => (await (await fetch(`${server.url}/health/ready`)).json()) as Readiness;

test("a master that has not changed is an answer: nothing is replaced, nobody is told, nothing goes over the wire", async () => {
  const before = heard();
  const refreshed = await refresh("whole");
  expect(refreshed).toMatchObject({ outcome: "unchanged", trigger: "admin", actor: "demo", counts: null });
  expect(heard()).toEqual(before);
  expect(client.messages.filter(({ type }) => type === "event")).toEqual([]);
  const status = await api.admin.masterStatus.query();
  expect(status).toMatchObject({
    inUse: { source: "downloaded", instruments: refreshed.instruments },
    running: null,
    problem: null,
    nextRunAt: Date.parse(`${NEXT_DATE}T08:15:00+05:30`) - DAY_MS,
  });
});

test("new lots replace the master without a byte on the wire: what was held stays held, and everybody is told", async () => {
  const held = carried();
  const before = heard();
  const refreshed = await refresh("new-lots");
  expect(refreshed.outcome).toBe("replaced");
  expect(refreshed.counts!.lotSize).toBeGreaterThan(1_000);
  expect({ ...refreshed.counts, lotSize: 0 }).toEqual(
    Object.fromEntries(Object.keys(refreshed.counts!).map((kind) => [kind, 0])) as never,
  );
  expect(heard()).toEqual(before);
  expect(carried()).toEqual(held);

  const { event } = await client.next("event");
  expect(event).toMatchObject({
    type: "master-changed",
    instruments: refreshed.instruments,
    counts: { lotSize: refreshed.counts!.lotSize, gone: 0 },
  });
  const change = await api.admin.masterChange.query({ refreshId: refreshed.id! });
  expect(change!.fields.lotSize[0]).toMatchObject({ before: 65, after: 130 });
  expect(change!.fields.lotSize.every(({ name }) => name.startsWith("NIFTY "))).toBe(true);
  await refresh("whole");
});

test("a master with half its rows missing is refused with a reason, the old one stays, and prices go on", async () => {
  client.send({ op: "subscribe", instruments: ["IDX_I:13"], mode: "ltp" });
  await client.next("subscribed", ({ instruments }) => instruments.includes("IDX_I:13"));
  const { inUse } = await api.admin.masterStatus.query();
  const held = carried();
  const before = heard();
  for (const [master, reason] of [
    ["half-rows", "that are in use and have not expired are missing"],
    ["no-mcx", "instruments of MCX_COMM are missing"],
    ["half", "ends inside a row"],
    ["broken", "no column"],
  ] as const) {
    const refreshed = await refresh(master);
    expect(refreshed).toMatchObject({ outcome: "refused", instruments: inUse!.instruments, counts: null });
    expect(refreshed.reason).toContain(reason);
    const { problem, inUse: still } = await api.admin.masterStatus.query();
    expect(problem).toMatchObject({ outcome: "refused", reason: refreshed.reason! });
    expect(still).toEqual(inUse);
    const { status, problems } = await ready();
    expect([status, problems.length]).toEqual(["degraded", 1]);
    expect(problems[0]).toContain(reason);
  }
  expect(await refresh("500")).toMatchObject({ outcome: "failed", reason: "the server answered 500" });
  expect(heard()).toEqual(before);
  expect(carried()).toEqual(held);
  const from = client.messages.length;
  const { ticks } = await client.next("ticks", () => true, from);
  expect(ticks[0]).toMatchObject({ instrument: "IDX_I:13", stale: false });

  expect(await refresh("whole")).toMatchObject({ outcome: "unchanged" });
  expect(await ready()).toMatchObject({ status: "ready", problems: [] });
});

test("futures that get each other's ids end for the page that watched them; what comes under the keys now is the other's", async () => {
  const futures = (await contracts("NIFTY", "FUTIDX")).slice(0, 2).map(({ key }) => key);
  client.send({ op: "subscribe", instruments: futures, mode: "ltp" });
  const { details } = await client.next("subscribed", ({ instruments }) => instruments.includes(futures[0]!));
  await until("held", () => futures.every((key) => carried().includes(key)));

  const refreshed = await refresh("swapped-ids");
  expect(refreshed.counts!.reassigned).toBeGreaterThanOrEqual(2);
  const ended = await client.next("unsubscribed");
  expect({ ...ended, instruments: ended.instruments.toSorted() }).toEqual({
    type: "unsubscribed",
    instruments: futures.toSorted(),
    reason: "reassigned",
  });
  await until("let go", () => futures.every((key) => !carried().includes(key)));

  const from = client.messages.length;
  client.send({ op: "subscribe", instruments: futures, mode: "ltp" });
  const again = await client.next("subscribed", () => true, from);
  const { reassigned } = (await api.admin.masterChange.query({ refreshId: refreshed.id! }))!;
  for (const [answer, name] of [
    [details, "before"],
    [again.details, "after"],
  ] as const) {
    for (const one of answer) expect(one.name).toBe(reassigned.find(({ key }) => key === one.key)![name] as string);
  }
  client.send({ op: "unsubscribe", instruments: futures });
  await client.next("unsubscribed", ({ reason }) => reason === undefined);
  await refresh("whole");
});

test("a share that gets a new ticker takes its chain with it: nothing is let go, and the list says the new name", async () => {
  const created = await api.watchlist.create.mutate({ name: "Shares" });
  if (!created.ok) throw new Error(created.reason);
  const listId = created.list.id;
  const expiryRule = { kind: "nearest" as const, count: 2 };
  const item = { kind: "STOCK_OPTION" as const, underlying: "RELIANCE", expiryRule };
  expect(await api.watchlist.addItem.mutate({ listId, item })).toMatchObject({ ok: true, item: { legs: 84 } });
  await until("held", () => carried().length === PINNED + TIER_B + 84);
  const held = carried();
  const before = heard();

  const refreshed = await refresh("new-ticker");
  expect(refreshed.counts!.name).toBeGreaterThan(84);
  expect(refreshed.counts).toMatchObject({ gone: 0, reassigned: 0, added: 0 });
  const items = async () => {
    const view = await api.watchlist.view.mutate({ listId });
    return view.ok ? view.items : [];
  };
  await until("renamed", async () => (await items())[0]!.underlying === "RELIND");
  expect(await items()).toMatchObject([{ state: "streaming", legs: 84 }]);
  expect(heard()).toEqual(before);
  expect(carried()).toEqual(held);
  await refresh("whole");
  await until("as it was", async () => (await items())[0]!.underlying === "RELIANCE");
  expect(carried()).toEqual(held);
});

test("the next day's master: what has expired leaves, what follows it comes, and nothing else is named on the wire", async () => {
  const expired = (await contracts("TCS", "OPTSTK")).find(({ expiry }) => expiry === DATE)!.key;
  const series = await niftySeries();
  client.send({ op: "subscribe", instruments: [expired], mode: "ltp" });
  await client.next("subscribed", ({ instruments }) => instruments.includes(expired));
  // Two days on the money is elsewhere, and the windows follow it before anything else happens: no master is to be had.
  simulator.control.setFaults({ master: "500" });
  clock.jump(2 * DAY_MS);
  await quiet(COOL_DOWN_MS + 1_000);
  const held = new Set(carried());
  const before = heard();
  const from = client.messages.length;

  const refreshed = await refresh("next-day");
  expect(refreshed).toMatchObject({ outcome: "replaced", counts: { gone: 0, reassigned: 0 } });
  expect(refreshed.counts!.expired).toBeGreaterThan(10_000);
  await until("the next expiries", async () => (await niftySeries())[0] !== series[0]);
  expect(await niftySeries()).toEqual((await niftyExpiries()).slice(0, series.length));

  await until("Tier B whole again", async () => {
    const { tiers } = await api.subscriptions.status.query();
    return tiers.B.desired === TIER_B;
  });
  await refresh("next-day");
  const now = new Set(carried());
  const left = [...held].filter((key) => !now.has(key));
  const came = [...now].filter((key) => !held.has(key));
  expect(left.length).toBeGreaterThan(42);
  expect(namedSince(before)).toBe(left.length + came.length);
  const delisted = await client.next("unsubscribed", ({ reason }) => reason !== undefined, from);
  expect(delisted.instruments).toEqual([expired]);
});

test("after a restart the history is there, newest first, and the master in use is the newest still", async () => {
  const before = await api.admin.masterRefreshes.query();
  client.close();
  await server.stop();
  // Dhan makes a token every two minutes.
  clock.jump(120_000);
  await start();
  const [newest, ...history] = await api.admin.masterRefreshes.query();
  expect(newest).toMatchObject({ trigger: "start", actor: "server", outcome: "unchanged" });
  expect(history).toEqual(before);
  expect(new Set(history.map(({ outcome }) => outcome))).toEqual(
    new Set(["replaced", "unchanged", "refused", "failed"] as const),
  );
  const changed = history.find(({ counts }) => counts !== null && counts.expired > 0)!;
  const change = await api.admin.masterChange.query({ refreshId: changed.id! });
  expect(change!.counts).toEqual(changed.counts!);
  expect(change!.expiries.removed.listed.some(({ underlying }) => underlying === "NIFTY")).toBe(true);
});

test("a start without any master does without, and the first that is had brings everything", async () => {
  client.close();
  await server.stop();
  clock.jump(120_000);
  simulator.control.setFaults({ master: "500" });
  await start(join(folder, "empty"));
  expect((await ready()).problems[0]).toContain("no instrument master");
  expect(await api.admin.masterStatus.query()).toMatchObject({ inUse: null, problem: { outcome: "failed" } });
  expect(await refresh("500")).toMatchObject({ outcome: "failed", instruments: 0 });

  expect(await refresh("next-day")).toMatchObject({ outcome: "replaced", counts: null });
  await until("Tier B", async () => (await api.subscriptions.status.query()).tiers.B.desired === TIER_B);
  const { problems, steps } = await ready();
  expect(problems.filter((problem) => problem.startsWith("instrument master"))).toEqual([]);
  expect(steps.find(({ name }) => name === "instrument master")).toMatchObject({ state: "done" });
});
