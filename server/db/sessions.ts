import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** Somebody signed in somewhere. The token stays in the database: nobody is shown it. */
export interface StoredSession {
  id: string;
  userId: string;
  expiresAt: number;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: number;
}

/** Sessions are made and prolonged by better-auth; here they are looked at and ended. */
export class Sessions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Newest first. */
  ofUser(userId: string): Promise<StoredSession[]> {
    return this.#db
      .selectFrom("sessions")
      .select(["id", "userId", "expiresAt", "ipAddress", "userAgent", "createdAt"])
      .where("userId", "=", userId)
      .orderBy("updatedAt", "desc")
      .orderBy("createdAt", "desc")
      .orderBy("id")
      .execute();
  }

  /** False when the user has no such session. */
  async end(userId: string, id: string): Promise<boolean> {
    const result = await this.#db
      .deleteFrom("sessions")
      .where("id", "=", id)
      .where("userId", "=", userId)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** All of a user's, or all but one. Returns the ids. */
  async endAll(userId: string, butId: string | null = null): Promise<string[]> {
    const rows = await this.#db
      .deleteFrom("sessions")
      .where("userId", "=", userId)
      .$if(butId !== null, (query) => query.where("id", "!=", butId!))
      .returning("id")
      .execute();
    return rows.map(({ id }) => id);
  }

  /** All but the newest `most` of a user's. Returns the ids. */
  async endOldest(userId: string, most: number): Promise<string[]> {
    const ids = (await this.ofUser(userId)).slice(most).map(({ id }) => id);
    if (ids.length > 0) await this.#db.deleteFrom("sessions").where("id", "in", ids).execute();
    return ids;
  }

  /** What has expired, and what began before a time. Returns the ids. */
  async endExpired(now: number, beganBefore: number): Promise<string[]> {
    const rows = await this.#db
      .deleteFrom("sessions")
      .where(({ or, eb }) => or([eb("expiresAt", "<=", now), eb("createdAt", "<", beganBefore)]))
      .returning("id")
      .execute();
    return rows.map(({ id }) => id);
  }
}
