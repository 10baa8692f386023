import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ApiError, strikewire, type WatchlistEvent } from "../../client-sdk/index.ts";
import type { FeedState } from "../../shared/feed-state.ts";
import { Seen } from "../client-sdk/harness.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { EventReader } from "../fakes/event-reader.ts";
import { until } from "../fakes/until.ts";

let server: AuthServer;
let asha: { userId: string; session: Credentials };

beforeAll(async () => {
  server = await AuthServer.start();
  asha = await server.addUser("asha", "trader");
  await until("the start-up is over", async () => (await fetch(`${server.url}/health/ready`)).ok);
});
afterAll(() => server.stop());

async function open(name: string, headers: Credentials, input?: unknown): Promise<EventReader> {
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return new EventReader(await fetch(`${server.url}/trpc/${name}${query}`, { headers }));
}

async function firstExpiry(headers: Credentials): Promise<string> {
  const answer = await server.as(headers).search.expiries.query({ underlying: "NIFTY" });
  if (!answer.ok) throw new Error(answer.message);
  return answer.listed.expiries[1]!.expiry;
}

/** A list with RELIANCE on it. */
async function withItem(session: Credentials, name: string) {
  const { watchlist } = server.as(session);
  const created = await watchlist.create.mutate({ name });
  if (!created.ok) throw new Error(created.message);
  const added = await watchlist.addItem.mutate({
    listId: created.list.id,
    item: { kind: "EQUITY", key: "NSE_EQ:2885" },
  });
  if (!added.ok) throw new Error(added.message);
  return { itemId: added.item.id };
}

test("the feed's state comes at once, and again as it changes", async () => {
  const events = await open("subscriptions.feedState", asha.session);
  for (let i = 0; i < 2; i++) {
    const state = await events.item<FeedState>();
    expect(state).toMatchObject({ source: "simulator" });
    expect(state.connections).toHaveLength(5);
  }
  await events.leave();
});

test("a chain comes whole each time, newer and newer", async () => {
  const expiry = await firstExpiry(asha.session);
  const wish = { underlying: "NIFTY", expiry, strikesEachSide: 5, everyMs: 250 };
  const events = await open("chains.live", asha.session, wish);
  const versions: number[] = [];
  while (versions.length < 3) {
    const item = await events.item<{ ok: true; chain: { version: number; since: null; legs: unknown[] } }>();
    expect(item).toMatchObject({ ok: true, chain: { since: null, chain: `NIFTY:${expiry}:5` } });
    versions.push(item.chain.version);
  }
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  await events.leave();
});

test("a user is told of their own items, and of nobody else's", async () => {
  const ravi = await server.addUser("ravi", "trader");
  const [mine, theirs] = [await open("watchlist.events", asha.session), await open("watchlist.events", ravi.session)];
  for (const events of [mine, theirs]) expect(await events.item<WatchlistEvent>()).toEqual({ type: "listening" });
  const [ashas, ravis] = [await withItem(asha.session, "asha's"), await withItem(ravi.session, "ravi's")];
  await server.as(server.admin).admin.unsubscribeAllTierA.mutate();
  for (const [events, own] of [
    [mine, ashas],
    [theirs, ravis],
  ] as const) {
    const event = await events.item<WatchlistEvent>();
    expect(event).toMatchObject({ type: "items-ended", items: [{ itemId: own.itemId }] });
    await events.leave();
  }
});

test("an admin is told of each end of a day that has finished", async () => {
  const events = await open("admin.eodEvents", server.admin);
  expect(await events.item<unknown>()).toEqual({ type: "listening" });
  const run = await server.as(server.admin).admin.runEndOfDay.mutate({ market: "MCX" });
  expect(await events.item<unknown>()).toEqual({ type: "eod-run", run });
  await events.leave();
});

test("everybody may hear of another master; the stream says that it listens", async () => {
  const events = await open("search.masterEvents", asha.session);
  expect(await events.item<unknown>()).toEqual({ type: "listening" });
  await events.leave();
});

test("whoever may not is refused as everywhere else, and so is what is no input", async () => {
  const refusal = async (name: string, headers: Credentials, input?: unknown) =>
    (await (await open(name, headers, input)).next("serialized-error")).data;
  expect(await refusal("admin.eodEvents", asha.session)).toMatchObject({
    data: { code: "FORBIDDEN", reason: "role-too-low" },
  });
  expect(await refusal("watchlist.events", {})).toMatchObject({
    data: { code: "UNAUTHORIZED", reason: "sign-in-needed" },
  });
  expect(await refusal("chains.live", asha.session, { underlying: "NIFTY" })).toMatchObject({
    data: { code: "BAD_REQUEST" },
  });
});

test("a subscription ends with the session that opened it", async () => {
  const session = await server.signIn("asha@example.com");
  const [ending, other] = [await open("watchlist.events", session), await open("watchlist.events", asha.session)];
  for (const events of [ending, other]) await events.item<unknown>();
  await server.post("/api/auth/sign-out", {}, session);
  expect(await ending.read()).toBeNull();
  const { itemId } = await withItem(asha.session, "still told");
  await server.as(server.admin).admin.unsubscribeAllTierA.mutate();
  expect(await other.item<WatchlistEvent>()).toMatchObject({ type: "items-ended", items: [{ itemId }] });
  await other.leave();
});

test("the client's subscription ends with its key, and is told why", async () => {
  const key = await server.addKey(asha.session, ["read"]);
  const sw = strikewire({ url: server.url, apiKey: key.text });
  const states = new Seen<FeedState>();
  const errors = new Seen<ApiError>();
  sw.subscriptions.feedState.subscribe(undefined, { onData: states.add, onError: errors.add });
  await states.until(({ feed }) => feed === "up");
  await server.as(asha.session).auth.keys.revoke.mutate({ id: key.id });
  const told = { code: "UNAUTHORIZED", httpStatus: 401, reason: "bad-credential", retryable: false };
  expect(await errors.until(() => true)).toMatchObject(told);
  sw.close();
});

test("a server that stops is not kept waiting by those who subscribe", async () => {
  const own = await AuthServer.start();
  const response = await fetch(`${own.url}/trpc/watchlist.events`, { headers: own.admin });
  const events = new EventReader(response);
  await events.item<unknown>();
  const stopped = own.stop();
  expect(await events.read().catch(() => null)).toBeNull();
  expect(await stopped).toBe(0);
});
