import type { Kysely, Selectable } from "kysely";
import { z } from "zod";
import { type ExpiryRule, expiryRule, type ItemKind } from "../../shared/watchlist.ts";
import { atomically, inBatches } from "./batch.ts";
import { fromJson } from "./json-column.ts";
import { reordered, writePositions } from "./position.ts";
import type { Tables } from "./tables.ts";

const expiryDates = z.array(z.iso.date());

/** One thing on a watchlist: an instrument, or some expiries of an underlying's options. */
export interface WatchlistItem {
  id: string;
  listId: string;
  /** The list's owner. */
  userId: string;
  kind: ItemKind;
  underlying: string;
  /** Of an EQUITY or a FUTURE; null of options. */
  instrumentKey: string | null;
  /**
   * What tells the instrument from another that has its key later: a share's ISIN, a future's expiry. Null of options,
   * and where it is not known.
   */
  identity: string | null;
  /** Those it stands for now, ascending; null of an EQUITY or a FUTURE. */
  expiries: readonly string[] | null;
  /** What was asked for; null exactly where `expiries` is. */
  expiryRule: ExpiryRule | null;
  /** Its place on the list: ascending, not always without gaps. */
  position: number;
  createdAt: number;
  lastUsedAt: number;
}

export type ItemChange = Partial<
  Pick<WatchlistItem, "underlying" | "identity" | "expiries" | "expiryRule" | "lastUsedAt">
>;

/** What is on the watchlists (the table `watchlist`). */
export class WatchlistItems {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(id: string): Promise<WatchlistItem | null> {
    const row = await this.#db.selectFrom("watchlist").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : toItem(row);
  }

  /** A list's items in their order. */
  async ofList(listId: string): Promise<WatchlistItem[]> {
    return (await this.#inOrder().where("listId", "=", listId).execute()).map(toItem);
  }

  /** All items of a user, list by list, each in its order. */
  async ofUser(userId: string): Promise<WatchlistItem[]> {
    return (await this.#inOrder().where("userId", "=", userId).execute()).map(toItem);
  }

  /** Everybody's: what a restart brings back. */
  async all(): Promise<WatchlistItem[]> {
    return (await this.#inOrder().execute()).map(toItem);
  }

  async countOfList(listId: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom("watchlist")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("listId", "=", listId)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Puts it at the end of its list. @throws when the list is not the user's, or has that instrument already. */
  async insert(item: Omit<WatchlistItem, "position">): Promise<WatchlistItem> {
    const row = await this.#db
      .insertInto("watchlist")
      .values(({ selectFrom }) => ({
        ...item,
        expiries: toJson(item.expiries),
        expiryRule: toJson(item.expiryRule),
        position: selectFrom("watchlist as other")
          .select(({ fn, lit, eb }) => fn.coalesce(eb(fn.max("other.position"), "+", lit(1)), lit(0)).as("next"))
          .where("other.listId", "=", item.listId),
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
    return toItem(row);
  }

  /** False when there is no such item. */
  async update(id: string, change: ItemChange): Promise<boolean> {
    const { expiries, expiryRule: rule, ...rest } = change;
    const result = await this.#db
      .updateTable("watchlist")
      .set({
        ...rest,
        ...(expiries !== undefined && { expiries: toJson(expiries) }),
        ...(rule !== undefined && { expiryRule: toJson(rule) }),
      })
      .where("id", "=", id)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** Notes that these were used. Unknown ids do nothing. */
  async touch(ids: readonly string[], at: number): Promise<void> {
    await atomically(this.#db, async (db) => {
      for (const batch of inBatches(ids)) {
        await db.updateTable("watchlist").set({ lastUsedAt: at }).where("id", "in", batch).execute();
      }
    });
  }

  /** `ids` first, in that order; the list's other items behind them as they were. Ids of other lists do nothing. */
  async reorder(listId: string, ids: readonly string[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      const rows = await db
        .selectFrom("watchlist")
        .select("id")
        .where("listId", "=", listId)
        .orderBy("position")
        .orderBy("id")
        .execute();
      const order = reordered(
        rows.map(({ id }) => id),
        ids,
      );
      await writePositions(db, "watchlist", order);
    });
  }

  /** With their subscriptions. Unknown ids do nothing. */
  async delete(ids: readonly string[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      for (const batch of inBatches(ids)) await db.deleteFrom("watchlist").where("id", "in", batch).execute();
    });
  }

  #inOrder() {
    return this.#db.selectFrom("watchlist").selectAll().orderBy("listId").orderBy("position").orderBy("id");
  }
}

function toItem(row: Selectable<Tables["watchlist"]>): WatchlistItem {
  const where = (column: string) => `${column} of watchlist item ${row.id}`;
  return {
    ...row,
    kind: row.kind as ItemKind,
    expiries: row.expiries === null ? null : fromJson(expiryDates, row.expiries, where("expiries")),
    expiryRule: row.expiryRule === null ? null : fromJson(expiryRule, row.expiryRule, where("expiry_rule")),
  };
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
