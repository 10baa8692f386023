import { expect, test } from "bun:test";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { AuthRig, PASSWORD } from "../fakes/auth-rig.ts";

test("the right password gives a cookie that no script reads and no other site sends, for a week", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  const outcome = await rig.auth.signIn(
    { email: " Asha@Example.COM ", password: PASSWORD },
    { address: "192.0.2.1", userAgent: "u".repeat(500) },
  );
  expect(outcome).toMatchObject({ ok: true });
  const [cookie, ...others] = (outcome as { cookies: readonly string[] }).cookies;
  expect(others).toEqual([]);
  expect(cookie).toMatch(/^strikewire\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(
    rig.folder.raw((sqlite) => sqlite.query("select ip_address, length(user_agent) as n from sessions").all()),
  ).toEqual([{ ip_address: "192.0.2.1", n: SignInLimits.userAgentChars }]);
});

test("where others may listen on the way the cookie is for https only", async () => {
  await using rig = await AuthRig.open({ isSecure: true });
  await rig.addUser("asha");
  const outcome = (await rig.signIn("asha")) as { cookies: readonly string[] };
  expect(outcome.cookies[0]).toMatch(/^__Secure-strikewire\.session_token=[^;]+; .*; HttpOnly; Secure; SameSite=Lax$/);
});

test("a wrong password, an unknown address and nonsense are answered alike", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  await rig.auth.users.create({ email: "invited@example.com", name: "x", role: "viewer" });
  const caller = { address: "192.0.2.1", userAgent: null };
  const inputs = [
    { email: "asha@example.com", password: "wrong" },
    { email: "nobody@example.com", password: PASSWORD },
    { email: "invited@example.com", password: PASSWORD },
    { email: "no address", password: PASSWORD },
    { email: "asha@example.com", password: "x".repeat(AuthLimits.passwordMost + 1) },
    { email: "asha@example.com", password: PASSWORD, role: "admin" },
    { email: ["asha@example.com"], password: PASSWORD },
    null,
    "asha",
  ];
  for (const input of inputs) {
    expect([input, await rig.auth.signIn(input, caller)]).toMatchObject([
      input,
      { ok: false, reason: "wrong-password" },
    ]);
  }
});

test("failures are counted by account from anywhere, and the right password waits too", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  await rig.addUser("ravi");
  const { attempts, withinMs } = SignInLimits.perAccount;
  for (let n = 0; n < attempts; n++) {
    expect(await rig.signIn("asha", "wrong", `192.0.2.${n}`)).toMatchObject({ reason: "wrong-password" });
  }
  const waits = { reason: "too-many-attempts", retryAfterMs: withinMs };
  expect(await rig.signIn("asha", PASSWORD, "198.51.100.1")).toMatchObject(waits);
  expect(await rig.signIn("ravi", PASSWORD, "198.51.100.1")).toMatchObject({ ok: true });
  rig.clock.advance(withinMs);
  expect(await rig.signIn("asha")).toMatchObject({ ok: true });
});

test("failures are counted by address over all accounts; what succeeds does not count", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  const { attempts, withinMs } = SignInLimits.perAddress;
  for (let n = 0; n < attempts; n++) {
    expect(await rig.signIn("asha")).toMatchObject({ ok: true });
    expect(await rig.signIn(`nobody${n}`)).toMatchObject({ reason: "wrong-password" });
  }
  expect(await rig.signIn("asha")).toMatchObject({ reason: "too-many-attempts", retryAfterMs: withinMs });
  expect(await rig.signIn("asha", PASSWORD, "198.51.100.1")).toMatchObject({ ok: true });
});

test("many at once are not all let through before the first is counted", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("asha");
  const { attempts } = SignInLimits.perAccount;
  const outcomes = await Promise.all(Array.from({ length: attempts + 5 }, () => rig.signIn("asha", "wrong")));
  const reasons = outcomes.map((outcome) => (outcome.ok ? "ok" : outcome.reason));
  expect(reasons.filter((reason) => reason === "wrong-password")).toHaveLength(attempts);
  expect(reasons.filter((reason) => reason === "too-many-attempts")).toHaveLength(5);
});

test("a user has so many sessions: one more ends the oldest, and what it opened", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const first = await rig.cookieOf("asha");
  const identified = await rig.identify({ cookie: first });
  let ended = 0;
  if (identified.ok) rig.auth.streams.add(identified.identity, () => ended++);
  rig.folder.raw((sqlite) => sqlite.run("update sessions set updated_at = 1, created_at = created_at - 1000"));
  for (let n = 1; n < AuthLimits.sessionsPerUser; n++) await rig.cookieOf("asha");
  expect(await rig.auth.sessions.list(userId)).toHaveLength(AuthLimits.sessionsPerUser);
  expect([ended, (await rig.identify({ cookie: first })).ok]).toEqual([0, true]);
  await rig.cookieOf("asha");
  expect(await rig.auth.sessions.list(userId)).toHaveLength(AuthLimits.sessionsPerUser);
  expect([ended, (await rig.identify({ cookie: first })).ok]).toEqual([1, false]);
});

test("signing out ends the session, and what it opened, and takes the cookie away", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  const other = await rig.cookieOf("asha");
  const identified = await rig.identify({ cookie });
  let ended = 0;
  if (identified.ok) rig.auth.streams.add(identified.identity, () => ended++);
  const cleared = await rig.auth.signOut(cookie);
  expect(cleared[0]).toMatch(/^strikewire\.session_token=; Max-Age=0/);
  expect(await rig.identify({ cookie })).toEqual({ ok: false, reason: "bad-credential" });
  expect(await rig.identify({ cookie: other })).toMatchObject({ ok: true });
  expect([ended, (await rig.auth.sessions.list(userId)).length]).toEqual([1, 1]);
  for (const nothing of [null, "", "strikewire.session_token=x.y"]) await rig.auth.signOut(nothing);
});

test("who is deactivated is told so, and only with the right password", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("root", "admin");
  const userId = await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  await rig.auth.users.deactivate(userId);
  expect(await rig.identify({ cookie })).toEqual({ ok: false, reason: "bad-credential" });
  expect(await rig.signIn("asha")).toMatchObject({ ok: false, reason: "deactivated" });
  expect(await rig.signIn("asha", "wrong")).toMatchObject({ ok: false, reason: "wrong-password" });
  await rig.auth.users.reactivate(userId);
  expect(await rig.signIn("asha")).toMatchObject({ ok: true });
});

test("in demo mode nobody signs in", async () => {
  await using rig = await AuthRig.open({ mode: "demo" });
  await rig.addUser("asha");
  expect(await rig.signIn("asha")).toMatchObject({ ok: false, reason: "demo-mode" });
});

test("no password, cookie or key is ever logged", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const cookie = await rig.cookieOf("asha");
  await rig.signIn("asha", "a wrong password");
  await rig.signIn("nobody", "another wrong password");
  const made = await rig.auth.keys.create(userId, { name: "script", scopes: ["read"] });
  await rig.identify({ "x-api-key": made.ok ? made.key : "" });
  await rig.identify({ cookie });
  await rig.auth.signOut(cookie);
  const secrets = [
    PASSWORD,
    "a wrong password",
    "another wrong password",
    cookie.split("=")[1]!,
    made.ok ? made.key : "",
  ];
  expect(rig.logged.lines.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(rig.logged.text()).not.toContain(secret);
});
