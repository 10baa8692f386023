import { Database as SqliteDatabase } from "bun:sqlite";
import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { z } from "zod";
import { MIGRATIONS } from "../../server/db/migrations/migrations.ts";
import { openDatabase } from "../../server/db/open-database.ts";
import { openSqliteFile } from "../../server/db/sqlite-file.ts";
import { countUp } from "../fakes/db-counter.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { list } from "../fakes/db-rows.ts";

const CORRUPT_NAME = /^strikewire\.db\.corrupt-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z$/;
const COUNTER = fileURLToPath(new URL("../fakes/db-counter.ts", import.meta.url));
const ALL = Object.keys(MIGRATIONS);
const silent = pino({ level: "silent" });

/** A folder whose database holds one list and is closed. */
async function folderWithList(): Promise<DatabaseFolder> {
  const folder = new DatabaseFolder();
  const database = await folder.open();
  await database.watchlists.insert(list("a"));
  await database.close();
  folder.logged.length = 0;
  return folder;
}

test("an empty folder gets a database with all tables, in a folder that need not exist", async () => {
  await using folder = new DatabaseFolder();
  const path = join(folder.dataDir, "deep", "er", "x.db");
  const database = await openDatabase({ path, log: silent });
  expect(database.opening).toEqual({ path, migrated: ALL, movedAside: null, damage: null });
  expect(await database.users.list()).toHaveLength(1);
  await database.close();
});

test("a database in memory works and leaves no file", async () => {
  const database = await openDatabase({ path: ":memory:", log: silent });
  await database.watchlists.insert(list("a"));
  expect(await database.watchlists.list("demo")).toHaveLength(1);
  await database.close();
  expect(await Bun.file(":memory:").exists()).toBe(false);
});

test("opened again, nothing is migrated and everything is there", async () => {
  await using folder = await folderWithList();
  const before = schemaOf(folder);
  const again = await folder.open();
  expect(again.opening).toEqual({ path: folder.path, migrated: [], movedAside: null, damage: null });
  expect(await again.watchlists.list("demo")).toEqual([{ ...list("a"), position: 0 }]);
  expect(schemaOf(folder)).toEqual(before);
});

