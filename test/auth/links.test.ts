import { expect, test } from "bun:test";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { ADDRESS, AuthRig, PASSWORD } from "../fakes/auth-rig.ts";

const NEW = "a new password";
const tokenOf = (path: string) => /^\/#link=([\w-]{43})$/.exec(path)![1]!;
const ADMIN = { email: "root@example.com", password: "from the environment" };
const INVALID = { ok: false, reason: "link-invalid" } as const;

test("a first start gives a link that makes one admin, once", async () => {
  await using rig = await AuthRig.open();
  const token = tokenOf(rig.auth.setUpPath!);
  const nobody = { ok: false, reason: "sign-in-needed" } as const;
  expect(await rig.auth.status(nobody)).toEqual({ mode: "required", isSetUpNeeded: true, me: null });
  expect(await rig.auth.links.open(token, ADDRESS)).toEqual({ ok: true, kind: "set-up", email: null });
  expect(await rig.auth.links.use({ token, password: NEW }, ADDRESS)).toMatchObject({ reason: "email-needed" });
  const use = (email: string) => rig.auth.links.use({ token, password: NEW, email, name: "Root" }, ADDRESS);
  const answers = await Promise.all([use("root@example.com"), use("thief@example.com")]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await use("late@example.com")).toMatchObject(INVALID);
  const people = (await rig.auth.users.list()).filter(({ email }) => email !== null);
  expect(people).toMatchObject([{ role: "admin", isActive: true, hasPassword: true }]);
  expect((await rig.auth.status(nobody)).isSetUpNeeded).toBe(false);
  await rig.start();
  expect(rig.auth.setUpPath).toBeNull();
});

test("each start without an admin gives another link, the one before is dead, and none is in the database or the log", async () => {
  await using rig = await AuthRig.open();
  const before = tokenOf(rig.auth.setUpPath!);
  await rig.start();
  const after = tokenOf(rig.auth.setUpPath!);
  expect(await rig.auth.links.open(before, ADDRESS)).toMatchObject(INVALID);
  expect(await rig.auth.links.open(after, ADDRESS)).toMatchObject({ ok: true });
  const rows = rig.folder.raw((sqlite) => sqlite.query("select * from verifications").all());
  expect(rows).toHaveLength(1);
  for (const text of [JSON.stringify(rows), rig.logged.text()]) expect(text).not.toContain(after);
});

test("a link is good for a day", async () => {
  await using rig = await AuthRig.open();
  const token = tokenOf(rig.auth.setUpPath!);
  rig.clock.advance(AuthLimits.linkMs - 1);
  expect(await rig.auth.links.open(token, ADDRESS)).toMatchObject({ ok: true });
  rig.clock.advance(1);
  expect(await rig.auth.links.use({ token, password: NEW, email: "a@example.com", name: "A" }, ADDRESS)).toMatchObject(
    INVALID,
  );
});

test("an unused link of set-up is worth nothing once there is an admin", async () => {
  await using rig = await AuthRig.open();
  const token = tokenOf(rig.auth.setUpPath!);
  await rig.addUser("root", "admin");
  expect(await rig.auth.links.use({ token, password: NEW, email: "a@example.com", name: "A" }, ADDRESS)).toMatchObject(
    INVALID,
  );
  expect(await rig.db.users.byEmail("a@example.com")).toBeNull();
});

test("the environment's admin is made once; a password changed here stays changed", async () => {
  await using rig = await AuthRig.open({ admin: ADMIN });
  expect(rig.auth.setUpPath).toBeNull();
  expect(await rig.signIn("root", ADMIN.password)).toMatchObject({ ok: true });
  const [root] = (await rig.auth.users.list()).filter(({ email }) => email !== null);
  expect(root).toMatchObject({ email: ADMIN.email, name: "root", role: "admin" });
  const { id } = root!;
  const change = { currentPassword: ADMIN.password, newPassword: NEW };
  expect(await rig.auth.passwords.change({ userId: id, sessionId: null }, change)).toEqual({ ok: true });
  await rig.start({ admin: ADMIN });
  expect(await rig.signIn("root", ADMIN.password)).toMatchObject({ reason: "wrong-password" });
  expect(await rig.signIn("root", NEW)).toMatchObject({ ok: true });
  expect(rig.logged.text()).not.toContain(ADMIN.password);
});

