import type { Kysely, Selectable } from "kysely";
import { z } from "zod";
import { type Role, SCOPES, type Scope } from "../../shared/role.ts";
import { fromJson } from "./json-column.ts";
import type { Tables } from "./tables.ts";

const scopeList = z.array(z.enum(SCOPES));

export interface ApiKey {
  id: string;
  userId: string;
  name: string;
  /** How the key begins. */
  prefix: string;
  scopes: readonly Scope[];
  createdAt: number;
  /** Null of one without an end. */
  expiresAt: number | null;
  lastUsedAt: number | null;
}

export interface KeyWithOwner {
  key: ApiKey;
  role: Role;
  name: string;
  email: string | null;
}

/** API keys by their hash; a revoked one is gone. */
export class ApiKeys {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async insert({ scopes, ...key }: ApiKey, hash: string): Promise<void> {
    await this.#db
      .insertInto("apiKeys")
      .values({ ...key, hash, scopes: JSON.stringify(scopes) })
      .execute();
  }

  /** The key and its owner as they are now; null when there is none, or its owner is deactivated. */
  async withOwner(hash: string): Promise<KeyWithOwner | null> {
    const row = await this.#db
      .selectFrom("apiKeys")
      .innerJoin("users", "users.id", "apiKeys.userId")
      .selectAll("apiKeys")
      .select(["users.role", "users.name as ownerName", "users.email"])
      .where("apiKeys.hash", "=", hash)
      .where("users.deactivatedAt", "is", null)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { key: toKey(row), role: row.role as Role, name: row.ownerName, email: row.email };
  }

  /** Newest first. */
  async ofUser(userId: string): Promise<ApiKey[]> {
    const rows = await this.#db
      .selectFrom("apiKeys")
      .selectAll()
      .where("userId", "=", userId)
      .orderBy("createdAt", "desc")
      .orderBy("id")
      .execute();
    return rows.map(toKey);
  }

  async used(id: string, at: number): Promise<void> {
    await this.#db.updateTable("apiKeys").set({ lastUsedAt: at }).where("id", "=", id).execute();
  }

  /** False when the user has no such key. */
  async delete(userId: string, id: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("apiKeys")
      .where("id", "=", id)
      .where("userId", "=", userId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** Returns the ids. */
  async deleteExpired(now: number): Promise<string[]> {
    const rows = await this.#db.deleteFrom("apiKeys").where("expiresAt", "<=", now).returning("id").execute();
    return rows.map(({ id }) => id);
  }
}

function toKey(row: Selectable<Tables["apiKeys"]>): ApiKey {
  const { id, userId, name, prefix, createdAt, expiresAt, lastUsedAt } = row;
  const scopes = fromJson(scopeList, row.scopes, `scopes of API key ${id}`);
  return { id, userId, name, prefix, scopes, createdAt, expiresAt, lastUsedAt };
}
