import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { counted } from "./counted.ts";

/** What outlives a change of the instrument master: what each one changed, and by what an item knows its instrument. */
export async function createMasterRefreshes(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("master_refreshes")
    .addColumn("id", "integer", counted(db))
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint", (column) => column.notNull())
    .addColumn("trigger", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("is_forced", "integer", (column) => column.notNull().check(sql`is_forced in (0, 1)`))
    .addColumn("outcome", "text", (column) =>
      column.notNull().check(sql`outcome in ('replaced', 'unchanged', 'refused', 'failed')`),
    )
    .addColumn("reason", "text")
    .addColumn("instruments", "integer", (column) => column.notNull().check(sql`instruments >= 0`))
    .addColumn("counts", "text")
    .addColumn("change", "text")
    .addCheckConstraint("master_refreshes_change", sql`(counts is null) = (change is null)`)
    .execute();
  await db.schema.alterTable("watchlist").addColumn("identity", "text").execute();
}
