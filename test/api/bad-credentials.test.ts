import { Database as SqliteDatabase } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { restError } from "../../shared/rest-error.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";

let server: AuthServer;
/** What is wrong with each, and the headers that carry it. */
const bad: Record<string, () => Promise<Credentials> | Credentials> = {};

beforeAll(async () => {
  server = await AuthServer.start({ TRUSTED_PROXIES: "127.0.0.1" });
  const expired = await server.addUser("expired", "admin");
  const gone = await server.addUser("gone", "admin");
  const late = await server.addKey(server.admin, ["admin"]);
  using sqlite = new SqliteDatabase(join(server.process.dataDir, "strikewire.db"));
  sqlite.query("update sessions set expires_at = ? where user_id = ?").run(Date.now() - 1, expired.userId);
  sqlite.query("update api_keys set expires_at = ? where id = ?").run(Date.now() - 1, late.id);
  await server.as(server.admin).admin.users.deactivate.mutate({ userId: gone.userId });
  const [name, value] = server.admin.cookie!.split("=") as [string, string];
  const token = decodeURIComponent(value).split(".")[0]!;
  Object.assign(bad, {
    "an expired session": () => expired.session,
    "a session of somebody deactivated": () => gone.session,
    "a session without its signature": () => ({ cookie: `${name}=${token}` }),
    "a session with another's signature": () => ({
      cookie: `${name}=${token}.${decodeURIComponent(expired.session.cookie!).split(".")[1]}`,
    }),
    "an empty session": () => ({ cookie: `${name}=` }),
    "a huge cookie": () => ({ cookie: `${name}=${"x".repeat(8_000)}` }),
    "an expired key": () => late.headers,
    "a key cut short": () => ({ "x-api-key": late.text.slice(0, -1) }),
    "a key in other letters": () => ({ "x-api-key": late.text.toUpperCase() }),
    "a key as another scheme": () => ({ authorization: `Basic ${late.text}` }),
    "a token that is no key": () => ({ authorization: "Bearer null" }),
  });
});
afterAll(() => server.stop());

let asked = 0;
/** Bad keys are counted by address. */
const from = (credentials: Credentials) => ({
  ...credentials,
  "x-forwarded-for": `10.1.${asked >> 8}.${asked++ & 255}`,
});

const NAMES = [
  ...["an expired session", "a session of somebody deactivated", "a session without its signature"],
  ...["a session with another's signature", "an empty session", "a huge cookie", "an expired key"],
  ...["a key cut short", "a key in other letters", "a key as another scheme", "a token that is no key"],
];

describe.each(NAMES)("%s", (name) => {
  const ask = async (path: string) => fetch(server.url + path, { headers: from(await bad[name]!()) });

  test("is refused by tRPC, REST and the stream alike, with what to do", async () => {
    const trpc = await ask("/trpc/subscriptions.status");
    const { error } = (await trpc.json()) as { error: { data: { code: string; reason: string } } };
    expect([trpc.status, error.data.code]).toEqual([401, "UNAUTHORIZED"]);
    const rest = await ask("/api/v2/subscriptions/status");
    const refusal = restError.parse(await rest.json());
    expect([rest.status, refusal.code, refusal.reason]).toEqual([401, "UNAUTHORIZED", error.data.reason]);
    expect(rest.headers.get("www-authenticate")).toStartWith("Bearer");
    expect((await ask("/ticks")).status).toBe(401);
    expect(["sign-in-needed", "bad-credential"]).toContain(error.data.reason);
  });
});

test("another user's lists and items are refused as theirs, whatever is done to them, and stay as they are", async () => {
  const [asha, ravi] = [await server.addUser("asha", "trader"), await server.addUser("ravi", "trader")];
  const [hers, his] = [server.as(asha.session), server.as(ravi.session)];
  const created = await hers.watchlist.create.mutate({ name: "hers" });
  if (!created.ok) throw new Error(created.reason);
  const listId = created.list.id;
  const added = await hers.watchlist.addItem.mutate({ listId, item: { kind: "EQUITY", key: "NSE_EQ:2885" } });
  if (!added.ok) throw new Error(added.reason);
  const itemId = added.item.id;
  const item = { kind: "EQUITY", key: "NSE_EQ:1594" } as const;
  const expiry = "2099-12-31";
  const answers = await Promise.all([
    his.watchlist.view.mutate({ listId }),
    his.watchlist.rename.mutate({ listId, name: "his" }),
    his.watchlist.remove.mutate({ listId }),
    his.watchlist.addItem.mutate({ listId, item }),
    his.watchlist.reorderItems.mutate({ listId, itemIds: [itemId] }),
    his.watchlist.openItem.mutate({ itemId }),
    his.watchlist.reactivateItem.mutate({ itemId }),
    his.watchlist.removeItem.mutate({ itemId }),
    his.watchlist.addExpiry.mutate({ itemId, expiry }),
    his.watchlist.removeExpiry.mutate({ itemId, expiry }),
  ]);
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, reason: "not-yours" });
  const rest = await server.post("/api/v2/watchlist/remove", { itemId }, ravi.session);
  expect(await rest.json()).toEqual(answers[7]);
  expect(await his.watchlist.overview.query()).toEqual([]);
  const [overview] = await hers.watchlist.overview.query();
  expect([overview!.list.name, overview!.items.map(({ id }) => id)]).toEqual(["hers", [itemId]]);
});

test("another user's sessions and keys are as unknown, and stay", async () => {
  const [uma, vik] = [await server.addUser("uma", "trader"), await server.addUser("vik", "trader")];
  const key = await server.addKey(uma.session, ["read"]);
  const hers = server.as(uma.session);
  const his = server.as(vik.session);
  const [session] = await hers.auth.sessions.list.query();
  const absent = crypto.randomUUID();
  for (const [revoke, id] of [
    [his.auth.keys.revoke, key.id],
    [his.auth.sessions.revoke, session!.id],
  ] as const) {
    const [known, unknown] = [await revoke.mutate({ id }), await revoke.mutate({ id: absent })];
    expect(known.ok).toBe(false);
    expect(known).toEqual(unknown);
  }
  await server.as(key.headers).subscriptions.status.query();
  expect(await hers.auth.sessions.list.query()).toHaveLength(1);
});
