import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { QUERY_LENGTH_MOST } from "../../server/api/rest/rest-api.ts";
import { curlOf, REST_EXAMPLES } from "../../server/api/rest/rest-examples.ts";
import { REST_BODY_BYTES_MOST } from "../../server/api/rest/rest-input.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";

let server: ServerProcess;
let url: string;
let folder: string;
let document: { openapi: string; paths: Record<string, Record<string, { description?: string }>> };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-rest-"));
  server = new ServerProcess({ DATA_DIR: folder });
  url = await server.url();
  document = await (await fetch(`${url}/openapi.json`)).json();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${url}/api/v2${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    text,
    json: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : null,
  };
};
const post = (path: string, body: unknown, type = "application/json") =>
  call(path, {
    method: "POST",
    headers: { "content-type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const niftyExpiry = async () => {
  const { entries } = await trpcCaller(url).subscriptions.tierB.query();
  return entries.find(({ underlying }) => underlying === "NIFTY")!.series[1]!.expiry;
};

describe("the document", () => {
  test("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(document.openapi).toBe("3.1.0");
  });

  test("has an example for every route, and every example a route", () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(REST_EXAMPLES.map(({ method, route }) => `${method} ${route}`).sort());
    for (const methods of Object.values(document.paths))
      for (const { description } of Object.values(methods)) {
        expect(description).toContain("curl ");
        expect(description).not.toContain("EXPIRY");
      }
  });
});

test("the curl call of every route works as it is shown", async () => {
  const api = trpcCaller(url);
  const created = await api.watchlist.create.mutate({ name: "for curl" });
  if (!created.ok) throw new Error(created.reason);
  const known: Record<string, string> = { EXPIRY: await niftyExpiry(), LIST: created.list.id };
  for (const example of REST_EXAMPLES) {
    const shown = curlOf(example, `${url}/api/v2`).replaceAll(/EXPIRY|LIST|ITEM/g, (name) => known[name]!);
    const child = Bun.spawn(["sh", "-c", `${shown} -s -w '\\n%{http_code}'`], { stdout: "pipe", stderr: "pipe" });
    const [body, status] = (await new Response(child.stdout).text()).split(/\n(?=\d{3}$)/);
    expect(`${example.method} ${example.route} ${status}`).toBe(`${example.method} ${example.route} 200`);
    const answer = JSON.parse(body!);
    // A refusal is an answer too, and none is expected here.
    expect(answer).not.toMatchObject({ ok: false });
    if (example.route === "/watchlist/add") known.ITEM = answer.item.id;
  }
});

