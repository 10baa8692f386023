import { Database as SqliteDatabase } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { uncallableRouter } from "../../server/api/sdk/generated-api.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { JsonClient } from "../fakes/json-client.ts";

/** Whoever asks, in the order of the columns below. */
const CALLERS = [
  "nobody",
  "viewer",
  "trader",
  "admin",
  "expired session",
  "forged cookie",
  "revoked key",
  "trader's read key",
  "trader's full key",
  "admin's read key",
  "admin's full key",
] as const;
type Caller = (typeof CALLERS)[number];

const SIGN_IN = "UNAUTHORIZED";
const NO = "FORBIDDEN";
const IN = "let in";

/** What each caller is answered; `let in` is whatever comes after the door, a complaint about the input too. */
const ANSWERS = {
  anybody: [IN, IN, IN, IN, IN, IN, IN, IN, IN, IN, IN],
  viewer: [SIGN_IN, IN, IN, IN, SIGN_IN, SIGN_IN, SIGN_IN, IN, IN, IN, IN],
  trader: [SIGN_IN, NO, IN, IN, SIGN_IN, SIGN_IN, SIGN_IN, NO, IN, NO, IN],
  admin: [SIGN_IN, NO, NO, IN, SIGN_IN, SIGN_IN, SIGN_IN, NO, NO, NO, IN],
  "own account": [SIGN_IN, IN, IN, IN, SIGN_IN, SIGN_IN, SIGN_IN, NO, NO, NO, NO],
  "admin in person": [SIGN_IN, NO, NO, IN, SIGN_IN, SIGN_IN, SIGN_IN, NO, NO, NO, NO],
} as const satisfies Record<string, readonly string[]>;

/** Every procedure there is. One that is missing here fails the first test. */
const WHO_MAY: Record<string, keyof typeof ANSWERS> = {
  "auth.status": "anybody",
  "auth.openLink": "anybody",
  "auth.useLink": "anybody",
  "auth.changePassword": "own account",
  "auth.sessions.list": "own account",
  "auth.sessions.revoke": "own account",
  "auth.keys.list": "own account",
  "auth.keys.create": "own account",
  "auth.keys.revoke": "own account",
  "subscriptions.status": "viewer",
  "subscriptions.tierB": "viewer",
  "subscriptions.active": "viewer",
  "subscriptions.instrument": "viewer",
  "search.instruments": "viewer",
  "search.found": "viewer",
  "search.instrument": "viewer",
  "search.expiries": "viewer",
  "search.series": "viewer",
  "chains.get": "viewer",
  "chains.ofSymbol": "viewer",
  "chains.keep": "trader",
  "watchlist.all": "viewer",
  "watchlist.overview": "viewer",
  "watchlist.create": "trader",
  "watchlist.rename": "trader",
  "watchlist.reorder": "trader",
  "watchlist.remove": "trader",
  "watchlist.view": "trader",
  "watchlist.addItem": "trader",
  "watchlist.openItem": "trader",
  "watchlist.reactivateItem": "trader",
  "watchlist.removeItem": "trader",
  "watchlist.reorderItems": "trader",
  "watchlist.addExpiry": "trader",
  "watchlist.removeExpiry": "trader",
  "admin.tierBPlan": "admin",
  "admin.setTierBPlan": "admin",
  "admin.rebalance": "admin",
  "admin.connections": "admin",
  "admin.feed.switch": "admin",
  "admin.feed.switchOff": "admin",
  "admin.feed.switchOn": "admin",
  "admin.feed.disconnect": "admin",
  "admin.feed.connect": "admin",
  "admin.holdings": "admin",
  "admin.unsubscribeAllTierA": "admin",
  "admin.clearWatchlists": "admin",
  "admin.masterStatus": "admin",
  "admin.refreshMaster": "admin",
  "admin.masterRefreshes": "admin",
  "admin.masterChange": "admin",
  "admin.eodRuns": "admin",
  "admin.runEndOfDay": "admin",
  "admin.subscriptionLog": "admin",
  "admin.dhanCredentials.status": "admin in person",
  "admin.dhanCredentials.set": "admin in person",
  "admin.dhanCredentials.forget": "admin in person",
  "admin.users.list": "admin in person",
  "admin.users.create": "admin in person",
  "admin.users.setRole": "admin in person",
  "admin.users.setShare": "admin in person",
  "admin.users.deactivate": "admin in person",
  "admin.users.reactivate": "admin in person",
  "admin.users.resetLink": "admin in person",
  "admin.users.sessions": "admin in person",
  "admin.users.revokeSession": "admin in person",
  "admin.users.keys": "admin in person",
  "admin.users.revokeKey": "admin in person",
};

