import { expect, test } from "bun:test";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const asha = { id: "asha", name: "Asha", email: "asha@example.com", createdAt: 100 };
const ravi = { id: "ravi", name: "Ravi", email: "ravi@example.com", role: "admin", createdAt: 200 } as const;

async function opened(folder: DatabaseFolder) {
  const { users } = await folder.open();
  await users.insert(asha);
  await users.insert(ravi);
  return { users };
}

test("the user demo is there from the start, and has no address", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await folder.open();
  expect((await users.list()).map(({ id, email }) => [id, email])).toEqual([["demo", null]]);
  expect(await users.count()).toBe(1);
});

test("a user is found by id and by address, as a viewer without a share of their own unless told otherwise", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  const known = { ...asha, role: "viewer", shareSlots: null, deactivatedAt: null } as const;
  expect(await users.get("asha")).toEqual(known);
  expect(await users.byEmail("asha@example.com")).toEqual(known);
  expect((await users.get("ravi"))?.role).toBe("admin");
  expect([await users.get("nobody"), await users.byEmail("nobody@example.com")]).toEqual([null, null]);
});

test("users are listed oldest first", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  await users.insert({ id: "ben", name: "Ben", email: "ben@example.com", createdAt: 100 });
  expect((await users.list()).map(({ id }) => id).filter((id) => id !== "demo")).toEqual(["asha", "ben", "ravi"]);
  expect(await users.count()).toBe(4);
});

test("neither an id nor an address is taken twice", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  await expect(users.insert({ ...asha, email: "another@example.com" })).rejects.toThrow();
  await expect(users.insert({ ...asha, id: "another" })).rejects.toThrow();
  expect(await users.count()).toBe(3);
});

test("a change touches what it names, and says whether there was such a user", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  expect(await users.update("asha", { role: "trader", shareSlots: 500 })).toBe(true);
  expect(await users.update("asha", { deactivatedAt: 300 })).toBe(true);
  expect(await users.get("asha")).toMatchObject({ name: "Asha", role: "trader", shareSlots: 500, deactivatedAt: 300 });
  expect(await users.get("ravi")).toMatchObject({ role: "admin", shareSlots: null, deactivatedAt: null });
  expect(await users.update("asha", { shareSlots: null, deactivatedAt: null })).toBe(true);
  expect(await users.get("asha")).toMatchObject({ shareSlots: null, deactivatedAt: null });
  expect(await users.update("nobody", { role: "admin" })).toBe(false);
});

test("a user goes with their lists, and nobody else's", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  folder.raw((sqlite) => {
    const insert = sqlite.query(
      "insert into watchlists (id, user_id, name, position, created_at) values (?, ?, 'x', 0, 1)",
    );
    for (const id of ["asha", "ravi"]) insert.run(`list of ${id}`, id);
  });
  expect([await users.delete("asha"), await users.delete("asha")]).toEqual([true, false]);
  expect(await users.get("asha")).toBeNull();
  const left = folder.raw((sqlite) => sqlite.query("select id from watchlists").all());
  expect(left).toEqual([{ id: "list of ravi" }]);
});

test("a password's hash is set, then replaced; there is one a user", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  expect([await users.passwordHash("asha"), [...(await users.withPassword())]]).toEqual([null, []]);
  await users.setPasswordHash("asha", "hash 1", 300);
  await users.setPasswordHash("asha", "hash 2", 400);
  await users.setPasswordHash("ravi", "hash 3", 400);
  expect([await users.passwordHash("asha"), await users.passwordHash("ravi")]).toEqual(["hash 2", "hash 3"]);
  expect([...(await users.withPassword())].toSorted()).toEqual(["asha", "ravi"]);
  const rows = folder.raw((sqlite) =>
    sqlite.query("select created_at, updated_at from accounts where user_id = 'asha'").all(),
  );
  expect(rows).toEqual([{ created_at: 300, updated_at: 400 }]);
});

test("an admin who can sign in is active, and has an address and a password", async () => {
  await using folder = new DatabaseFolder();
  const { users } = await opened(folder);
  expect(await users.signingInAdmins()).toEqual([]);
  for (const id of ["asha", "ravi", "demo"]) await users.setPasswordHash(id, "hash", 300);
  await users.update("demo", { role: "admin" });
  expect(await users.signingInAdmins()).toEqual(["ravi"]);
  await users.update("asha", { role: "admin" });
  expect((await users.signingInAdmins()).toSorted()).toEqual(["asha", "ravi"]);
  await users.update("ravi", { deactivatedAt: 400 });
  expect(await users.signingInAdmins()).toEqual(["asha"]);
});
