import { describe, expect, test } from "bun:test";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { AuthRig, PASSWORD } from "../fakes/auth-rig.ts";
import { until } from "../fakes/until.ts";

/** What is open of a user, and why it ended. */
async function openStream(rig: AuthRig, name: string): Promise<string[]> {
  const ended: string[] = [];
  const identified = await rig.identify({ cookie: await rig.cookieOf(name) });
  if (identified.ok) rig.auth.streams.add(identified.identity, (why) => ended.push(why));
  return ended;
}

describe("users", () => {
  test("are listed without what is secret, the user demo among them", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha", "trader");
    const users = await rig.auth.users.list();
    expect(users.find(({ id }) => id === "demo")).toMatchObject({ email: null, role: "viewer", hasPassword: false });
    expect(users.find(({ id }) => id === userId)).toEqual({
      ...{ id: userId, email: "asha@example.com", name: "asha", role: "trader", shareSlots: null },
      ...{ isActive: true, hasPassword: true, createdAt: rig.clock.now() },
    });
    expect(JSON.stringify(users)).not.toContain("argon2");
  });

  test("have an address of their own, and there may be so many", async () => {
    await using rig = await AuthRig.open();
    await rig.addUser("asha");
    const another = { email: "asha@example.com", name: "Another", role: "viewer" } as const;
    expect(await rig.auth.users.create(another)).toMatchObject({ ok: false, reason: "email-taken" });
    await rig.db.transaction(async ({ users }) => {
      for (let n = await users.count(); n < AuthLimits.users - 1; n++)
        await users.insert({ id: `u${n}`, name: "x", createdAt: 1 });
    });
    const next = (email: string) => rig.auth.users.create({ email, name: "x", role: "viewer" });
    expect(await next("last@example.com")).toMatchObject({ ok: true });
    expect(await next("more@example.com")).toMatchObject({ ok: false, reason: "too-many-users" });
  });

  test("a changed role holds at once, and streams of events begin anew", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha", "trader");
    const cookie = await rig.cookieOf("asha");
    const ended = await openStream(rig, "asha");
    expect(await rig.identify({ cookie })).toMatchObject({ identity: { role: "trader" } });
    expect(await rig.auth.users.setRole(userId, "viewer")).toMatchObject({ ok: true, user: { role: "viewer" } });
    expect(await rig.identify({ cookie })).toMatchObject({ identity: { role: "viewer", scopes: ["read"] } });
    expect(ended).toEqual(["rights-changed"]);
  });

  test("a share is told to whoever shares out, and null takes the default", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha");
    expect(await rig.auth.users.setShare(userId, 100)).toMatchObject({ user: { shareSlots: 100 } });
    expect(await rig.auth.users.setShare(userId, null)).toMatchObject({ user: { shareSlots: null } });
    expect(rig.shares).toEqual([
      [userId, 100],
      [userId, null],
    ]);
  });

  test("deactivated, they are out at once everywhere; reactivated, they may sign in", async () => {
    await using rig = await AuthRig.open();
    await rig.addUser("root", "admin");
    const userId = await rig.addUser("asha");
    const ended = await openStream(rig, "asha");
    expect(await rig.auth.users.deactivate(userId)).toMatchObject({ user: { isActive: false } });
    expect(ended).toEqual(["signed-out"]);
    expect(await rig.auth.sessions.list(userId)).toEqual([]);
    expect(await rig.auth.users.reactivate(userId)).toMatchObject({ user: { isActive: true } });
    expect(await rig.signIn("asha")).toMatchObject({ ok: true });
  });

  test("the last admin who can sign in stays one: an invited or deactivated admin is none", async () => {
    await using rig = await AuthRig.open();
    const root = await rig.addUser("root", "admin");
    await rig.auth.users.create({ email: "invited@example.com", name: "x", role: "admin" });
    const other = await rig.addUser("other", "admin");
    await rig.auth.users.deactivate(other);
    const refused = { ok: false, reason: "last-admin" } as const;
    expect(await rig.auth.users.setRole(root, "trader")).toMatchObject(refused);
    expect(await rig.auth.users.deactivate(root)).toMatchObject(refused);
    expect(await rig.auth.users.setRole(root, "admin")).toMatchObject({ ok: true });
    await rig.auth.users.reactivate(other);
    const both = await Promise.all([rig.auth.users.deactivate(root), rig.auth.users.setRole(other, "viewer")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await rig.db.users.signingInAdmins()).toHaveLength(1);
  });

  test("who is not there, and the user demo, cannot be changed", async () => {
    await using rig = await AuthRig.open();
    const { users } = rig.auth;
    for (const [userId, reason] of [
      ["nobody", "not-found"],
      ["demo", "not-a-person"],
    ] as const) {
      for (const answer of [
        users.setRole(userId, "admin"),
        users.setShare(userId, 1),
        users.deactivate(userId),
        users.reactivate(userId),
        users.resetLink(userId),
      ])
        expect(await answer).toMatchObject({ ok: false, reason });
    }
  });
});

