import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Ajv2020 from "ajv/dist/2020.js";
import fc from "fast-check";
import { restError } from "../../shared/rest-error.ts";
import type { Role } from "../../shared/role.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { fitting, type InputSchema, type KnownTexts, nearly, ODD_TEXTS } from "../fakes/schema-arbitrary.ts";
import { ROUTES } from "./rest-routes.ts";

const CALLERS = ["nobody", "viewer", "trader", "admin"] as const;
type Caller = (typeof CALLERS)[number];
const RUNS = 40;
/** Bodies and odd paths of each route, beside the runs. */
const ODD_RUNS = 25;

interface Parameter {
  in: "path" | "query";
  name: string;
  required?: boolean;
  schema: InputSchema;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: { "application/json": { schema: InputSchema } } };
  responses: Record<string, { content?: { "application/json": { schema: object } } }>;
}

let server: AuthServer;
let paths: Record<string, Record<string, Operation>>;
let ajv: Ajv2020;
const credentials = {} as Record<Caller, Credentials>;
const known: Record<string, string[]> = {
  key: ["NSE_EQ:2885", "IDX_I:13", "BSE_EQ:500325"],
  after: ["IDX_I:13", "NSE_FNO:1"],
  underlying: ["NIFTY", "BANKNIFTY", "RELIANCE", "M&M", "CRUDEOIL"],
  symbol: ["NIFTY", "SENSEX", "RELIANCE", "NATURALGAS"],
  query: ["nifty 25000 ce", "relaince", "bn 57k pe next week", "INE002A01018"],
  segments: ["NSE_EQ", "NSE_FNO,BSE_FNO"],
  kinds: ["EQUITY", "FUTURE,OPTION"],
};

beforeAll(async () => {
  server = await AuthServer.start();
  ({ paths } = await (await fetch(`${server.url}/openapi.json`)).json());
  ajv = new Ajv2020({ strict: false, validateFormats: false });
  Object.assign(credentials, { nobody: {}, admin: server.admin });
  for (const role of ["viewer", "trader"] as const) credentials[role] = (await server.addUser(role, role)).session;
  const trader = server.as(credentials.trader);
  const expiries = await trader.search.expiries.query({ underlying: "NIFTY" });
  if (!expiries.ok) throw new Error(expiries.reason);
  known.expiry = expiries.listed.expiries.slice(0, 3).map(({ expiry }) => expiry);
  known.dates = known.expiry;
  const created = await trader.watchlist.create.mutate({ name: "fuzzed" });
  if (!created.ok) throw new Error(created.reason);
  known.listId = [created.list.id];
  const item = { kind: "EQUITY", key: "NSE_EQ:1594" } as const;
  const added = await trader.watchlist.addItem.mutate({ listId: created.list.id, item });
  if (!added.ok) throw new Error(added.reason);
  known.itemId = [added.item.id];
});
afterAll(() => server.stop());

test("the document has the routes that are tried here, and no other", () => {
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(ROUTES.map(({ route }) => route).sort());
});

const operationOf = (route: string): Operation => {
  const [method, path] = route.split(" ");
  return paths[path!]![method!.toLowerCase()]!;
};

/** The input of a route as one object, as its procedure takes it. */
function inputSchema({ parameters = [], requestBody }: Operation): InputSchema {
  if (requestBody !== undefined) return requestBody.content["application/json"].schema;
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required,
  };
}

