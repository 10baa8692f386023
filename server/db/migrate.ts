import type { Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, type Migration, type MigrationResult, Migrator } from "kysely/migration";
import { DatabaseError } from "./database-error.ts";
import type { Tables } from "./tables.ts";

interface WithMigrationTable {
  [DEFAULT_MIGRATION_TABLE]: { name: string };
}

/**
 * Brings the database to the last of `migrations` in one transaction: all of them or none. Returns the names of those
 * it ran.
 * @throws DatabaseError: `newer-version` when a later version has been at it, `migration` with what it threw as cause.
 */
export function migrate(db: Kysely<Tables>, migrations: Readonly<Record<string, Migration>>): Promise<string[]> {
  return db.transaction().execute(async (transaction) => {
    await refuseNewer(transaction, Object.keys(migrations));
    const migrator = new Migrator({ db: transaction, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) throw migrationError(error, results);
    return results.map(({ migrationName }) => migrationName);
  });
}

/** An old program on new tables would lose what it does not know of. */
async function refuseNewer(db: Kysely<Tables>, known: readonly string[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return;
  const rows = await (db as unknown as Kysely<WithMigrationTable>)
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select("name")
    .execute();
  const unknown = rows.map(({ name }) => name).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new DatabaseError(
    "newer-version",
    `the database was written by a later version (it has ${unknown.toSorted().join(", ")}, this version knows up to ` +
      `${known.at(-1)}): run that version, or give this one another DATA_DIR`,
  );
}

function migrationError(cause: unknown, results: readonly MigrationResult[]): DatabaseError {
  const failed = results.find(({ status }) => status === "Error")?.migrationName ?? "preparing";
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError("migration", `migration failed and left nothing behind (${failed}): ${reason}`, { cause });
}
