import { expect, test } from "bun:test";
import type { createAdapterFactory } from "better-auth/adapters";
import { getAuthTables } from "better-auth/db";
import { CamelCasePlugin, type CompiledQuery, Kysely } from "kysely";
import { betterAuthOptions, createBetterAuth } from "../../server/auth/better-auth.ts";
import { PasswordHash } from "../../server/auth/password-hash.ts";
import { ApiKeys } from "../../server/db/api-keys.ts";
import { createAuthAdapter } from "../../server/db/auth-adapter.ts";
import { SqliteDialect } from "../../server/db/sqlite-dialect.ts";
import { openSqliteFile } from "../../server/db/sqlite-file.ts";
import type { Tables } from "../../server/db/tables.ts";
import { createLogger } from "../../server/logger.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const options = (adapter: ReturnType<typeof createAdapterFactory>) =>
  betterAuthOptions({
    adapter,
    secret: "a secret of thirty-two characters",
    isSecure: false,
    hash: new PasswordHash(),
    log: createLogger("silent", "test"),
    mayEnter: async () => true,
  });

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

test("the tables that our migrations make have every column that better-auth expects, unique where it wants them so", async () => {
  await using folder = new DatabaseFolder();
  const expected = getAuthTables(options(await (await folder.open()).authAdapter()));
  expect(Object.keys(expected).toSorted()).toEqual(["account", "session", "user", "verification"]);
  folder.raw((sqlite) => {
    for (const [model, { fields }] of Object.entries(expected)) {
      const columns = sqlite.query<{ name: string; type: string }, []>(`pragma table_info(${model}s)`).all();
      const types = new Map(columns.map(({ name, type }) => [name, type.toLowerCase()]));
      for (const [field, { type, unique, fieldName = field }] of Object.entries(fields)) {
        const kind = type === "date" || field === "deactivatedAt" ? "bigint" : type === "string" ? "text" : "integer";
        expect([model, fieldName, types.get(snake(fieldName))]).toEqual([model, fieldName, kind]);
        const uniques = sqlite
          .query<{ name: string }, []>(
            `select c.name from pragma_index_list('${model}s') i, pragma_index_info(i.name) c where i."unique" = 1`,
          )
          .all()
          .map(({ name }) => name);
        if (unique) expect(uniques).toContain(snake(fieldName));
      }
    }
  });
});

test("rows keep their times in UTC milliseconds, and come back as dates", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const adapter = (await database.authAdapter())(options(await database.authAdapter()));
  await database.users.insert({ id: "asha", name: "Asha", email: "asha@example.com", role: "trader", createdAt: 100 });
  const times = { createdAt: new Date(1_000), updatedAt: new Date(1_000), expiresAt: new Date(9_000) };
  const session = await adapter.create({ model: "session", data: { userId: "asha", token: "t", ...times } });
  expect(session).toMatchObject({ userId: "asha", token: "t", ...times });
  const where = [{ field: "token", value: "t" }];
  expect(folder.raw((sqlite) => sqlite.query("select expires_at from sessions").all())).toEqual([
    { expires_at: 9_000 },
  ]);

  const withUser = await adapter.findOne({ model: "session", where, join: { user: true } });
  expect(withUser).toMatchObject({
    ...{ token: "t", ...times },
    user: { id: "asha", email: "asha@example.com", emailVerified: false, role: "trader", createdAt: new Date(100) },
  });
  expect(await adapter.findOne({ model: "session", where: [{ field: "token", value: "x" }] })).toBeNull();

  await adapter.update({ model: "session", where, update: { expiresAt: new Date(20_000) } });
  const later = [{ field: "expiresAt", operator: "gt" as const, value: new Date(15_000) }];
  expect(await adapter.count({ model: "session", where: later })).toBe(1);
  expect(
    await adapter.findMany({ model: "session", where: later, limit: 5, sortBy: { field: "token", direction: "asc" } }),
  ).toHaveLength(1);
  expect(await adapter.updateMany({ model: "session", where: later, update: { ipAddress: "10.0.0.1" } })).toBe(1);
  const either = [
    { field: "token", value: "x" },
    { field: "ipAddress", value: "10.0.0.1", connector: "OR" as const },
    { field: "token", value: "t", connector: "OR" as const },
  ];
  expect(await adapter.count({ model: "session", where: either })).toBe(0);
  expect(await adapter.count({ model: "session", where: either.slice(1) })).toBe(1);
  expect(await adapter.deleteMany({ model: "session", where: [{ field: "userAgent", value: null }] })).toBe(1);
  expect(await adapter.findMany({ model: "session" })).toEqual([]);
});

test("a search in text is an assertion: nothing asks for one", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const adapter = (await database.authAdapter())(options(await database.authAdapter()));
  const where = [{ field: "email", operator: "contains" as const, value: "a" }];
  await expect(adapter.findMany({ model: "user", where })).rejects.toThrow("no operator contains");
});

test("a session and its user, and a key and its owner, are found in one query that scans nothing", async () => {
  await using folder = new DatabaseFolder();
  const opened = await folder.open();
  const hash = new PasswordHash();
  await opened.users.insert({ id: "asha", name: "Asha", email: "asha@example.com", role: "trader", createdAt: 100 });
  await opened.users.setPasswordHash("asha", await hash.hash("a password"), 100);
  const asked: CompiledQuery[] = [];
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect(openSqliteFile(folder.path)),
    plugins: [new CamelCasePlugin()],
    log: ({ query }) => void asked.push(query),
  });
  const auth = createBetterAuth({
    ...{ adapter: createAuthAdapter(db), secret: "a secret of thirty-two characters", isSecure: false, hash },
    ...{ log: createLogger("silent", "test"), mayEnter: async () => true },
  });
  const body = { email: "asha@example.com", password: "a password" };
  const signedIn = await auth.api.signInEmail({ body, asResponse: true });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  asked.length = 0;
  expect(await auth.api.getSession({ headers: new Headers({ cookie }) })).toMatchObject({ user: { role: "trader" } });
  await new ApiKeys(db).withOwner("hash");
  expect(asked).toHaveLength(2);
  folder.raw((sqlite) => {
    for (const { sql, parameters } of asked) {
      const plan = sqlite.query<{ detail: string }, string[]>(`explain query plan ${sql}`);
      const steps = plan.all(...(parameters as string[])).map(({ detail }) => detail);
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) expect(step).toStartWith("SEARCH");
    }
  });
  await db.destroy();
});
