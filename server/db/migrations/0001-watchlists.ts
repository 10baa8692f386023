import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { counted } from "./counted.ts";

/** Everything the subscriptions need, and the user `demo`. */
export async function createTables(db: Kysely<Tables>): Promise<void> {
  await createUsers(db);
  await createWatchlists(db);
  await createItems(db);
  await createSubscriptions(db);
  await createAtmCache(db);
  await createSubscriptionLog(db);
  await createEodRuns(db);
  await createSettings(db);
  await db.insertInto("users").values({ id: "demo", name: "Demo", shareSlots: null, createdAt: Date.now() }).execute();
}

async function createUsers(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("users")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("share_slots", "integer", (column) => column.check(sql`share_slots >= 0`))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
}

async function createWatchlists(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("watchlists")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("watchlists_owner", ["id", "user_id"])
    .addUniqueConstraint("watchlists_name", ["user_id", "name"])
    .execute();
}

/** An item names its list and its list's owner together, so that it cannot lie in another user's list. */
async function createItems(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("watchlist")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("list_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) =>
      column.notNull().check(sql`kind in ('EQUITY', 'FUTURE', 'INDEX_OPTION', 'STOCK_OPTION')`),
    )
    .addColumn("underlying", "text", (column) => column.notNull())
    .addColumn("instrument_key", "text")
    .addColumn("expiries", "text")
    .addColumn("expiry_rule", "text")
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint", (column) => column.notNull())
    .addForeignKeyConstraint("watchlist_list", ["list_id", "user_id"], "watchlists", ["id", "user_id"], (key) =>
      key.onDelete("cascade"),
    )
    .addUniqueConstraint("watchlist_instrument", ["list_id", "instrument_key"])
    .addCheckConstraint("watchlist_one_instrument", sql`(kind in ('EQUITY', 'FUTURE')) = (instrument_key is not null)`)
    .addCheckConstraint("watchlist_expiries", sql`(kind in ('EQUITY', 'FUTURE')) = (expiries is null)`)
    .addCheckConstraint("watchlist_expiry_rule", sql`(expiries is null) = (expiry_rule is null)`)
    .execute();
  await db.schema.createIndex("watchlist_of_list").on("watchlist").columns(["list_id", "position"]).execute();
  await db.schema.createIndex("watchlist_of_user").on("watchlist").column("user_id").execute();
}

async function createSubscriptions(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("subscriptions")
    .addColumn("item_id", "text", (column) =>
      column.primaryKey().notNull().references("watchlist.id").onDelete("cascade"),
    )
    .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('streaming', 'evicted', 'ended')`))
    .addColumn("reason", "text")
    .addColumn("keys", "integer", (column) => column.notNull().check(sql`keys >= 0`))
    .addColumn("since", "bigint", (column) => column.notNull())
    .execute();
}

async function createAtmCache(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("atm_cache")
    .addColumn("underlying", "text", (column) => column.notNull())
    .addColumn("expiry", "text", (column) => column.notNull())
    .addColumn("atm_strike", "double precision", (column) => column.notNull())
    .addColumn("price", "double precision", (column) => column.notNull().check(sql`price > 0`))
    .addColumn("price_source", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("atm_cache_series", ["underlying", "expiry"])
    .execute();
}

/** No reference to items or users: what happened stays written when they are gone. */
async function createSubscriptionLog(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("subscription_log")
    .addColumn("id", "integer", counted(db))
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("action", "text", (column) =>
      column
        .notNull()
        .check(sql`action in ('SUBSCRIBE', 'UNSUBSCRIBE', 'EVICT', 'EOD_CLEANUP', 'REBALANCE', 'ATM_SHIFT')`),
    )
    .addColumn("unit_id", "text", (column) => column.notNull())
    .addColumn("user_id", "text")
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("legs", "integer", (column) => column.notNull().check(sql`legs >= 0`))
    .addColumn("connection", "integer")
    .execute();
  for (const column of ["action", "user_id", "unit_id"]) {
    await db.schema
      .createIndex(`subscription_log_by_${column}`)
      .on("subscription_log")
      .columns([column, "id"])
      .execute();
  }
}

async function createEodRuns(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("eod_runs")
    .addColumn("date", "text", (column) => column.notNull())
    .addColumn("market", "text", (column) => column.notNull().check(sql`market in ('NSE_BSE', 'MCX')`))
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("finished_at", "bigint")
    .addColumn("units_dropped", "integer", (column) => column.notNull())
    .addColumn("legs_dropped", "integer", (column) => column.notNull())
    .addColumn("trigger", "text", (column) => column.notNull())
    .addColumn("error", "text")
    .addPrimaryKeyConstraint("eod_runs_day", ["date", "market"])
    .execute();
}

async function createSettings(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("settings")
    .addColumn("key", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .execute();
}
