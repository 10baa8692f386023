import { expect, test } from "bun:test";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { AuthRig } from "../fakes/auth-rig.ts";

const DAY_MS = 86_400_000;
const FORGED_KEY = `swk_${"A".repeat(43)}`;

async function keyOf(rig: AuthRig, userId: string, scopes: ("read" | "trade" | "admin")[], expiresInDays?: number) {
  const input = expiresInDays === undefined ? { name: "script", scopes } : { name: "script", scopes, expiresInDays };
  const answer = await rig.auth.keys.create(userId, input);
  if (!answer.ok) throw new Error(answer.message);
  return answer;
}

test("nothing shown is nobody, and so is a header that names a user", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha", "admin");
  for (const headers of [{}, { "x-forwarded-user": "asha", "x-user-id": "asha" }] as Record<string, string>[])
    expect(await rig.identify(headers)).toEqual({ ok: false, reason: "sign-in-needed" });
});

test("a cookie is its session's user with all that the role gives", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha", "trader");
  const cookie = await rig.cookieOf("asha");
  const [session] = await rig.auth.sessions.list(userId);
  expect(await rig.identify({ cookie })).toEqual({
    ok: true,
    identity: {
      ...{ userId, role: "trader", scopes: ["read", "trade"], via: "session", credentialId: session!.id },
      ...{ name: "asha", email: "asha@example.com" },
    },
  });
});

test("a forged cookie is none: another signature, another token, another server's secret", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha", "admin");
  const cookie = await rig.cookieOf("asha");
  const [name, value] = cookie.split(/=(.*)/s) as [string, string];
  const [token, signature] = decodeURIComponent(value).split(".") as [string, string];
  const forged = [
    token,
    `${token}.`,
    `${token}.${signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))}`,
    `${token.replace(/^./, (first) => (first === "a" ? "b" : "a"))}.${signature}`,
    "",
    "%E0%A4%A",
  ];
  for (const text of forged) {
    const found = await rig.identify({ cookie: `${name}=${text.includes("%") ? text : encodeURIComponent(text)}` });
    expect([text, found]).toEqual([text, { ok: false, reason: "bad-credential" }]);
  }
  await rig.start({ cookieSecret: () => "another secret, longer than thirty-two" });
  expect(await rig.identify({ cookie })).toEqual({ ok: false, reason: "bad-credential" });
});

test("a cached identity costs no query, and another look does after a while", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  await rig.identify({ cookie });
  // Behind everybody's back: what goes through us forgets it at once.
  rig.folder.raw((sqlite) => sqlite.query("delete from sessions where user_id = ?").run(userId));
  rig.clock.advance(SignInLimits.identityMs - 1);
  expect(await rig.identify({ cookie })).toMatchObject({ ok: true });
  rig.clock.advance(1);
  expect(await rig.identify({ cookie })).toEqual({ ok: false, reason: "bad-credential" });
});

test("a session ends at its time, and at the latest a month after signing in", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  const [session] = await rig.auth.sessions.list(userId);
  // Both are read off the machine's clock, a moment apart.
  expect(Math.abs(session!.expiresAt - session!.createdAt - AuthLimits.sessionMs)).toBeLessThan(1_000);
  rig.clock.advance(session!.expiresAt - 1 - rig.clock.now());
  expect(await rig.identify({ cookie })).toMatchObject({ ok: true });
  rig.clock.advance(1);
  expect(await rig.identify({ cookie })).toEqual({ ok: false, reason: "bad-credential" });

  await using other = await AuthRig.open();
  await other.addUser("ravi");
  const prolonged = await other.cookieOf("ravi");
  other.folder.raw((sqlite) =>
    sqlite
      .query("update sessions set created_at = ?, expires_at = ?")
      .run(other.clock.now() - AuthLimits.sessionMostMs, Date.now() + AuthLimits.sessionMs),
  );
  expect(await other.identify({ cookie: prolonged })).toEqual({ ok: false, reason: "bad-credential" });
});

test("a session in use is prolonged once a day, and the browser told so", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  const cookies = async () => (await rig.auth.identify(new Request("http://x/", { headers: { cookie } }), "x")).cookies;
  expect(await cookies()).toEqual([]);
  const before = Date.now() + AuthLimits.sessionMs - 2 * DAY_MS;
  rig.folder.raw((sqlite) => sqlite.query("update sessions set expires_at = ?").run(before));
  rig.clock.advance(SignInLimits.identityMs);
  const [prolonged] = (await cookies())!;
  expect(prolonged).toStartWith(cookie);
  expect(prolonged).toContain(`Max-Age=${AuthLimits.sessionMs / 1_000}`);
  const rows = rig.folder.raw((sqlite) =>
    sqlite.query<{ at: number }, []>("select expires_at as at from sessions").all(),
  );
  expect(rows[0]!.at).toBeGreaterThan(before);
});

