import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { MAX_URL_CHARS } from "../../server/api/http-server.ts";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { authRefusal } from "../../shared/auth-refusal.ts";
import { readiness } from "../../shared/health.ts";
import { ADMIN, AuthServer, PASSWORD } from "../fakes/auth-server.ts";
import { ServerProcess } from "../fakes/server-process.ts";

const PATH = "/api/auth/sign-in/email";
let server: AuthServer;

beforeAll(async () => {
  server = await AuthServer.start({ LOG_LEVEL: "trace" });
});
afterAll(() => server.stop());

const right = { email: ADMIN.email, password: ADMIN.password };

test("signing in sets a cookie and nothing else: no token in the answer, in no cache", async () => {
  const response = await server.post(PATH, right);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ok: true });
  expect(response.headers.getSetCookie()).toHaveLength(1);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("a wrong password is a 401 that says what to do", async () => {
  const response = await server.post(PATH, { ...right, password: "wrong" });
  expect(response.status).toBe(401);
  expect(authRefusal.parse(await response.json()).reason).toBe("wrong-password");
  expect(response.headers.getSetCookie()).toEqual([]);
});

test("another site's page signs nobody in or out", async () => {
  for (const path of [PATH, "/api/auth/sign-out"]) {
    for (const origin of ["http://evil.example", "null"])
      expect((await server.post(path, right, { origin })).status).toBe(403);
  }
});

test("bodies that are no JSON, or none, are refused, and a huge one is not read", async () => {
  const post = (body: string) => fetch(server.url + PATH, { method: "POST", body });
  for (const body of ["", "{", "[]", "null", '"x"', "email=a&password=b"]) expect((await post(body)).status).toBe(401);
  expect((await post("x".repeat(300_000))).status).toBe(413);
});

test("a very long address is refused", async () => {
  expect((await fetch(`${server.url}/trpc/auth.status?input=${"x".repeat(MAX_URL_CHARS)}`)).status).toBe(414);
});

test("nothing else of better-auth is served", async () => {
  for (const path of ["sign-up/email", "get-session", "update-user", "reset-password", "ok", "sign-in/social"]) {
    expect((await server.post(`/api/auth/${path}`, right, server.admin)).status).toBe(404);
    expect((await fetch(`${server.url}/api/auth/${path}`, { headers: server.admin })).status).toBe(404);
  }
});

test("the status says who one is, and to a stranger only how to get in", async () => {
  expect(await server.as({}).auth.status.query()).toEqual({ mode: "required", isSetUpNeeded: false, me: null });
  const { me } = await server.as(server.admin).auth.status.query();
  expect(me).toMatchObject({ email: ADMIN.email, role: "admin" });
  const health = readiness.parse(await (await fetch(`${server.url}/health/ready`)).json());
  expect(health.authMode).toBe("required");
});

test("too many failures are a 429 that says when to come back", async () => {
  const fail = () => server.post(PATH, { email: "target@example.com", password: "wrong" });
  for (let n = 0; n < SignInLimits.perAccount.attempts; n++) expect((await fail()).status).toBe(401);
  const response = await fail();
  expect(response.status).toBe(429);
  const { retryAfterMs } = authRefusal.parse(await response.json());
  expect(response.headers.get("retry-after")).toBe(String(Math.ceil(retryAfterMs! / 1_000)));
});

test("no secret reaches the log or the terminal, at the finest level", async () => {
  const asha = await server.addUser("asha", "trader");
  const key = await server.addKey(asha.session, ["read"]);
  await server.as(key.headers).subscriptions.status.query();
  const link = await server.as(server.admin).admin.users.resetLink.mutate({ userId: asha.userId });
  const token = link.ok ? link.link.split("=")[1]! : "";
  await server.as({}).auth.openLink.mutate({ token });
  await server.as({}).auth.useLink.mutate({ token, password: "another password" });
  await server
    .as({})
    .auth.useLink.mutate({ token, password: 7 as unknown as string })
    .catch(() => {});
  const secrets = [ADMIN.password, PASSWORD, "another password", key.text, token, server.admin.cookie!.split("=")[1]!];
  await server.as(server.admin).subscriptions.status.query();
  const said = server.process.stdout + server.process.stderr;
  expect(said.length).toBeGreaterThan(1_000);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10);
    expect(said).not.toContain(secret);
    expect(said).not.toContain(decodeURIComponent(secret));
  }
});

test("too many bad keys are a 429 too, at the API as at the stream; sessions go on", async () => {
  const ask = (path: string, n: number) =>
    fetch(server.url + path, { headers: { "x-api-key": `swk_${String(n).padStart(43, "0")}` } });
  for (let n = 0; n < SignInLimits.badSecretsPerAddress.attempts; n++)
    expect((await ask("/trpc/subscriptions.status", n)).status).toBe(401);
  for (const path of ["/trpc/subscriptions.status", "/ticks"]) {
    const response = await ask(path, 99);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.text()).toContain('"reason":"too-many-attempts"');
  }
  await server.as(server.admin).subscriptions.status.query();
});

describe("behind a proxy that ends TLS", () => {
  let behind: ServerProcess;
  let url: string;
  beforeAll(async () => {
    behind = new ServerProcess({
      ...{ AUTH_MODE: "required", PUBLIC_URL: "https://terminal.example", TRUSTED_PROXIES: "127.0.0.1" },
      ...{ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
    });
    url = await behind.url();
  });
  afterAll(() => behind.stop());

  const signIn = (host: string, headers: Record<string, string> = {}) =>
    fetch(url + PATH, {
      method: "POST",
      headers: { host, "content-type": "application/json", ...headers },
      body: JSON.stringify(right),
    });

  test("the cookie and the browser are bound to https", async () => {
    const response = await signIn("terminal.example", { origin: "https://terminal.example" });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-.*; Secure/);
    expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect((await fetch(`${url}/health/live`)).headers.get("strict-transport-security")).toBeNull();
  });

  test("another port of that name is plain http, where a browser would keep no cookie: the answer says so", async () => {
    const response = await signIn("terminal.example:8400");
    expect(response.status).toBe(403);
    expect(authRefusal.parse(await response.json()).reason).toBe("https-needed");
  });

  test("failures are counted by the address that the proxy saw", async () => {
    const from = (address: string) =>
      fetch(`${url}/trpc/subscriptions.status`, {
        headers: { "x-forwarded-for": address, "x-api-key": `swk_${"A".repeat(43)}` },
      });
    for (let n = 0; n < SignInLimits.badSecretsPerAddress.attempts; n++) await from(`10.9.9.${n}, 192.0.2.1`);
    expect((await from("192.0.2.1")).status).toBe(429);
    expect((await from("192.0.2.2")).status).toBe(401);
  });
});

describe("in demo mode", () => {
  test("everything says so: the log, the readiness, the status; and signing in is answered in words", async () => {
    const demo = new ServerProcess();
    try {
      const url = await demo.url();
      expect(demo.log.find(({ authMode }) => authMode === "demo")).toMatchObject({ level: 40 });
      const health = readiness.parse(await (await fetch(`${url}/health/ready`)).json());
      expect(health.authMode).toBe("demo");
      const status = (await (await fetch(`${url}/trpc/auth.status`)).json()) as { result: { data: unknown } };
      expect(status.result.data).toEqual({
        ...{ mode: "demo", isSetUpNeeded: false },
        me: { id: "demo", email: null, name: "Demo", role: "admin" },
      });
      const response = await fetch(url + PATH, { method: "POST", body: JSON.stringify(right) });
      expect(response.status).toBe(409);
    } finally {
      await demo.stop();
    }
  });
});