type Procedure = { _def: { type: string; meta?: { role?: string } } };
/** None of them is called: only the router's shape is looked at. */
const procedures = (uncallableRouter() as unknown as { _def: { procedures: Record<string, Procedure> } })._def
  .procedures;

let server: AuthServer;
const credentials = {} as Record<Caller, Credentials>;

beforeAll(async () => {
  // Bad keys are counted by address, and the table has more procedures than one address has attempts.
  server = await AuthServer.start({ TRUSTED_PROXIES: "127.0.0.1" });
  const viewer = await server.addUser("viewer", "viewer");
  const trader = await server.addUser("trader", "trader");
  const expired = await server.addUser("expired", "admin");
  using sqlite = new SqliteDatabase(join(server.process.dataDir, "strikewire.db"));
  sqlite.query("update sessions set expires_at = ? where user_id = ?").run(Date.now() - 1, expired.userId);
  const revoked = await server.addKey(server.admin, ["admin"]);
  await server.as(server.admin).auth.keys.revoke.mutate({ id: revoked.id });
  Object.assign(credentials, {
    nobody: {},
    viewer: viewer.session,
    trader: trader.session,
    admin: server.admin,
    "expired session": expired.session,
    "forged cookie": { cookie: server.admin.cookie!.replace(/=./, (start) => (start === "=x" ? "=y" : "=x")) },
    "revoked key": revoked.headers,
    "trader's read key": (await server.addKey(trader.session, ["read"])).headers,
    "trader's full key": (await server.addKey(trader.session, ["read", "trade"])).headers,
    "admin's read key": (await server.addKey(server.admin, ["read"])).headers,
    "admin's full key": { "x-api-key": (await server.addKey(server.admin, ["read", "trade", "admin"])).text },
  });
});
afterAll(() => server.stop());

test("the table has every procedure, and no other", () => {
  expect(Object.keys(WHO_MAY).toSorted()).toEqual(Object.keys(procedures).toSorted());
});

test("every procedure says who may", () => {
  const without = Object.entries(procedures).filter(([, { _def }]) => _def.meta?.role === undefined);
  expect(without.map(([name]) => name)).toEqual([]);
});

let asked = 0;
/** The code of the answer, or that the door was passed. */
async function ask(name: string, credentials: Credentials): Promise<{ code: string; status: number; reason: unknown }> {
  asked++;
  const headers = { ...credentials, "x-forwarded-for": `10.0.${asked >> 8}.${asked & 255}` };
  const isQuery = procedures[name]!._def.type === "query";
  // `null` is no input that any of them takes: those with one complain, those without do their harmless work.
  const response = isQuery
    ? await fetch(`${server.url}/trpc/${name}?input=null`, { headers })
    : await server.post(`/trpc/${name}`, null, headers);
  const { error } = (await response.json()) as { error?: { data: { code: string; reason?: string } } };
  const isTurnedAway = [SIGN_IN, NO, "TOO_MANY_REQUESTS"].includes(error?.data.code ?? "");
  const code = isTurnedAway ? error!.data.code : IN;
  return { code, status: response.status, reason: error?.data.reason };
}

describe("each procedure is for whom the table says", () => {
  test.each(Object.entries(WHO_MAY))("%s: %s", async (name, who) => {
    const answers = await Promise.all(CALLERS.map((caller) => ask(name, credentials[caller])));
    expect(answers.map(({ code }, i) => [CALLERS[i], code])).toEqual(CALLERS.map((one, i) => [one, ANSWERS[who][i]]));
    for (const { code, status, reason } of answers) {
      if (code === SIGN_IN)
        expect([status, ["sign-in-needed", "bad-credential"].includes(String(reason))]).toEqual([401, true]);
      if (code === NO)
        expect([status, ["role-too-low", "scope-missing", "session-only"].includes(String(reason))]).toEqual([
          403,
          true,
        ]);
    }
  });
});

describe("the stream is for whoever may read", () => {
  test.each(CALLERS.map((caller, i) => [caller, ANSWERS.viewer[i]] as const))("%s: %s", async (caller, answer) => {
    const upgrade = {
      ...{ connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    if (answer === IN) {
      const client = new JsonClient(server.url, { headers: credentials[caller] });
      await client.next("hello");
      client.close();
    } else {
      const response = await fetch(`${server.url}/ticks`, { headers: { ...upgrade, ...credentials[caller] } });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toStartWith("Bearer");
    }
  });
});

test("a batch is judged call by call", async () => {
  const input = encodeURIComponent(JSON.stringify({}));
  const names = "auth.status,subscriptions.status,admin.tierBPlan";
  const response = await fetch(`${server.url}/trpc/${names}?batch=1&input=${input}`, { headers: credentials.viewer });
  const answers = (await response.json()) as { error?: { data: { code: string } } }[];
  expect(answers.map(({ error }) => error?.data.code ?? IN)).toEqual([IN, IN, NO]);
});