describe("a request that can't be met", () => {
  test.each([
    ["an unknown route", "/nothing", 404],
    ["an unknown parameter", "/subscriptions/active?colour=red", 400],
    ["a parameter of another kind", "/subscriptions/active?limit=many", 400],
    ["a parameter that is there twice", "/subscriptions/active?limit=5&limit=6", 400],
    ["a parameter beyond its limit", "/subscriptions/active?limit=1001", 400],
    ["a key that is none", "/subscriptions/NIFTY", 400],
    ["a path with broken escapes", "/subscriptions/%E0%A4%A", 400],
    ["a path that climbs", "/subscriptions/..%2F..%2Fadmin", 400],
    ["a parameter that is in its path too", "/subscriptions/IDX_I:13?key=IDX_I:25", 400],
    ["a parameter with a name of JavaScript's own", "/subscriptions/IDX_I:13?__proto__=1", 400],
    ["a parameter where there are none", "/subscriptions/status?limit=5", 400],
    ["a number that is one in JavaScript alone", "/subscriptions/active?limit=0x10", 400],
    ["a list longer than its set", `/instruments/search?query=a&segments=${Array(9).fill("NSE_EQ")}`, 400],
    ["a query without end", `/subscriptions/active?after=${"x".repeat(QUERY_LENGTH_MOST)}`, 414],
  ])("%s: %s answers %p, in JSON, without our sources", async (_, path, status) => {
    const answer = await call(path);
    expect(answer.status).toBe(status);
    expect(typeof answer.json.message).toBe("string");
    expect(answer.text).not.toMatch(/stack|node_modules|\.ts:/);
  });

  test.each([
    ["no JSON", "{", 400],
    ["a body of another kind", [], 400],
    ["a field of another kind", { listId: 5, item: null }, 400],
    ["an unknown item", { listId: crypto.randomUUID(), item: { kind: "GOLD" } }, 400],
    ["an unknown field", { listId: crypto.randomUUID(), item: { kind: "EQUITY", key: "NSE_EQ:2885" }, colour: 1 }, 400],
    ["more than any that means something", { listId: "x".repeat(REST_BODY_BYTES_MOST) }, 413],
  ])("a body with %s", async (_, body, status) => {
    const answer = await post("/watchlist/add", body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/stack|node_modules|\.ts:/);
  });

  test("a text is no number, though it looks like one: JSON has numbers of its own", async () => {
    const input = { underlying: "NIFTY", expiry: await niftyExpiry() };
    expect((await post("/option-chain/subscribe", { ...input, keepMs: 60_000 })).status).toBe(200);
    for (const other of [{ keepMs: "60000" }, { keepMs: true }, { underlying: 5 }]) {
      const { status, json } = await post("/option-chain/subscribe", { ...input, ...other });
      expect([status, json.issues[0].path]).toEqual([400, Object.keys(other)[0]]);
    }
  });

  test("a body or a query for a route that takes nothing is refused, and nothing is done", async () => {
    expect((await post("/admin/rebalance-ws", { connection: 1 })).status).toBe(400);
    expect((await post("/admin/rebalance-ws?connection=1", {})).status).toBe(400);
    expect((await post("/admin/rebalance-ws", [])).status).toBe(400);
  });

  test.each(["PUT", "DELETE", "PATCH", "POST"])("%s of a route that is read is told what it takes", async (method) => {
    const response = await fetch(`${url}/api/v2/watchlist`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("a body that says it is something else is refused as that", async () => {
    expect((await post("/watchlist/remove", "itemId=1", "text/plain")).status).toBe(415);
  });

  test("another site's page is refused", async () => {
    expect((await call("/subscriptions/status", { headers: { origin: "https://evil.example" } })).status).toBe(403);
  });
});

test("a key may be written with its colon escaped", async () => {
  const plain = await call("/subscriptions/IDX_I:13");
  expect(plain.json).toMatchObject({ subscription: { key: "IDX_I:13", name: "NIFTY", tier: "pinned" } });
  const escaped = await call("/subscriptions/IDX_I%3A13");
  expect(escaped.json).toMatchObject({ subscription: { key: "IDX_I:13" } });
});

test("what can't be had is an answer with a reason, not an error", async () => {
  const { status, json } = await call("/option-chain/NOSUCH?expiry=2099-12-01");
  expect([status, json.ok, json.reason]).toEqual([200, false, "unknown-underlying"]);
});

describe("instruments", () => {
  test("are found in a trader's words, filtered by lists in the query, page by page", async () => {
    const { json } = await call("/instruments/search?query=reliance&segments=NSE_EQ,BSE_EQ&kinds=EQUITY&limit=1");
    expect(json).toMatchObject({ ok: true, hits: [{ key: "NSE_EQ:2885" }] });
    const next = await call(
      `/instruments/search?query=reliance&segments=NSE_EQ,BSE_EQ&kinds=EQUITY&limit=1&page=${encodeURIComponent(json.next)}`,
    );
    expect(next.json).toMatchObject({ ok: true, hits: [{ underlying: "RELIANCE", segment: "BSE_EQ" }] });
  });

  test.each(["segments=MOON", "kinds=", "limit=0", "limit=51", "limit=many"])(
    "are not looked for with %s",
    async (query) => {
      expect((await call(`/instruments/search?query=nifty&${query}`)).status).toBe(400);
    },
  );

  test("that are not listed are an answer with a reason", async () => {
    expect((await call("/instruments/NSE_EQ:4294967295")).json).toMatchObject({
      ok: false,
      reason: "unknown-instrument",
    });
    expect((await call("/instruments/NOSUCH/expiries")).json).toMatchObject({ ok: false });
  });

  test("whose ticker has a sign of its own are found by their path", async () => {
    const { json } = await call("/instruments/M%26M/expiries");
    expect(json).toMatchObject({ ok: true, listed: { underlying: "M&M", spotKey: "NSE_EQ:2031" } });
    expect(json.listed.expiries.length).toBeGreaterThan(1);
  });
});
