import type { Database as SqliteDatabase } from "bun:sqlite";
import { CompiledQuery, type DialectAdapter, type Driver, SqliteAdapter } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import { closeSqliteFile } from "./sqlite-file.ts";

/** kysely-bun-sqlite, with what is true of SQLite and left unsaid there. */
export class SqliteDialect extends BunSqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }

  /**
   * A plain `begin` takes the write lock at the first write. When another process has written since the first read,
   * that fails at once, however long the busy timeout; `immediate` waits its turn before anything is read.
   */
  override createDriver(): Driver {
    const driver = super.createDriver();
    driver.beginTransaction = async (connection) => {
      await connection.executeQuery(CompiledQuery.raw("begin immediate"));
    };
    driver.destroy = async () => closeSqliteFile(this.#database);
    return driver;
  }
}

/** Kysely believes that SQLite cannot undo a `create table`. It can: a migration is all done or not begun. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
