import { expect, test } from "bun:test";
import type { Database } from "../../server/db/database.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

async function withUsers(folder: DatabaseFolder, ids = ["asha", "ravi"]): Promise<Database> {
  const database = await folder.open();
  for (const id of ids) await database.users.insert({ id, name: id, email: `${id}@example.com`, createdAt: 1 });
  return database;
}

/** As better-auth writes one. */
function addSession(folder: DatabaseFolder, id: string, userId: string, createdAt: number, expiresAt: number): void {
  folder.raw((sqlite) => {
    sqlite
      .query("insert into sessions values (?, ?, ?, ?, null, null, ?, ?)")
      .run(id, userId, `token-${id}`, expiresAt, createdAt, createdAt);
  });
}

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

test("sessions: a user's, newest first, without their tokens; ended one by one, all, or all but one", async () => {
  await using folder = new DatabaseFolder();
  const { sessions } = await withUsers(folder);
  for (const [id, userId, at] of [
    ["a", "asha", 10],
    ["b", "asha", 20],
    ["c", "asha", 30],
    ["r", "ravi", 5],
  ] as const)
    addSession(folder, id, userId, at, 1_000);
  expect(ids(await sessions.ofUser("asha"))).toEqual(["c", "b", "a"]);
  expect(JSON.stringify(await sessions.ofUser("asha"))).not.toContain("token-");
  expect(await sessions.end("ravi", "a")).toBe(false);
  expect(await sessions.end("asha", "a")).toBe(true);
  expect(await sessions.endAll("asha", "c")).toEqual(["b"]);
  expect(await sessions.endAll("asha")).toEqual(["c"]);
  expect(ids(await sessions.ofUser("ravi"))).toEqual(["r"]);
});

test("sessions: the oldest beyond so many end, and those that expired or began too long ago", async () => {
  await using folder = new DatabaseFolder();
  const { sessions } = await withUsers(folder);
  for (let n = 0; n < 5; n++) addSession(folder, `s${n}`, "asha", n * 10, 1_000 + n);
  expect((await sessions.endOldest("asha", 4)).toSorted()).toEqual(["s0"]);
  expect(await sessions.endOldest("asha", 4)).toEqual([]);
  expect(await sessions.endExpired(1_001, 0)).toEqual(["s1"]);
  expect((await sessions.endExpired(1_001, 40)).toSorted()).toEqual(["s2", "s3"]);
});

test("links: good until they end, and for one taker", async () => {
  await using folder = new DatabaseFolder();
  const { signInLinks } = await withUsers(folder);
  const link = { kind: "reset", userId: "asha" } as const;
  await signInLinks.insert("hash", link, 100, 200);
  expect(await signInLinks.get("hash", 199)).toEqual(link);
  expect(await signInLinks.get("hash", 200)).toBeNull();
  expect(await signInLinks.take("hash", 200)).toBeNull();
  const taken = await Promise.all([signInLinks.take("hash", 150), signInLinks.take("hash", 150)]);
  expect(taken.filter((one) => one !== null)).toEqual([link]);
});

test("links: those of one user go, and those that ended", async () => {
  await using folder = new DatabaseFolder();
  const { signInLinks } = await withUsers(folder);
  await signInLinks.insert("1", { kind: "reset", userId: "asha" }, 100, 200);
  await signInLinks.insert("2", { kind: "invite", userId: "ravi" }, 100, 200);
  await signInLinks.insert("3", { kind: "set-up", userId: null }, 100, 300);
  await signInLinks.deleteOf("asha");
  expect(await signInLinks.get("1", 150)).toBeNull();
  expect(await signInLinks.get("2", 150)).not.toBeNull();
  await signInLinks.deleteExpired(200);
  expect(await signInLinks.get("2", 150)).toBeNull();
  await signInLinks.deleteOf(null);
  expect(await signInLinks.get("3", 150)).toBeNull();
});

const key = {
  id: "k",
  userId: "asha",
  name: "script",
  prefix: "swk_12345678",
  scopes: ["read"],
  createdAt: 5,
} as const;

test("API keys: found by hash with their owner as they are now, not once the owner is deactivated", async () => {
  await using folder = new DatabaseFolder();
  const { apiKeys, users } = await withUsers(folder);
  const stored = { ...key, expiresAt: null, lastUsedAt: null };
  await apiKeys.insert(stored, "hash");
  expect(await apiKeys.withOwner("hash")).toEqual({
    ...{ key: { ...stored, scopes: ["read"] }, role: "viewer", name: "asha", email: "asha@example.com" },
  });
  expect(await apiKeys.withOwner("other")).toBeNull();
  await users.update("asha", { role: "trader" });
  expect((await apiKeys.withOwner("hash"))?.role).toBe("trader");
  await users.update("asha", { deactivatedAt: 9 });
  expect(await apiKeys.withOwner("hash")).toBeNull();
});

test("API keys: listed, used, deleted by their owner only, and gone once they end", async () => {
  await using folder = new DatabaseFolder();
  const { apiKeys } = await withUsers(folder);
  await apiKeys.insert({ ...key, expiresAt: null, lastUsedAt: null }, "1");
  await apiKeys.insert({ ...key, id: "l", createdAt: 6, expiresAt: 50, lastUsedAt: null }, "2");
  await apiKeys.used("k", 40);
  expect((await apiKeys.ofUser("asha")).map(({ id, lastUsedAt }) => [id, lastUsedAt])).toEqual([
    ["l", null],
    ["k", 40],
  ]);
  expect(await apiKeys.delete("ravi", "k")).toBe(false);
  expect(await apiKeys.deleteExpired(49)).toEqual([]);
  expect(await apiKeys.deleteExpired(50)).toEqual(["l"]);
  expect(await apiKeys.delete("asha", "k")).toBe(true);
});

test("sessions, passwords and keys go with their user", async () => {
  await using folder = new DatabaseFolder();
  const { users, apiKeys } = await withUsers(folder);
  addSession(folder, "a", "asha", 1, 2);
  await users.setPasswordHash("asha", "hash", 1);
  await apiKeys.insert({ ...key, expiresAt: null, lastUsedAt: null }, "1");
  await users.delete("asha");
  folder.raw((sqlite) => {
    for (const table of ["sessions", "accounts", "api_keys"])
      expect(sqlite.query(`select count(*) as n from ${table}`).get()).toEqual({ n: 0 });
  });
});
