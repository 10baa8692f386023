import { afterAll, beforeAll, expect, test } from "bun:test";
import { CloseCode } from "../../shared/stream-limits.ts";
import { AuthServer, type Credentials, PASSWORD } from "../fakes/auth-server.ts";
import { JsonClient } from "../fakes/json-client.ts";

let server: AuthServer;
let asha: { userId: string; session: Credentials };

beforeAll(async () => {
  server = await AuthServer.start();
  asha = await server.addUser("asha", "viewer");
});
afterAll(() => server.stop());

async function connect(options: { headers?: Credentials; protocols?: string[] }): Promise<JsonClient> {
  const client = new JsonClient(server.url, options);
  await client.next("hello");
  return client;
}

test("P60: a key opens the stream in a header, or among the subprotocols where there are no headers", async () => {
  const key = await server.addKey(asha.session, ["read"]);
  for (const headers of [{ authorization: `Bearer ${key.text}` }, { "x-api-key": key.text }] as Credentials[])
    (await connect({ headers })).close();
  const client = await connect({ protocols: ["strikewire", `key.${key.text}`] });
  expect(client.protocol).toBe("strikewire");
  client.close();
});

test("P60: a key in the address opens nothing", async () => {
  const key = await server.addKey(asha.session, ["read"]);
  for (const name of ["key", "apiKey", "token", "access_token"])
    expect((await fetch(`${server.url}/ticks?${name}=${key.text}`)).status).toBe(401);
});

test("another site's page gets nothing, be the cookie right", async () => {
  const headers = { ...asha.session, origin: "http://evil.example" };
  expect((await fetch(`${server.url}/ticks`, { headers })).status).toBe(403);
});

test("P61: a stream ends with what opened it: signing out, a session or a key revoked", async () => {
  const api = server.as(asha.session);
  const session = await server.signIn("asha@example.com");
  const ofSession = await connect({ headers: session });
  const key = await server.addKey(asha.session, ["read"]);
  const ofKey = await connect({ headers: key.headers });
  const other = await connect({ headers: asha.session });

  await server.post("/api/auth/sign-out", {}, session);
  expect(await ofSession.closed()).toBe(CloseCode.signedOut);
  await api.auth.keys.revoke.mutate({ id: key.id });
  expect(await ofKey.closed()).toBe(CloseCode.signedOut);
  expect(other.closeCode).toBeNull();
  const current = (await api.auth.sessions.list.query()).find(({ isCurrent }) => isCurrent)!;
  await api.auth.sessions.revoke.mutate({ id: current.id });
  expect(await other.closed()).toBe(CloseCode.signedOut);
  asha.session = await server.signIn("asha@example.com");
});

test("P61: all streams of a user who is deactivated end; a change of role ends none", async () => {
  const { userId, session } = await server.addUser("ravi", "trader");
  const key = await server.addKey(session, ["read"]);
  const clients = [await connect({ headers: session }), await connect({ headers: key.headers })];
  const bystander = await connect({ headers: server.admin });
  const { users } = server.as(server.admin).admin;
  await users.setRole.mutate({ userId, role: "viewer" });
  clients[0]!.send({ op: "ping", id: 7 });
  await clients[0]!.next("pong");
  await users.deactivate.mutate({ userId });
  expect(await Promise.all(clients.map((client) => client.closed()))).toEqual([4502, 4502]);
  bystander.send({ op: "ping", id: 8 });
  await bystander.next("pong");
  bystander.close();
  expect((await server.post("/api/auth/sign-in/email", { email: "ravi@example.com", password: PASSWORD })).status).toBe(
    403,
  );
});

test("what happens to a user's lists is told to that user alone", async () => {
  const meera = await server.addUser("meera", "trader");
  const tell = async (session: Credentials) => {
    const client = await connect({ headers: session });
    const api = server.as(session);
    const created = await api.watchlist.create.mutate({ name: "Mine" });
    if (!created.ok) throw new Error(created.message);
    return { client, api, listId: created.list.id };
  };
  const mine = await tell(meera.session);
  const theirs = await connect({ headers: server.admin });
  expect(await server.as(server.admin).watchlist.all.query()).toEqual([]);
  const admin = server.as(server.admin);
  expect(await admin.watchlist.view.mutate({ listId: mine.listId })).toMatchObject({ ok: false, reason: "not-yours" });
  expect(await admin.watchlist.remove.mutate({ listId: mine.listId })).toMatchObject({
    ok: false,
    reason: "not-yours",
  });
  expect((await mine.api.watchlist.all.query()).map(({ name }) => name)).toEqual(["Mine"]);
  mine.client.close();
  theirs.close();
});