describe("API keys", () => {
  test("are shown once, and only their hash is kept", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha");
    const made = await rig.auth.keys.create(userId, { name: "script", scopes: ["read"], expiresInDays: 2 });
    const { key, details } = made as Extract<typeof made, { ok: true }>;
    expect(key).toMatch(/^swk_[\w-]{43}$/);
    expect(details).toMatchObject({ name: "script", prefix: key.slice(0, 12), scopes: ["read"] });
    expect(details.expiresAt).toBe(rig.clock.now() + 2 * 86_400_000);
    expect(await rig.auth.keys.list(userId)).toEqual([details]);
    const rows = JSON.stringify(rig.folder.raw((sqlite) => sqlite.query("select * from api_keys").all()));
    for (const text of [rows, rig.logged.text()]) expect(text).not.toContain(key.slice(12));
  });

  test("do no more than their owner, and there may be so many", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha", "trader");
    const make = (scopes: ("read" | "trade" | "admin")[]) => rig.auth.keys.create(userId, { name: "x", scopes });
    expect(await make(["read", "admin"])).toMatchObject({ ok: false, reason: "scope-too-wide" });
    for (let n = 0; n < AuthLimits.keysPerUser; n++) expect(await make(["trade"])).toMatchObject({ ok: true });
    expect(await make(["read"])).toMatchObject({ ok: false, reason: "too-many-keys" });
    const [key] = await rig.auth.keys.list(userId);
    await rig.auth.keys.revoke(userId, key!.id);
    expect(await make(["read"])).toMatchObject({ ok: true });
  });

  test("are their owner's alone: another's is not found", async () => {
    await using rig = await AuthRig.open();
    const [asha, ravi] = [await rig.addUser("asha"), await rig.addUser("ravi")];
    const made = await rig.auth.keys.create(asha, { name: "x", scopes: ["read"] });
    const { details, key } = made as Extract<typeof made, { ok: true }>;
    expect(await rig.auth.keys.revoke(ravi, details.id)).toMatchObject({ reason: "not-found" });
    const identified = await rig.identify({ "x-api-key": key });
    const ended: string[] = [];
    if (identified.ok) rig.auth.streams.add(identified.identity, (why) => ended.push(why));
    expect(await rig.auth.keys.revoke(asha, details.id)).toEqual({ ok: true });
    expect(ended).toEqual(["signed-out"]);
  });

  test("are not for the user demo", async () => {
    await using rig = await AuthRig.open({ mode: "demo" });
    expect(await rig.auth.keys.create("demo", { name: "x", scopes: ["read"] })).toMatchObject({
      reason: "not-a-person",
    });
  });
});

describe("sessions", () => {
  test("are listed with where they came from, and which one asks; another's is not found", async () => {
    await using rig = await AuthRig.open();
    const [asha, ravi] = [await rig.addUser("asha"), await rig.addUser("ravi")];
    const identified = await rig.identify({ cookie: await rig.cookieOf("asha") });
    const currentId = identified.ok ? identified.identity.credentialId : null;
    await rig.signIn("asha");
    const sessions = await rig.auth.sessions.list(asha, currentId);
    expect(sessions.map(({ isCurrent }) => isCurrent).toSorted()).toEqual([false, true]);
    expect(sessions[0]).toMatchObject({ address: "192.0.2.1", userAgent: "test" });
    expect(await rig.auth.sessions.revoke(ravi, currentId!)).toMatchObject({ reason: "not-found" });
    expect(await rig.auth.sessions.revoke(asha, currentId!)).toEqual({ ok: true });
    expect(await rig.auth.sessions.list(asha)).toHaveLength(1);
  });

  test("end with what they opened once they expire, and so do keys", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha");
    const made = await rig.auth.keys.create(userId, { name: "x", scopes: ["read"], expiresInDays: 1 });
    const ofSession = await openStream(rig, "asha");
    const ofKey: string[] = [];
    const identified = await rig.identify({ "x-api-key": made.ok ? made.key : "" });
    if (identified.ok) rig.auth.streams.add(identified.identity, (why) => ofKey.push(why));
    const passes = (ms: number, isOver: () => boolean) => {
      rig.clock.advance(ms - SignInLimits.upkeepEveryMs);
      return until("ended", () => {
        rig.clock.advance(SignInLimits.upkeepEveryMs);
        return isOver();
      });
    };
    await passes(86_400_000, () => ofKey.length > 0);
    expect([ofKey, ofSession]).toEqual([["signed-out"], []]);
    expect(await rig.auth.keys.list(userId)).toEqual([]);
    await passes(AuthLimits.sessionMs - 86_400_000, () => ofSession.length > 0);
    expect(await rig.auth.sessions.list(userId)).toEqual([]);
  });
});

describe("a password", () => {
  test("is changed by who knows it, and the user's other sessions end", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha");
    const cookie = await rig.cookieOf("asha");
    const ended = await openStream(rig, "asha");
    const identified = await rig.identify({ cookie });
    const sessionId = identified.ok ? identified.identity.credentialId : null;
    const change = { currentPassword: PASSWORD, newPassword: "a new password" };
    expect(await rig.auth.passwords.change({ userId, sessionId }, change)).toEqual({ ok: true });
    expect(ended).toEqual(["signed-out"]);
    expect(await rig.identify({ cookie })).toMatchObject({ ok: true });
    expect(await rig.signIn("asha")).toMatchObject({ reason: "wrong-password" });
    expect(await rig.signIn("asha", "a new password")).toMatchObject({ ok: true });
  });

  test("is guessed no oftener by a session left open than by signing in", async () => {
    await using rig = await AuthRig.open();
    const userId = await rig.addUser("asha");
    const change = (currentPassword: string) =>
      rig.auth.passwords.change({ userId, sessionId: null }, { currentPassword, newPassword: "a new password" });
    for (let n = 0; n < SignInLimits.perAccount.attempts; n++)
      expect(await change("wrong")).toMatchObject({ reason: "wrong-password" });
    expect(await change(PASSWORD)).toMatchObject({ reason: "too-many-attempts" });
    expect(await rig.signIn("asha")).toMatchObject({ reason: "too-many-attempts" });
  });
});
