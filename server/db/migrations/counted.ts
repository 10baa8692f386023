import { type ColumnDefinitionBuilder, type Kysely, PostgresAdapter } from "kysely";
import type { Tables } from "../tables.ts";

/** A key that the database counts up by itself and never gives twice: the one thing the dialects say differently. */
export function counted(db: Kysely<Tables>) {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return (column: ColumnDefinitionBuilder) =>
    isPostgres ? column.generatedAlwaysAsIdentity().primaryKey() : column.autoIncrement().primaryKey();
}