test("a key has its scopes, never more than its owner's present role gives, and says when it was used", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("root", "admin");
  const userId = await rig.addUser("asha", "trader");
  const { key, details } = await keyOf(rig, userId, ["trade", "read"]);
  expect(details).toMatchObject({ scopes: ["read", "trade"], prefix: key.slice(0, 12), lastUsedAt: null });
  for (const headers of [{ authorization: `Bearer ${key}` }, { "x-api-key": key }] as Record<string, string>[]) {
    expect(await rig.identify(headers)).toMatchObject({
      identity: { userId, role: "trader", scopes: ["read", "trade"], via: "api-key", credentialId: details.id },
    });
  }
  await rig.auth.users.setRole(userId, "viewer");
  expect(await rig.identify({ "x-api-key": key })).toMatchObject({ identity: { role: "viewer", scopes: ["read"] } });
  expect((await rig.auth.keys.list(userId))[0]?.lastUsedAt).toBe(rig.clock.now());
});

test("a key's use is written once a minute at most", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const { key } = await keyOf(rig, userId, ["read"]);
  const usedAt = async () => {
    await rig.identify({ "x-api-key": key });
    return (await rig.auth.keys.list(userId))[0]!.lastUsedAt! - start;
  };
  const start = rig.clock.now();
  expect(await usedAt()).toBe(0);
  rig.clock.advance(SignInLimits.keyUseEveryMs - 1);
  expect(await usedAt()).toBe(0);
  rig.clock.advance(SignInLimits.identityMs + 1);
  expect(await usedAt()).toBe(SignInLimits.keyUseEveryMs + SignInLimits.identityMs);
});

test("a key ends at its time, when it is revoked, and while its owner is deactivated", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("root", "admin");
  const userId = await rig.addUser("asha");
  const shortLived = await keyOf(rig, userId, ["read"], 1);
  const { key, details } = await keyOf(rig, userId, ["read"]);
  const bad = { ok: false, reason: "bad-credential" } as const;
  rig.clock.advance(DAY_MS - 1);
  expect(await rig.identify({ "x-api-key": shortLived.key })).toMatchObject({ ok: true });
  rig.clock.advance(1);
  expect(await rig.identify({ "x-api-key": shortLived.key })).toEqual(bad);

  expect(await rig.identify({ "x-api-key": key })).toMatchObject({ ok: true });
  await rig.auth.users.deactivate(userId);
  expect(await rig.identify({ "x-api-key": key })).toEqual(bad);
  await rig.auth.users.reactivate(userId);
  expect(await rig.identify({ "x-api-key": key })).toMatchObject({ ok: true });
  await rig.auth.keys.revoke(userId, details.id);
  expect(await rig.identify({ "x-api-key": key })).toEqual(bad);
});

test("bad keys are counted by address, one network of IPv6 as one; other addresses and known keys go on", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const { key } = await keyOf(rig, userId, ["read"]);
  const bad = (n: number) => rig.identify({ "x-api-key": FORGED_KEY }, `2001:db8:0:7::${n}`);
  await rig.identify({ "x-api-key": key }, "2001:db8:0:7::1");
  const { attempts, withinMs } = SignInLimits.badSecretsPerAddress;
  for (let n = 0; n < attempts; n++) expect(await bad(n)).toEqual({ ok: false, reason: "bad-credential" });
  expect(await bad(0)).toEqual({ ok: false, reason: "too-many-attempts", retryAfterMs: withinMs });
  expect(await rig.identify({ "x-api-key": key }, "2001:db8:0:7::1")).toMatchObject({ ok: true });
  expect(await rig.identify({ "x-api-key": "no key" }, "192.0.2.9")).toEqual({ ok: false, reason: "bad-credential" });
  rig.clock.advance(withinMs);
  expect(await bad(0)).toEqual({ ok: false, reason: "bad-credential" });
});

test("in demo mode everybody is the admin demo, whatever is shown", async () => {
  await using rig = await AuthRig.open({ mode: "demo" });
  for (const headers of [{}, { "x-api-key": FORGED_KEY }] as Record<string, string>[])
    expect(await rig.identify(headers)).toMatchObject({
      ok: true,
      identity: { userId: "demo", role: "admin", via: "demo" },
    });
});
