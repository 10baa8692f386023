import { afterEach, expect, test } from "bun:test";
import { strikewire } from "../../client-sdk/index.ts";
import { createQueryClient } from "../../web/query-client.ts";
import { Toaster } from "../../web/toast/toaster.ts";
import { PresentList } from "../../web/watchlist/present-list.ts";
import { Watchlists } from "../../web/watchlist/watchlists.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";

const RELIANCE = { kind: "EQUITY", key: "NSE_EQ:2885" } as const;
const HDFC = { kind: "EQUITY", key: "NSE_EQ:1333" } as const;
const TCS = { kind: "EQUITY", key: "NSE_EQ:11536" } as const;

let server: FakeTickServer | null = null;
afterEach(() => server?.stop());

function rig({ storage = new Map<string, string>() } = {}) {
  server = new FakeTickServer();
  server.list(RELIANCE.key, "RELIANCE");
  server.list(HDFC.key, "HDFCBANK");
  const toaster = new Toaster();
  const present = new PresentList({
    getItem: (key) => storage.get(key) ?? null,
    setItem: (key, value) => void storage.set(key, value),
  });
  const queries = createQueryClient();
  const client = strikewire({ url: server.url.replace("ws:", "http:") });
  const watchlists = new Watchlists({ server: client, queries, toaster, present });
  const names = () => watchlists.lists.map(({ items }) => items.map(({ underlying }) => underlying));
  return { api: server.api, watchlists, queries, toaster, present, names };
}

test("what is added when there is no list yet makes one, and only one", async () => {
  const { api, watchlists } = rig();
  const outcomes = await Promise.all([watchlists.add(RELIANCE, "RELIANCE"), watchlists.add(HDFC, "HDFCBANK")]);
  expect(outcomes.map(({ text }) => text)).toEqual(["Added RELIANCE to Default", "Added HDFCBANK to Default"]);
  expect(api.lists.map(({ list, items }) => [list.name, items.length])).toEqual([["Default", 2]]);
  expect(await watchlists.add(HDFC, "HDFCBANK")).toEqual({ ok: true, text: "HDFCBANK is on Default already" });
});

test("what is refused is told, and nothing is on the list", async () => {
  const { watchlists, names } = rig();
  const outcome = await watchlists.add({ kind: "FUTURE", key: "NSE_FNO:1" }, "NIFTY FUT");
  expect(outcome).toEqual({ ok: false, text: expect.stringContaining("No such instrument is listed") });
  expect(names()).toEqual([[]]);
});

test("a move is shown at once, and taken back when the server cannot be reached", async () => {
  const { api, watchlists, queries, toaster, names } = rig();
  const { list, items } = api.putList("Default", [RELIANCE.key, HDFC.key]);
  await queries.fetchQuery(watchlists.query);
  const seen: string[][][] = [];
  const stopWatching = queries.getQueryCache().subscribe(() => seen.push(names()));
  await server!.stop();
  const moving = watchlists.move(list.id, items[1]!.id, 0);
  await moving;
  stopWatching();
  expect(seen).toContainEqual([["HDFCBANK", "RELIANCE"]]);
  expect(names()).toEqual([["RELIANCE", "HDFCBANK"]]);
  expect(toaster.toasts.map(({ text }) => text)).toEqual([
    "The server did not answer. Try again once the connection is back.",
  ]);
});

test("of two moves made at once the later one stands, however long the earlier one was on its way", async () => {
  const { api, watchlists, queries, names } = rig();
  server!.list(TCS.key, "TCS");
  const { list, items } = api.putList("Default", [RELIANCE.key, HDFC.key, TCS.key]);
  await queries.fetchQuery(watchlists.query);
  const ways = [Bun.sleep(50)];
  api.way = async (path) => {
    if (path === "watchlist.reorderItems") await ways.shift();
  };
  const first = watchlists.move(list.id, items[0]!.id, 1);
  while (names()[0]![0] === "RELIANCE") await Bun.sleep(1);
  await Promise.all([first, watchlists.move(list.id, items[0]!.id, 2)]);
  expect(names()).toEqual([["HDFCBANK", "TCS", "RELIANCE"]]);
  expect(api.lists[0]!.items.map(({ underlying }) => underlying)).toEqual(["HDFCBANK", "TCS", "RELIANCE"]);
});

test("a removal can be taken back, to its place", async () => {
  const { api, watchlists, queries, toaster, names } = rig();
  const { items } = api.putList("Default", [RELIANCE.key, HDFC.key]);
  await queries.fetchQuery(watchlists.query);
  await watchlists.remove({ ...items[0]! }, "RELIANCE");
  expect(names()).toEqual([["HDFCBANK"]]);
  const [toast] = toaster.toasts;
  expect(toast?.text).toBe("Removed RELIANCE");
  const restored = Promise.withResolvers<void>();
  queries.getQueryCache().subscribe(() => names()[0]?.[0] === "RELIANCE" && restored.resolve());
  toast!.action!.run();
  await restored.promise;
  expect(names()).toEqual([["RELIANCE", "HDFCBANK"]]);
});

test("the list that was chosen is remembered; when it is gone the first takes its place", async () => {
  const storage = new Map<string, string>();
  const { api, watchlists, queries, present } = rig({ storage });
  api.putList("One", []);
  const two = api.putList("Two", []);
  present.choose(two.list.id);
  const lists = await queries.fetchQuery(watchlists.query);
  expect(watchlists.presentOf(lists)?.list.name).toBe("Two");
  expect([...storage.values()]).toEqual([two.list.id]);
  expect(watchlists.presentOf(lists.slice(0, 1))?.list.name).toBe("One");
  expect(watchlists.presentOf([])).toBeNull();
});
