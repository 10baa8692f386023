import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chain, type ChainRow, createTickStream, type TickStream } from "../../client-sdk/index.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

let server: ServerProcess;
let api: ReturnType<typeof trpcCaller>;
let stream: TickStream;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-chains-"));
  server = new ServerProcess({ DATA_DIR: folder });
  const url = await server.url();
  api = trpcCaller(url);
  stream = createTickStream({ url: `${url}/ticks` });
});
afterAll(async () => {
  stream.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tierA = async () => (await api.subscriptions.status.query()).tiers.A.desired;
const niftyExpiry = async () => {
  const { entries } = await api.subscriptions.tierB.query();
  // The second: the first may end today.
  return entries.find(({ underlying }) => underlying === "NIFTY")!.series[1]!.expiry;
};

test("a chain of Tier B takes one slot more, its future's, and its values hang together", async () => {
  const before = await tierA();
  const answer = await api.chains.get.query({ underlying: "NIFTY", expiry: await niftyExpiry() });
  if (!answer.ok) throw new Error(answer.reason);
  const { strikes, legs, summary } = answer.chain;
  expect([strikes.length, legs.length]).toEqual([21, 42]);
  expect(await tierA()).toBe(before + 1);
  expect(summary.atm).not.toBeNull();
  expect(Math.abs(summary.forward! / summary.spot!.ltp! - 1)).toBeLessThan(0.05);
  const quoted = legs.filter(({ iv }) => iv !== null);
  expect(quoted.length).toBeGreaterThan(30);
  for (const { iv, delta, optionType } of quoted) {
    expect(iv).toBeGreaterThan(0.04);
    expect(iv).toBeLessThan(0.6);
    expect(optionType === "CE" ? delta : -delta!).toBeGreaterThan(0);
  }
  for (const leg of legs) expect(leg.iv === null).toBe(leg.reasons.iv !== undefined);
});

test("a share's chain that nobody holds is subscribed as Tier A, and lives on the stream while it is watched", async () => {
  const series = await firstStockExpiry();
  const before = await tierA();
  const seen: Chain[] = [];
  const watching = stream.chain({
    underlying: "RELIANCE",
    expiry: series,
    everyMs: 250,
    onChain: (chain) => seen.push(chain),
  });
  const isPriced = (leg: ChainRow["call"]) => leg !== null && leg.receivedTime !== null;
  await until(
    "prices of all legs",
    () =>
      seen.at(-1)?.rows.length === 21 && seen.at(-1)!.rows.every(({ call, put }) => isPriced(call) && isPriced(put)),
  );
  // Share, future and 42 legs.
  expect(await tierA()).toBe(before + 44);
  const version = seen.at(-1)!.version;
  await until("changes", () => seen.at(-1)!.version > version + 4);
  const ltps = new Set(seen.map(({ rows }) => rows[10]?.call?.ltp));
  expect(ltps.size).toBeGreaterThan(1);
  watching.unsubscribe();
});

test("what can't be had is said: unknown underlyings, expiries that are not listed, wishes that are none", async () => {
  const reasonOf = async (wish: { underlying: string; expiry: string }) => {
    const answer = await api.chains.get.query(wish);
    return answer.ok ? null : answer.reason;
  };
  expect(await reasonOf({ underlying: "NOSUCH", expiry: "2099-12-01" })).toBe("unknown-underlying");
  expect(await reasonOf({ underlying: "NIFTY", expiry: "2099-12-01" })).toBe("expiry-not-listed");
  expect(await reasonOf({ underlying: "RELIANCE", expiry: "2000-01-01" })).toBe("expired");
  expect(api.chains.get.query({ underlying: "NIFTY", expiry: "soon" })).rejects.toMatchObject({
    data: { code: "BAD_REQUEST" },
  });
});

/** The nearest monthly expiry of shares after today, found by asking. */
async function firstStockExpiry(): Promise<string> {
  const { entries } = await api.subscriptions.tierB.query();
  const nifty = entries.find(({ underlying }) => underlying === "NIFTY")!.series.map(({ expiry }) => expiry);
  for (const expiry of nifty.slice(1)) {
    const answer = await api.chains.get.query({ underlying: "INFY", expiry });
    if (answer.ok) return expiry;
  }
  throw new Error("INFY has none of NIFTY's expiries");
}