/** Texts as they go into a URL: a lone surrogate has no bytes of its own. */
const inUrl = (value: unknown) =>
  encodeURIComponent((typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed());

function requestOf(route: string, input: Record<string, unknown>): { path: string; init: RequestInit } {
  const [method, template] = route.split(" ") as [string, string];
  const rest = new Map(Object.entries(input));
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    const segment = inUrl(value);
    // Nothing, and dots, would make another path of it.
    return /^\.{0,2}$/.test(segment) ? "x" : segment;
  });
  if (method === "POST")
    return { path, init: { method, headers: { "content-type": "application/json" }, body: JSON.stringify(input) } };
  const query = [...rest].map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`).join("&");
  return { path: query === "" ? path : `${path}?${query}`, init: {} };
}

/** Sends it and checks what must hold of every answer; returns its status. */
async function send(route: string, caller: Caller, path: string, init: RequestInit): Promise<number> {
  const headers = { ...(init.headers as Record<string, string>), ...credentials[caller] };
  const response = await fetch(`${server.url}/api/v2${path}`, { ...init, headers });
  const text = await response.text();
  const { status } = response;
  expect(text).not.toMatch(/node_modules|\.ts:|\bat .+:\d+:\d+|SQLITE|ZodError/);
  expect({ status, isOurFault: status >= 500 }).toEqual({ status, isOurFault: false });
  const { responses } = operationOf(route);
  if (status === 200) {
    const { schema } = responses["200"]!.content!["application/json"];
    const isValid = ajv.validate(schema, JSON.parse(text));
    expect({ errors: isValid ? [] : ajv.errors }).toEqual({ errors: [] });
  } else {
    restError.strict().parse(JSON.parse(text));
    expect([...Object.keys(responses), "404", "405"]).toContain(String(status));
  }
  return status;
}

function mayOf(caller: Caller, least: Role): boolean {
  return CALLERS.indexOf(caller) >= CALLERS.indexOf(least);
}

/** Whoever may not is told so, whatever they send. */
function expectedOfStrangers(caller: Caller, least: Role): number | null {
  return mayOf(caller, least) ? null : caller === "nobody" ? 401 : 403;
}

describe.each(CALLERS)("as %s", (caller) => {
  test.each(ROUTES.map(({ route, least }) => [route, least] as const))("%s: what fits", async (route, least) => {
    const schema = inputSchema(operationOf(route));
    const refused = expectedOfStrangers(caller, least);
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fitting(schema, known as KnownTexts) as fc.Arbitrary<Record<string, unknown>>, async (input) => {
        const { path, init } = requestOf(route, input);
        const status = await send(route, caller, path, init);
        if (refused !== null) expect(status).toBe(refused);
        statuses.add(status);
      }),
      { numRuns: refused === null ? RUNS : 5 },
    );
    if (refused === null) expect([...statuses]).toContain(200);
  });

  test.each(ROUTES.map(({ route, least }) => [route, least] as const))("%s: what nearly fits", async (route, least) => {
    const schema = inputSchema(operationOf(route));
    const refused = expectedOfStrangers(caller, least);
    await fc.assert(
      fc.asyncProperty(nearly(schema, known as KnownTexts), async (input) => {
        const { path, init } = requestOf(route, input);
        const status = await send(route, caller, path, init);
        if (refused !== null && status !== 414) expect(status).toBe(refused);
      }),
      { numRuns: refused === null ? RUNS : 5 },
    );
  });

  test.each(ROUTES.map(({ route }) => route))("%s: odd bodies, queries and paths", async (route) => {
    const [method, template] = route.split(" ") as [string, string];
    const type = fc.constantFrom(
      "application/json",
      "application/json; charset=utf-16",
      "text/plain",
      "",
      "application/xml",
    );
    const body = fc.oneof(
      fc.constantFrom("", "null", "[]", '"x"', "1", "{", `{"a":${"[".repeat(20_000)}`, `${"[".repeat(20_000)}`),
      fc.constantFrom('{"market":"MCX","market":"MCX"}', `{"x":"${"y".repeat(70_000)}"}`, "\ufeff{}", "\0"),
      fc.string({ unit: "binary" }),
    );
    const odd = fc.constantFrom(...ODD_TEXTS);
    const tricks = fc.constantFrom("//", "/.", "/%00", "%", ";a=1", "/", "?", "?a=1&a=2", "?=", "?&&&");
    await fc.assert(
      fc.asyncProperty(type, body, odd, tricks, async (contentType, text, value, trick) => {
        const path = template.replaceAll(/\{\w+\}/g, inUrl(value));
        const init =
          method === "GET" ? {} : { method, body: text.toWellFormed(), headers: { "content-type": contentType } };
        await send(route, caller, path, init);
        await send(route, caller, path + trick, init);
      }),
      { numRuns: mayOf(caller, "viewer") ? ODD_RUNS : 5 },
    );
  });
});