test("the environment's admin may be somebody who is there already", async () => {
  await using rig = await AuthRig.open();
  const { id } = (await rig.db.users.byEmail("root@example.com")) ?? { id: await rig.addUser("root", "viewer") };
  await rig.start({ admin: ADMIN });
  expect(await rig.db.users.get(id)).toMatchObject({ role: "admin" });
  expect(await rig.signIn("root", ADMIN.password)).toMatchObject({ ok: true });
});

test("an invitation names its address and lets a password be set", async () => {
  await using rig = await AuthRig.open();
  const created = await rig.auth.users.create({ email: "asha@example.com", name: "Asha", role: "trader" });
  expect(created).toMatchObject({ ok: true, user: { hasPassword: false, role: "trader" } });
  const token = tokenOf(created.ok ? created.link! : "");
  expect(await rig.auth.links.open(token, ADDRESS)).toEqual({ ok: true, kind: "invite", email: "asha@example.com" });
  // What it is for is not for its holder to say.
  const use = { token, password: NEW, email: "root@example.com", name: "Root" };
  expect(await rig.auth.links.use(use, ADDRESS)).toEqual({ ok: true, email: "asha@example.com" });
  expect(await rig.auth.links.use(use, ADDRESS)).toMatchObject(INVALID);
  expect(await rig.signIn("asha", NEW)).toMatchObject({ ok: true });
});

test("a reset keeps the old password until it is used, then ends all that was open", async () => {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const first = await rig.auth.users.resetLink(userId);
  const second = await rig.auth.users.resetLink(userId);
  const token = tokenOf(second.ok ? second.link : "");
  expect(await rig.auth.links.open(tokenOf(first.ok ? first.link : ""), ADDRESS)).toMatchObject(INVALID);
  const cookie = await rig.cookieOf("asha");
  const identified = await rig.identify({ cookie });
  let ended = 0;
  if (identified.ok) rig.auth.streams.add(identified.identity, () => ended++);
  expect(await rig.auth.links.use({ token, password: NEW }, ADDRESS)).toMatchObject({ ok: true });
  expect([ended, (await rig.identify({ cookie })).ok]).toEqual([1, false]);
  expect(await rig.signIn("asha", PASSWORD)).toMatchObject({ reason: "wrong-password" });
  expect(await rig.signIn("asha", NEW)).toMatchObject({ ok: true });
});

test("a link of somebody who is deactivated since is dead", async () => {
  await using rig = await AuthRig.open();
  await rig.addUser("root", "admin");
  const userId = await rig.addUser("asha");
  const reset = await rig.auth.users.resetLink(userId);
  await rig.auth.users.deactivate(userId);
  expect(await rig.auth.links.open(tokenOf(reset.ok ? reset.link : ""), ADDRESS)).toMatchObject(INVALID);
  expect(await rig.auth.users.resetLink(userId)).toMatchObject({ reason: "deactivated" });
});

test("guessing is counted by address", async () => {
  await using rig = await AuthRig.open();
  const { attempts, withinMs } = SignInLimits.badSecretsPerAddress;
  for (let n = 0; n < attempts; n++) expect(await rig.auth.links.open(`guess${n}`, ADDRESS)).toMatchObject(INVALID);
  const waits = { reason: "too-many-attempts", retryAfterMs: withinMs };
  expect(await rig.auth.links.open(tokenOf(rig.auth.setUpPath!), ADDRESS)).toMatchObject(waits);
  expect(await rig.auth.links.open(tokenOf(rig.auth.setUpPath!), "198.51.100.1")).toMatchObject({ ok: true });
});

test("in demo mode there is no link, and an admin of the environment is made for later", async () => {
  await using rig = await AuthRig.open({ mode: "demo" });
  expect(rig.auth.setUpPath).toBeNull();
  await rig.start({ mode: "demo", admin: ADMIN });
  expect(rig.auth.setUpPath).toBeNull();
  await rig.start();
  expect(await rig.signIn("root", ADMIN.password)).toMatchObject({ ok: true });
});
