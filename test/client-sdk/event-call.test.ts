import { afterEach, beforeEach, expect, test } from "bun:test";
import { createApi } from "../../client-sdk/api.ts";
import type { ApiError } from "../../client-sdk/index.ts";
import { EventServer } from "../fakes/event-server.ts";
import { until } from "../fakes/until.ts";
import { Seen } from "./harness.ts";

let server: EventServer;
beforeEach(() => {
  server = new EventServer();
});
afterEach(() => server.stop());

function subscribe(options: { apiKey?: string } = {}) {
  const { api, close } = createApi({ url: server.url, random: () => 0, ...options });
  const items = new Seen<unknown>();
  const errors = new Seen<ApiError>();
  const completions = new Seen<true>();
  const input = { underlying: "NIFTY", expiry: "2026-12-01" };
  const subscription = api.chains.live.subscribe(input, {
    onData: items.add,
    onError: errors.add,
    onComplete: () => completions.add(true),
  });
  return { api, close, items, errors, completions, subscription };
}

test("a subscription takes its input and the key along, and tells each item", async () => {
  const { items, subscription } = subscribe({ apiKey: "swk_secret" });
  const { url, headers, say } = await server.request(0);
  expect(url.pathname).toBe("/trpc/chains.live");
  expect(JSON.parse(url.searchParams.get("input")!)).toEqual({ underlying: "NIFTY", expiry: "2026-12-01" });
  expect(headers.get("authorization")).toBe("Bearer swk_secret");
  expect(url.href).not.toContain("swk_secret");
  say({ n: 1 });
  say({ n: 2 });
  await items.until((item) => (item as { n: number }).n === 2);
  expect(items.all).toEqual([{ n: 1 }, { n: 2 }]);
  subscription.unsubscribe();
  await until("the server is left", () => server.left === 1);
});

test("a connection that is lost is made again, and the application hears nothing of it", async () => {
  const { items, errors, completions, subscription } = subscribe();
  const first = await server.request(0);
  first.say("before");
  await items.until((item) => item === "before");
  first.cut();
  (await server.request(1)).say("after");
  await items.until((item) => item === "after");
  expect([errors.all, completions.all]).toEqual([[], []]);
  subscription.unsubscribe();
});

test("a server that cannot answer for a while is asked again", async () => {
  for (const status of [502, 503, 500]) server.refusals.push({ status, body: "<html>" });
  const { items, errors, subscription } = subscribe();
  (await server.request(0)).say("at last");
  await items.until((item) => item === "at last");
  expect(errors.all).toEqual([]);
  subscription.unsubscribe();
});

test("a refusal by the server ends it with the server's words, code and reason, and it is not asked again", async () => {
  const { errors, completions } = subscribe();
  const { say } = await server.request(0);
  const data = { code: "UNAUTHORIZED", httpStatus: 401, reason: "bad-credential" };
  say({ message: "make another key", code: -32_001, data }, "serialized-error");
  expect(await errors.until(() => true)).toMatchObject({ message: "make another key", retryable: false, ...data });
  await until("the server is left", () => server.left === 1);
  expect([server.requests.length, completions.all.length]).toEqual([1, 0]);
});

test.each([
  [429, '{"error":"close one","reason":"too-many-streams"}', { message: "close one", reason: "too-many-streams" }],
  [403, "<html>", { message: "the server answered 403", reason: null }],
])("what %i refuses at the door is told, and is not asked again", async (httpStatus, body, told) => {
  server.refusals.push({ status: httpStatus, body });
  const { errors } = subscribe();
  expect(await errors.until(() => true)).toMatchObject({ code: "UNREACHABLE", httpStatus, ...told });
  expect(server.requests).toHaveLength(0);
});

test("a stream that the server ends is complete", async () => {
  const { items, errors, completions } = subscribe();
  const { say } = await server.request(0);
  say("last");
  say("", "return");
  await completions.until(() => true);
  expect([items.all, errors.all]).toEqual([["last"], []]);
});

test("closing the client ends all subscriptions and tells nothing more; there are no new ones", async () => {
  const { api, close, errors, completions } = subscribe();
  api.subscriptions.feedState.subscribe(undefined, { onData() {} });
  await server.request(1);
  close();
  await until("the server is left", () => server.left === 2);
  expect([errors.all, completions.all]).toEqual([[], []]);
  expect(() => api.subscriptions.feedState.subscribe(undefined, { onData() {} })).toThrow("closed");
});

test("closing while it waits to ask again ends the waiting", async () => {
  server.refusals.push({ status: 503, body: "" }, { status: 503, body: "" });
  const { subscription } = subscribe();
  await until("it was refused", () => server.refusals.length < 2);
  subscription.unsubscribe();
  const other = subscribe();
  await server.request(0);
  expect(server.requests).toHaveLength(1);
  other.close();
});
