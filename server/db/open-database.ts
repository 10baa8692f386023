import { join } from "node:path";
import { CamelCasePlugin, Kysely } from "kysely";
import type { Logger } from "../logger.ts";
import { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";
import { damageOf, isBusy, isUnreadable, moveAside, openSqliteFile } from "./sqlite-file.ts";
import type { Tables } from "./tables.ts";

const FILE_NAME = "strikewire.db";

/** A folder for the usual file, or a path of one's own; `:memory:` is gone when it is closed. */
export type DatabaseLocation = { dataDir: string } | { path: string };

/**
 * Opens the database, makes it where there is none, and migrates it. A file that SQLite cannot read is renamed, never
 * deleted, and an empty one takes its place: a terminal without watchlists beats no terminal. `opening` says so.
 * @throws DatabaseError: `newer-version`, `migration`, or `unavailable`; the file is as it was then.
 */
export async function openDatabase({ log, ...location }: DatabaseLocation & { log: Logger }): Promise<Database> {
  const path = "path" in location ? location.path : join(location.dataDir, FILE_NAME);
  try {
    return await openOrMoveAside(path, log);
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const retryable = isBusy(error);
    throw new DatabaseError("unavailable", `the database ${path} cannot be used: ${reason}`, {
      cause: error,
      retryable,
    });
  }
}

async function openOrMoveAside(path: string, log: Logger): Promise<Database> {
  try {
    return await openAndMigrate(path, null, log);
  } catch (error) {
    const cause = error instanceof DatabaseError ? error.cause : error;
    if (!isUnreadable(cause)) throw error;
    const movedAside = moveAside(path);
    log.error({ path, movedAside, err: error }, "the database cannot be read: moved aside, starting with an empty one");
    return await openAndMigrate(path, movedAside, log);
  }
}

async function openAndMigrate(path: string, movedAside: string | null, log: Logger): Promise<Database> {
  const sqlite = openSqliteFile(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect(sqlite), plugins: [new CamelCasePlugin()] });
  try {
    const migrated = await migrate(db, MIGRATIONS);
    const damage = damageOf(sqlite);
    if (damage !== null) log.error({ path, damage }, "the database is damaged: what can be read of it is used");
    log.info({ path, migrated }, "database open");
    return new Database(db, { path, migrated, movedAside, damage });
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
