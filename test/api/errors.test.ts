import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { z } from "zod";
import { itemOf } from "../../server/api/live/items-of.ts";
import { uncallableRouter } from "../../server/api/sdk/generated-api.ts";
import { ACCESS_REFUSALS } from "../../shared/access-refusal.ts";
import { API_ERRORS, type ApiErrorCode } from "../../shared/api-error.ts";
import { AUTH_REFUSALS } from "../../shared/auth-refusal.ts";
import { CHAIN_REFUSALS } from "../../shared/chain-refusal.ts";
import { DHAN_CREDENTIALS_REFUSALS } from "../../shared/dhan-credentials.ts";
import { EVENT_REFUSALS } from "../../shared/live-events.ts";
import { SEARCH_REFUSALS } from "../../shared/search-refusal.ts";
import { WATCHLIST_REFUSALS } from "../../shared/watchlist-refusal.ts";
import { AuthServer } from "../fakes/auth-server.ts";

let server: AuthServer;
beforeAll(async () => {
  server = await AuthServer.start();
});
afterAll(() => server.stop());

interface Answered {
  status: number;
  message: string;
  data: { code: ApiErrorCode; httpStatus: number; reason?: string };
}

async function failure(path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(`${server.url}/trpc/${path}`, {
    ...init,
    headers: { ...server.admin, ...init.headers },
  });
  const { error } = (await response.json()) as { error: Omit<Answered, "status"> };
  return { status: response.status, message: error.message, data: error.data };
}

const json = { "content-type": "application/json" };

describe("a call that fails has one of the codes there are, its status, and says what to do next", () => {
  const cases: [ApiErrorCode, string, string, RequestInit][] = [
    ["BAD_REQUEST", "an input that is wrong", 'chains.get?input={"underlying":"","expiry":"soon"}', {}],
    ["BAD_REQUEST", "no input where there must be one", "chains.get", {}],
    ["BAD_REQUEST", "too many calls at once", `${Array(21).fill("auth.status").join(",")}?batch=1&input={}`, {}],
    ["BAD_REQUEST", "a query that is no JSON", "chains.get?input={", {}],
    ["BAD_REQUEST", "a body that is no JSON", "watchlist.create", { method: "POST", headers: json, body: "{" }],
    ["NOT_FOUND", "a procedure that is none", "chains.nothing", {}],
    ["METHOD_NOT_SUPPORTED", "a query that is posted as a change", "watchlist.create?input={}", {}],
    ["UNSUPPORTED_MEDIA_TYPE", "a body of another kind", "watchlist.create", { method: "POST", body: "name=mine" }],
    ["UNAUTHORIZED", "nobody's call", "watchlist.all", { headers: { cookie: "" } }],
  ];
  test.each(cases)("%s: %s", async (code, _, path, init) => {
    const { status, message, data } = await failure(path, init);
    expect({ status, ...data }).toMatchObject({ status: API_ERRORS[code].status, code, httpStatus: status });
    expect(message).toEndWith(
      code === "UNAUTHORIZED" ? ACCESS_REFUSALS["sign-in-needed"].message : API_ERRORS[code].next,
    );
    expect(message.length).toBeLessThan(500);
  });

  test("over REST too", async () => {
    const post = async (body: string) => {
      const headers = { ...server.admin, ...json };
      const response = await fetch(`${server.url}/api/v2/watchlist/add`, { method: "POST", headers, body });
      return { status: response.status, ...((await response.json()) as { code: ApiErrorCode; message: string }) };
    };
    expect(await post("{")).toMatchObject({ status: 400, code: "PARSE_ERROR" });
    expect((await post("{")).message).toEndWith(API_ERRORS.PARSE_ERROR.next);
    expect(await post("{}")).toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  test("what is wrong with an input is named", async () => {
    const { message } = await failure('chains.get?input={"underlying":"","expiry":"soon","colour":"red"}');
    for (const named of ["underlying: ", "expiry: ", "colour"]) expect(message).toContain(named);
    expect(message).not.toContain("{");
  });

  test("of an input in which everything is wrong some is named, and how much there is besides", async () => {
    const plan = { entries: Array(40).fill(7) };
    const { message, data } = await failure("admin.setTierBPlan", {
      ...{ method: "POST", headers: json },
      body: JSON.stringify(plan),
    });
    expect(data.code).toBe("BAD_REQUEST");
    expect(message).toMatch(/; and \d+ more\. Mend/);
  });
});

const TABLES: Record<string, Record<string, string>> = {
  access: Object.fromEntries(Object.entries(ACCESS_REFUSALS).map(([reason, { message }]) => [reason, message])),
  auth: AUTH_REFUSALS,
  chain: CHAIN_REFUSALS,
  "Dhan credentials": DHAN_CREDENTIALS_REFUSALS,
  events: EVENT_REFUSALS,
  search: SEARCH_REFUSALS,
  watchlist: WATCHLIST_REFUSALS,
};

test.each(Object.entries(TABLES))("each refusal about %s says what happened and what to do next", (_, table) => {
  for (const [reason, message] of Object.entries(table)) {
    expect([reason, message]).toEqual([reason, expect.stringMatching(/^[A-Z][^:]+(: |, or )[\s\S]+\.$/)]);
  }
});

interface Shape {
  properties?: Record<string, Shape & { const?: unknown; enum?: string[]; type?: string }>;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** Answers that are refusals, of those a procedure may give. */
function refusalsIn(shape: Shape): Shape[] {
  const inner = [...(shape.anyOf ?? []), ...(shape.oneOf ?? [])].flatMap(refusalsIn);
  return shape.properties?.ok?.const === false ? [shape, ...inner] : inner;
}

test("every procedure that may refuse gives a reason of a closed set, and a message", () => {
  const known = Object.values(TABLES).map((table) => Object.keys(table).sort().join());
  const refusing: string[] = [];
  for (const [name, procedure] of Object.entries(uncallableRouter()._def.procedures)) {
    const { output } = (procedure as unknown as { _def: { output: z.ZodType } })._def;
    const shape = z.toJSONSchema(itemOf(output) ?? output, { reused: "inline", unrepresentable: "any" }) as Shape;
    for (const { properties } of refusalsIn(shape)) {
      refusing.push(name);
      expect([name, properties?.message?.type]).toEqual([name, "string"]);
      expect([name, known]).toEqual([name, expect.arrayContaining([[...properties!.reason!.enum!].sort().join()])]);
    }
  }
  for (const name of ["chains.get", "chains.live", "watchlist.addItem", "search.instruments", "auth.keys.create"])
    expect(refusing).toContain(name);
});
