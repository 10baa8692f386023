import {
  type CreateListInput,
  type DoneAnswer,
  type ListAnswer,
  type ListInput,
  type RenameListInput,
  type ReorderListsInput,
  type ViewAnswer,
  type Watchlist,
  type WatchlistItem,
  WatchlistLimits,
} from "../../shared/watchlist.ts";
import { refusedBecause } from "../../shared/watchlist-refusal.ts";
import type { Watchlist as ListRow } from "../db/watchlists.ts";
import { itemView } from "./item-view.ts";
import { change, type WatchlistContext, whyNotOwned } from "./watchlist-context.ts";

/** A user's named lists. Every answer tells what is wrong and what to do; what throws is the database. */
export class ListService {
  readonly #context: WatchlistContext;

  constructor(context: WatchlistContext) {
    this.#context = context;
  }

  /** In the user's order. */
  async all(userId: string): Promise<Watchlist[]> {
    return (await this.#context.db.watchlists.list(userId)).map(listView);
  }

  /** All of them with what is on them. Nothing is touched by it: who wants to keep something in use views its list. */
  async overview(userId: string): Promise<{ list: Watchlist; items: WatchlistItem[] }[]> {
    const { db, streaming } = this.#context;
    const subscriptions = new Map((await db.subscriptions.ofUser(userId)).map((row) => [row.itemId, row]));
    const lists = await db.watchlists.list(userId);
    return Promise.all(
      lists.map(async (list) => {
        const rows = await db.items.ofList(list.id);
        const items = rows.flatMap((row) => {
          const subscription = subscriptions.get(row.id);
          return subscription === undefined ? [] : [itemView(row, subscription, streaming)];
        });
        return { list: listView(list), items };
      }),
    );
  }

  create(userId: string, { name }: CreateListInput): Promise<ListAnswer> {
    return change(this.#context, async () => {
      const { db, clock } = this.#context;
      const lists = await db.watchlists.list(userId);
      if (lists.length >= WatchlistLimits.listsPerUser) return refusedBecause("too-many-lists");
      if (hasName(lists, name)) return refusedBecause("name-taken");
      const list = await db.watchlists.insert({ id: crypto.randomUUID(), userId, name, createdAt: clock.now() });
      return { ok: true, list: listView(list) };
    });
  }

  rename(userId: string, { listId, name }: RenameListInput): Promise<ListAnswer> {
    return change(this.#context, async () => {
      const { watchlists } = this.#context.db;
      const list = await watchlists.get(listId);
      const refusal = whyNotOwned(list, userId);
      if (refusal !== null) return refusal;
      const others = (await watchlists.list(userId)).filter(({ id }) => id !== listId);
      if (hasName(others, name)) return refusedBecause("name-taken");
      await watchlists.rename(listId, name);
      return { ok: true, list: listView({ ...list!, name }) };
    });
  }

  reorder(userId: string, { listIds }: ReorderListsInput): Promise<DoneAnswer> {
    return change(this.#context, async () => {
      await this.#context.db.watchlists.reorder(userId, listIds);
      return { ok: true };
    });
  }

  /** With everything on it. */
  remove(userId: string, { listId }: ListInput): Promise<DoneAnswer> {
    return change(this.#context, async () => {
      const { db, clock, streaming } = this.#context;
      const refusal = whyNotOwned(await db.watchlists.get(listId), userId);
      if (refusal !== null) return refusal;
      const ids = (await db.items.ofList(listId)).map(({ id }) => id).filter((id) => streaming.has(id));
      const legs = ids.reduce((sum, id) => sum + streaming.legsOf(id), 0);
      await db.transaction(async ({ watchlists, log }) => {
        await watchlists.delete(listId);
        const entry = { at: clock.now(), unitId: `list:${listId}`, userId, actor: userId, legs, connection: null };
        if (ids.length > 0) await log.append([{ ...entry, action: "UNSUBSCRIBE", reason: "list removed" }]);
      });
      streaming.stop(ids);
      return { ok: true };
    });
  }

  /** What is on the list, in its order; looking at it counts as using it, its top most of all. */
  view(userId: string, { listId }: ListInput): Promise<ViewAnswer> {
    return change(this.#context, async () => {
      const { db, clock, streaming } = this.#context;
      const list = await db.watchlists.get(listId);
      const refusal = whyNotOwned(list, userId);
      if (refusal !== null) return refusal;
      const rows = await db.items.ofList(listId);
      const lastUsedAt = clock.now();
      const ids = rows.map(({ id }) => id);
      await db.items.touch(ids, lastUsedAt);
      streaming.touch(ids.toReversed());
      const subscriptions = new Map((await db.subscriptions.ofUser(userId)).map((row) => [row.itemId, row]));
      const items = rows.map((row) => itemView({ ...row, lastUsedAt }, subscriptions.get(row.id)!, streaming));
      return { ok: true, list: listView(list!), items };
    });
  }
}

function listView({ id, name, createdAt }: ListRow): Watchlist {
  return { id, name, createdAt };
}

/** `Options` and `options` would be one to a reader. */
function hasName(lists: readonly ListRow[], name: string): boolean {
  return lists.some((list) => list.name.toLowerCase() === name.toLowerCase());
}
