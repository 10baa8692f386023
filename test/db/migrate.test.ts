import { expect, test } from "bun:test";
import { CamelCasePlugin, Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { migrate } from "../../server/db/migrate.ts";
import { MIGRATIONS } from "../../server/db/migrations/migrations.ts";
import { SqliteDialect } from "../../server/db/sqlite-dialect.ts";
import { openSqliteFile } from "../../server/db/sqlite-file.ts";
import type { Tables } from "../../server/db/tables.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const addColumn: Migration = {
  up: async (db) => {
    await db.schema.alterTable("users").addColumn("nickname", "text").execute();
  },
};
const failHalfway: Migration = {
  up: async (db) => {
    await db.schema.createTable("half").addColumn("id", "text").execute();
    await db.deleteFrom("users").execute();
    throw new Error("halfway");
  },
};

/** Migrates the folder's file, and lets go of it. */
async function migrated(folder: DatabaseFolder, migrations: Readonly<Record<string, Migration>>): Promise<string[]> {
  const dialect = new SqliteDialect(openSqliteFile(folder.path));
  const db = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] });
  return migrate(db, migrations).finally(() => db.destroy());
}

const usersIn = (folder: DatabaseFolder) => folder.raw((sqlite) => sqlite.query("select * from users").all());

test("a later migration runs alone on what is there, and everything stays", async () => {
  await using folder = new DatabaseFolder();
  expect(await migrated(folder, MIGRATIONS)).toEqual(Object.keys(MIGRATIONS));
  expect(await migrated(folder, { ...MIGRATIONS, "9999-nickname": addColumn })).toEqual(["9999-nickname"]);
  expect(await migrated(folder, { ...MIGRATIONS, "9999-nickname": addColumn })).toEqual([]);
  expect(usersIn(folder)).toMatchObject([{ id: "demo", nickname: null }]);
});

test("one that fails takes those before it in the same run back too, and says which it was", async () => {
  await using folder = new DatabaseFolder();
  await migrated(folder, MIGRATIONS);
  const before = usersIn(folder);
  const doomed = migrated(folder, { ...MIGRATIONS, "9999-nickname": addColumn, "9999-z-half": failHalfway });
  await expect(doomed).rejects.toMatchObject({
    code: "migration",
    message: "migration failed and left nothing behind (9999-z-half): halfway",
  });
  expect(usersIn(folder)).toEqual(before);
  expect(await migrated(folder, MIGRATIONS)).toEqual([]);
});

test("migrations are numbered without a gap, in the order of their names", () => {
  const names = Object.keys(MIGRATIONS);
  expect(names.map((name) => name.slice(0, 5))).toEqual(
    names.map((_, index) => `${String(index + 1).padStart(4, "0")}-`),
  );
});