test("a connection writes ahead, waits for the disk, checks references and waits for locks", async () => {
  await using folder = new DatabaseFolder();
  using sqlite = openSqliteFile(folder.path);
  const pragma = (name: string) => Object.values(sqlite.query(`pragma ${name}`).get() as object)[0];
  expect(["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map(pragma)).toEqual(["wal", 2, 1, 1_000]);
});

test("the file and what SQLite keeps beside it are its owner's alone, also where they were not before", async () => {
  await using folder = await folderWithList();
  chmodSync(folder.path, 0o644);
  const database = await folder.open();
  await database.watchlists.insert(list("b"));
  expect(folder.files).toEqual(["strikewire.db", "strikewire.db-shm", "strikewire.db-wal"]);
  for (const file of folder.files) {
    expect([file, statSync(join(folder.dataDir, file)).mode & 0o777]).toEqual([file, 0o600]);
  }
});

test("an empty file, as a crash may leave it, is a new database", async () => {
  await using folder = new DatabaseFolder();
  writeFileSync(folder.path, "");
  expect((await folder.open()).opening).toMatchObject({ migrated: ALL, movedAside: null });
});

test("a database that a later version wrote is refused in words, and left as it is", async () => {
  await using folder = await folderWithList();
  folder.raw((sqlite) => sqlite.run("insert into kysely_migration values ('0099-orders', '2027-01-01T00:00:00.000Z')"));
  await expect(folder.open()).rejects.toMatchObject({
    name: "DatabaseError",
    code: "newer-version",
    retryable: false,
    message: expect.stringContaining(`later version (it has 0099-orders, this version knows up to ${ALL.at(-1)})`),
  });
  expect(folder.files.filter((file) => CORRUPT_NAME.test(file))).toEqual([]);
  folder.raw((sqlite) => sqlite.run("delete from kysely_migration where name = '0099-orders'"));
  expect(await (await folder.open()).watchlists.list("demo")).toHaveLength(1);
});

test("a migration that fails leaves nothing behind, and the file where it is", async () => {
  await using folder = new DatabaseFolder();
  folder.raw((sqlite) => sqlite.run("create table settings (theirs text)"));
  await expect(folder.open()).rejects.toMatchObject({
    code: "migration",
    message: expect.stringContaining('0001-watchlists): table "settings" already exists'),
  });
  expect(schemaOf(folder)).toEqual(["settings"]);
  expect(folder.files.filter((file) => CORRUPT_NAME.test(file))).toEqual([]);
});

test.each([
  ["is no database", () => Buffer.from("not a database at all, ".repeat(500))],
  ["lost its first page", (bytes) => bytes.fill(0xaa, 0, 4096)],
  ["lost its list of tables", (bytes) => bytes.fill(0xff, 100, 4096)],
  ["is cut off after one page", (bytes) => bytes.subarray(0, 4096)],
] satisfies [string, (bytes: Uint8Array) => Uint8Array][])(
  "a file that %s is moved aside whole, an empty database takes its place, and both are said",
  async (_, spoil) => {
    await using folder = await folderWithList();
    const spoiled = spoil(readFileSync(folder.path));
    writeFileSync(folder.path, spoiled);
    const database = await folder.open();
    const { movedAside } = database.opening;
    expect(movedAside?.slice(folder.dataDir.length + 1)).toMatch(CORRUPT_NAME);
    expect(readFileSync(movedAside!)).toEqual(Buffer.from(spoiled));
    expect(folder.logged[0]).toMatchObject({ level: 50, path: folder.path, movedAside });
    expect(database.opening.migrated).toEqual(ALL);
    expect(await database.watchlists.list("demo")).toEqual([]);
    await database.watchlists.insert(list("new"));
    await database.close();
    expect((await folder.open()).opening.movedAside).toBeNull();
  },
);

test("a write-ahead log of a file that was moved aside doesn't come into the new one", async () => {
  await using folder = await folderWithList();
  const crashed = await folder.open();
  await crashed.watchlists.insert(list("b"));
  const log = readFileSync(`${folder.path}-wal`);
  await crashed.close();
  writeFileSync(folder.path, "spoiled ".repeat(2_000));
  writeFileSync(`${folder.path}-wal`, log.subarray(0, 100));
  const database = await folder.open();
  expect(await database.watchlists.list("demo")).toEqual([]);
  expect(folder.files).toContain(`${database.opening.movedAside?.slice(folder.dataDir.length + 1)}-wal`);
  expect(folder.raw((sqlite) => sqlite.query("pragma integrity_check").get())).toEqual({ integrity_check: "ok" });
});

test("a file that is damaged within, but opens, stays in use and says so", async () => {
  await using folder = await folderWithList();
  const page = folder.raw((sqlite) =>
    sqlite.query<{ rootpage: number }, []>("select rootpage from sqlite_schema where name = 'settings'").get(),
  )!.rootpage;
  writeFileSync(folder.path, readFileSync(folder.path).fill(0xff, (page - 1) * 4096, page * 4096));
  const database = await folder.open();
  expect(database.opening).toMatchObject({ movedAside: null, damage: expect.stringMatching(/settings|page/i) });
  expect(folder.logged[0]).toMatchObject({ level: 50, damage: database.opening.damage });
  expect(await database.watchlists.list("demo")).toHaveLength(1);
  await expect(database.settings.put("x", 1, 1)).rejects.toThrow("malformed");
});

test("a folder in the file's place is no corruption: refused, and nothing is moved", async () => {
  await using folder = new DatabaseFolder();
  mkdirSync(folder.path);
  await expect(folder.open()).rejects.toMatchObject({
    code: "unavailable",
    retryable: false,
    message: expect.stringContaining(folder.path),
  });
  expect(folder.files).toEqual(["strikewire.db"]);
});

test("a file that another program holds is refused for now, and opens once it lets go", async () => {
  await using folder = await folderWithList();
  using holder = new SqliteDatabase(folder.path);
  holder.run("begin immediate");
  await expect(folder.open()).rejects.toMatchObject({ code: "unavailable", retryable: true });
  holder.run("rollback");
  expect(await (await folder.open()).watchlists.list("demo")).toHaveLength(1);
});

test("two processes that write to one file wait for each other and lose nothing", async () => {
  await using folder = new DatabaseFolder();
  const database = await folder.open();
  const other = Bun.spawn([process.execPath, COUNTER, folder.dataDir, "100"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let turns = 0;
  while (other.exitCode === null) {
    await countUp(database, 1);
    turns++;
  }
  expect(other.exitCode).toBe(0);
  expect(await database.settings.get("count", z.int())).toBe(100 + turns);
});

function schemaOf(folder: DatabaseFolder): string[] {
  return folder.raw((sqlite) =>
    sqlite
      .query<{ name: string }, []>("select name from sqlite_schema where name not like 'sqlite_%' order by name")
      .all()
      .map(({ name }) => name),
  );
}
