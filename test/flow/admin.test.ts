import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

let server: ServerProcess;
let api: ReturnType<typeof trpcCaller>;
let folder: string;

async function restart(): Promise<void> {
  server = new ServerProcess({ DATA_DIR: folder });
  api = trpcCaller(await server.url());
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-admin-"));
  await restart();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tierB = async () => (await api.subscriptions.status.query()).tiers.B.desired;

test("Tier B's plan is changed while it runs, as a difference, and stays over a restart", async () => {
  const plan = await api.admin.tierBPlan.query();
  const entries = plan.entries.filter(({ underlying }) => underlying !== "BANKEX");
  const status = await api.admin.setTierBPlan.mutate({ entries });
  expect(status.instruments).toEqual({ demanded: 2_272 - 7 * 42, planned: 2_272 - 7 * 42 });
  await until("let go", async () => (await tierB()) === 2_272 - 7 * 42);

  const { entries: log } = await api.admin.subscriptionLog.query({ action: "UNSUBSCRIBE" });
  expect(log).toHaveLength(7);
  expect(log.every(({ unitId }) => unitId.startsWith("tier-b:BANKEX:"))).toBe(true);

  await server.stop();
  await restart();
  await until("as it was left", async () => (await tierB()) === 2_272 - 7 * 42);
});

test("a plan that asks for too much, or for nonsense, is refused and changes nothing", async () => {
  const entry = { underlying: "NIFTY", optionExpiries: 16, strikesEachSide: 10, futures: 0 };
  const tooMuch = Array.from({ length: 40 }, (_, i) => ({ ...entry, underlying: `U${i}`, optionExpiries: 30 }));
  for (const entries of [[entry, entry], tooMuch, [{ ...entry, strikesEachSide: -1 }]]) {
    expect(api.admin.setTierBPlan.mutate({ entries })).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  }
  expect(await tierB()).toBe(2_272 - 7 * 42);
});

test("what a plan asks for and the master does not list is said, and the rest is there", async () => {
  const entries = [
    { underlying: "NIFTY", optionExpiries: 30, strikesEachSide: 10, futures: 0 },
    { underlying: "NOSUCH", optionExpiries: 1, strikesEachSide: 10, futures: 0 },
  ];
  const status = await api.admin.setTierBPlan.mutate({ entries });
  expect(status.isComplete).toBe(false);
  expect(status.entries.map(({ shortfalls }) => shortfalls.length > 0)).toEqual([true, true]);
  expect(status.instruments.demanded).toBeGreaterThanOrEqual(16 * 42);
});

test("an end of day that an admin starts is recorded", async () => {
  const run = await api.admin.runEndOfDay.mutate({ market: "NSE_BSE" });
  expect(run).toMatchObject({ market: "NSE_BSE", error: null });
  const runs = await api.admin.eodRuns.query();
  expect(runs).toContainEqual(run);
});

test("connections that are even already have nothing to move", async () => {
  const { connections } = await api.subscriptions.status.query();
  const { moved } = await api.admin.rebalance.mutate();
  const loads = connections.map(({ desired }) => desired).sort((a, b) => a - b);
  if (loads.at(-1)! - loads[0]! <= 1) expect(moved).toBe(0);
  await until("within one", async () => {
    const after = (await api.subscriptions.status.query()).connections.map(({ desired }) => desired);
    return Math.max(...after) - Math.min(...after) <= 1;
  });
});

test("all of Tier A is unsubscribed at an admin's word: items, chains and open pages; Tier B stays", async () => {
  const { entries } = await api.subscriptions.tierB.query();
  const expiry = entries[0]!.series[1]!.expiry;
  const created = await api.watchlist.create.mutate({ name: "to be stopped" });
  if (!created.ok) throw new Error(created.reason);
  await api.watchlist.addItem.mutate({ listId: created.list.id, item: { kind: "EQUITY", key: "NSE_EQ:2885" } });
  await api.chains.get.query({ underlying: entries[0]!.underlying, expiry });
  const tierA = async () => (await api.subscriptions.status.query()).tiers.A.desired;
  await until("demanded", async () => (await tierA()) === 2);
  const before = (await api.subscriptions.status.query()).tiers.B.desired;
  expect(await api.admin.unsubscribeAllTierA.mutate()).toEqual({ units: 2, legs: 45 });
  await until("let go", async () => (await tierA()) === 0);
  expect((await api.subscriptions.status.query()).tiers.B.desired).toBe(before);
  const [overview] = (await api.watchlist.overview.query()).filter(({ list }) => list.name === "to be stopped");
  expect(overview!.items).toMatchObject([{ underlying: "RELIANCE", state: "ended", reason: "by-admin" }]);
  expect((await api.subscriptions.active.query({ tier: "A" })).total).toBe(0);
  expect((await api.subscriptions.active.query({ tier: "pinned" })).total).toBe(6);
  expect((await api.subscriptions.instrument.query({ key: "IDX_I:13" })).subscription).toMatchObject({ name: "NIFTY" });

  await api.admin.clearWatchlists.mutate();
  expect((await api.watchlist.overview.query()).flatMap(({ items }) => items)).toEqual([]);
  expect((await api.admin.connections.query()).map(({ state }) => state)).toEqual(["up", "up", "up", "up", "up"]);
});
