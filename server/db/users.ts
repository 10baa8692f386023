import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

export interface User {
  id: string;
  name: string;
  /** Slots of Tier A that are theirs when capacity is short; null takes the default. */
  shareSlots: number | null;
  createdAt: number;
}

/** Whoever has watchlists. `demo` is there from the start. */
export class Users {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(id: string): Promise<User | null> {
    return (await this.#db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
  }

  /** Oldest first. */
  list(): Promise<User[]> {
    return this.#db.selectFrom("users").selectAll().orderBy("createdAt").orderBy("id").execute();
  }

  async insert(user: User): Promise<void> {
    await this.#db.insertInto("users").values(user).execute();
  }

  /** False when there is no such user. */
  async update(id: string, change: Partial<Pick<User, "name" | "shareSlots">>): Promise<boolean> {
    const result = await this.#db.updateTable("users").set(change).where("id", "=", id).executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** With their watchlists; the log keeps its rows. False when there was no such user. */
  async delete(id: string): Promise<boolean> {
    const result = await this.#db.deleteFrom("users").where("id", "=", id).executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
