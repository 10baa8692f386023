import type { Kysely } from "kysely";
import { atomically } from "./batch.ts";
import { reordered, writePositions } from "./position.ts";
import type { Tables } from "./tables.ts";

export interface Watchlist {
  id: string;
  userId: string;
  name: string;
  /** Its place among the user's lists: ascending, not always without gaps. */
  position: number;
  createdAt: number;
}

/** The named lists; what is on them is in watchlist-items.ts. */
export class Watchlists {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(id: string): Promise<Watchlist | null> {
    return (await this.#db.selectFrom("watchlists").selectAll().where("id", "=", id).executeTakeFirst()) ?? null;
  }

  /** A user's lists in their order. */
  list(userId: string): Promise<Watchlist[]> {
    return this.#db
      .selectFrom("watchlists")
      .selectAll()
      .where("userId", "=", userId)
      .orderBy("position")
      .orderBy("id")
      .execute();
  }

  /** Puts it behind the user's other lists. @throws when the user has a list of that name. */
  insert(list: Omit<Watchlist, "position">): Promise<Watchlist> {
    return this.#db
      .insertInto("watchlists")
      .values(({ selectFrom }) => ({
        ...list,
        position: selectFrom("watchlists as other")
          .select(({ fn, lit, eb }) => fn.coalesce(eb(fn.max("other.position"), "+", lit(1)), lit(0)).as("next"))
          .where("other.userId", "=", list.userId),
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** False when there is no such list. @throws when the user has another of that name. */
  async rename(id: string, name: string): Promise<boolean> {
    const result = await this.#db.updateTable("watchlists").set({ name }).where("id", "=", id).executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** `ids` first, in that order; the user's other lists behind them as they were. Ids of nobody or of others do nothing. */
  async reorder(userId: string, ids: readonly string[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      const current = await new Watchlists(db).list(userId);
      const order = reordered(
        current.map(({ id }) => id),
        ids,
      );
      await writePositions(db, "watchlists", order);
    });
  }

  /** With its items and their subscriptions. False when there was no such list. */
  async delete(id: string): Promise<boolean> {
    const result = await this.#db.deleteFrom("watchlists").where("id", "=", id).executeTakeFirst();
    return result.numDeletedRows > 0n;
  }
}
