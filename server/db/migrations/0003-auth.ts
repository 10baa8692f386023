import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";

/**
 * Accounts, sessions, links and API keys. What better-auth works with (`users`, `sessions`, `accounts`,
 * `verifications`) has its columns and our kinds of value: times in UTC milliseconds, booleans as 0 and 1.
 */
export async function createAuthTables(db: Kysely<Tables>): Promise<void> {
  await extendUsers(db);
  await createSessions(db);
  await createAccounts(db);
  await createVerifications(db);
  await createApiKeys(db);
}

/** The user `demo` keeps a null address: nobody can sign in as it. */
async function extendUsers(db: Kysely<Tables>): Promise<void> {
  // One column a statement: SQLite takes no more.
  await db.schema.alterTable("users").addColumn("email", "text").execute();
  await db.schema
    .alterTable("users")
    .addColumn("email_verified", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("users").addColumn("image", "text").execute();
  await db.schema
    .alterTable("users")
    .addColumn("role", "text", (column) =>
      column.notNull().defaultTo("viewer").check(sql`role in ('viewer', 'trader', 'admin')`),
    )
    .execute();
  await db.schema.alterTable("users").addColumn("deactivated_at", "bigint").execute();
  await db.schema
    .alterTable("users")
    .addColumn("updated_at", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex("users_email").on("users").column("email").unique().execute();
}

async function createSessions(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("token", "text", (column) => column.notNull().unique())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("ip_address", "text")
    .addColumn("user_agent", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sessions_of_user").on("sessions").column("user_id").execute();
  await db.schema.createIndex("sessions_by_end").on("sessions").column("expires_at").execute();
}

/** One row a user: the password. The columns for other sign-ins stay empty. */
async function createAccounts(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("provider_id", "text", (column) => column.notNull())
    .addColumn("account_id", "text", (column) => column.notNull())
    .addColumn("password", "text")
    .addColumn("access_token", "text")
    .addColumn("refresh_token", "text")
    .addColumn("id_token", "text")
    .addColumn("access_token_expires_at", "bigint")
    .addColumn("refresh_token_expires_at", "bigint")
    .addColumn("scope", "text")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("accounts_of_user", ["user_id", "provider_id"])
    .execute();
}

/** Links that set a password: their hash, what they are for and until when. */
async function createVerifications(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("verifications")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("identifier", "text", (column) => column.notNull().unique())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .execute();
}

async function createApiKeys(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("api_keys")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("prefix", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("last_used_at", "bigint")
    .execute();
  await db.schema.createIndex("api_keys_of_user").on("api_keys").column("user_id").execute();
}
