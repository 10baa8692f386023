import type { Kysely, Selectable } from "kysely";
import type { StoppedReason } from "../../shared/watchlist.ts";
import { atomically, inBatches } from "./batch.ts";
import type { Tables } from "./tables.ts";

/**
 * streaming: it should be on the wire, after a restart too. evicted: it had to make room. ended: the day is over, and
 * the next session brings it back.
 */
export type SubscriptionState = "streaming" | "evicted" | "ended";

/** Whether one watchlist item should stream, and why not. */
export interface ItemSubscription {
  itemId: string;
  state: SubscriptionState;
  /** Null while it streams. */
  reason: StoppedReason | null;
  /** Instruments it takes or took. */
  keys: number;
  /** When this state began. */
  since: number;
}

/** One row an item (the table `subscriptions`); a row goes with its item. */
export class ItemSubscriptions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(itemId: string): Promise<ItemSubscription | null> {
    const row = await this.#db.selectFrom("subscriptions").selectAll().where("itemId", "=", itemId).executeTakeFirst();
    return row === undefined ? null : toSubscription(row);
  }

  /** Everybody's, or those in one state. */
  async all(state?: SubscriptionState): Promise<ItemSubscription[]> {
    const rows = await this.#db
      .selectFrom("subscriptions")
      .selectAll()
      .$if(state !== undefined, (query) => query.where("state", "=", state!))
      .orderBy("itemId")
      .execute();
    return rows.map(toSubscription);
  }

  async ofUser(userId: string): Promise<ItemSubscription[]> {
    const rows = await this.#db
      .selectFrom("subscriptions")
      .innerJoin("watchlist", "watchlist.id", "subscriptions.itemId")
      .selectAll("subscriptions")
      .where("watchlist.userId", "=", userId)
      .orderBy("itemId")
      .execute();
    return rows.map(toSubscription);
  }

  /** Writes whole rows, new or in place of what was there. @throws when an item does not exist. */
  async put(subscriptions: readonly ItemSubscription[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      for (const batch of inBatches(subscriptions)) {
        await db
          .insertInto("subscriptions")
          .values([...batch])
          .onConflict((conflict) =>
            conflict.column("itemId").doUpdateSet(({ ref }) => ({
              state: ref("excluded.state"),
              reason: ref("excluded.reason"),
              keys: ref("excluded.keys"),
              since: ref("excluded.since"),
            })),
          )
          .execute();
      }
    });
  }

  /** Changes the state of those that have a row; an item that was removed meanwhile is no error. Returns how many. */
  mark(itemIds: readonly string[], change: Pick<ItemSubscription, "state" | "reason" | "since">): Promise<number> {
    return atomically(this.#db, async (db) => {
      let marked = 0;
      for (const batch of inBatches(itemIds)) {
        const { numUpdatedRows } = await db
          .updateTable("subscriptions")
          .set(change)
          .where("itemId", "in", batch)
          .executeTakeFirst();
        marked += Number(numUpdatedRows);
      }
      return marked;
    });
  }
}

function toSubscription(row: Selectable<Tables["subscriptions"]>): ItemSubscription {
  return { ...row, state: row.state as SubscriptionState, reason: row.reason as StoppedReason | null };
}
