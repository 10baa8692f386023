import {
  type AddItemInput,
  type DoneAnswer,
  type ItemAnswer,
  type ItemInput,
  type ReorderItemsInput,
  WatchlistLimits,
} from "../../shared/watchlist.ts";
import { refusedBecause } from "../../shared/watchlist-refusal.ts";
import type { WatchlistItem as ItemRow } from "../db/watchlist-items.ts";
import { changeOwn, logEntry, streamingNow, touchItem, undoing } from "./item-change.ts";
import { covers, type ListedItem, listedItem, relistedFields, relistedRow } from "./item-listing.ts";
import { itemView } from "./item-view.ts";
import { tellOwners } from "./owners.ts";
import type { Draft } from "./streaming-items.ts";
import { change, streamable, today, type WatchlistContext, whyNotOwned } from "./watchlist-context.ts";

type NewItem = Omit<ItemRow, "position" | "createdAt" | "lastUsedAt">;

/** Items whose price is waited for at once; the next is refused. */
export const DRAFTS_MOST = 500;

/**
 * What users do with items. A change is whole or not at all: the legs are known first, then they are demanded, then it
 * is written, then it is answered. So nothing is on a list that could not be subscribed when it was put there.
 */
export class ItemService {
  readonly #context: WatchlistContext;
  #drafts = 0;

  constructor(context: WatchlistContext) {
    this.#context = context;
  }

  /** `changed` is false for what the list has already. Waits until the underlying's price is known. */
  async add(userId: string, { listId, item: wish }: AddItemInput): Promise<ItemAnswer> {
    const listing = this.#context.listing();
    if (listing === null) return refusedBecause("no-master");
    const listed = listedItem(wish, listing, today(this.#context));
    if (!listed.ok) return refusedBecause(listed.reason);
    if (listed.missing.length > 0) return refusedBecause("expiry-not-listed");
    const { key: instrumentKey, ...rest } = listed.item;
    const item = { ...rest, instrumentKey, id: crypto.randomUUID(), listId, userId };
    return this.#drafted(item, (draft) => this.#add(item, listed.item, draft));
  }

  /** Makes what was evicted or ended stream again; `changed` is false when it does. */
  async reactivate(userId: string, { itemId }: ItemInput): Promise<ItemAnswer> {
    const { db, listing } = this.#context;
    const row = await db.items.get(itemId);
    const refusal = whyNotOwned(row, userId);
    if (refusal !== null) return refusal;
    if (this.#context.streaming.has(itemId)) return this.open(userId, { itemId });
    const master = listing();
    if (master === null) return refusedBecause("no-master");
    const relisted = relistedRow(row!, master, today(this.#context));
    if (typeof relisted === "string") return refusedBecause(relisted);
    return this.#drafted(relisted, (draft) => this.#reactivate(relisted, draft));
  }

  /** The item's page is opened: it is used. */
  open(userId: string, { itemId }: ItemInput): Promise<ItemAnswer> {
    return changeOwn(this.#context, userId, itemId, (row) => touchItem(this.#context, row));
  }

  remove(userId: string, { itemId }: ItemInput): Promise<DoneAnswer> {
    return changeOwn(this.#context, userId, itemId, async (row) => {
      const { db, streaming } = this.#context;
      const legs = streaming.legsOf(itemId);
      await db.transaction(async ({ items, log }) => {
        await items.delete([itemId]);
        if (legs > 0) await log.append([logEntry(this.#context, row, "UNSUBSCRIBE", "item removed", legs)]);
      });
      streaming.stop([itemId]);
      return { ok: true };
    });
  }

  reorder(userId: string, { listId, itemIds }: ReorderItemsInput): Promise<DoneAnswer> {
    return change(this.#context, async () => {
      const { watchlists, items } = this.#context.db;
      const refusal = whyNotOwned(await watchlists.get(listId), userId);
      if (refusal !== null) return refusal;
      await items.reorder(listId, itemIds);
      return { ok: true };
    });
  }

  async #add(added: NewItem, item: ListedItem, draft: Draft): Promise<ItemAnswer> {
    const { db, streaming, clock } = this.#context;
    const refusal = whyNotOwned(await db.watchlists.get(added.listId), added.userId);
    if (refusal !== null) return refusal;
    const others = await db.items.ofList(added.listId);
    const same = others.find((other) => covers(other, item));
    if (same !== undefined) return touchItem(this.#context, same);
    if (others.length >= WatchlistLimits.itemsPerList) return refusedBecause("list-full");

    const started = streaming.start(draft);
    if (!started.ok) return refusedBecause(started.reason);
    const now = clock.now();
    const subscription = streamingNow(this.#context, added.id, started.legs);
    const stored = await undoing(started.undo, () =>
      db.transaction(async ({ items, subscriptions, log }) => {
        const inserted = await items.insert({ ...added, createdAt: now, lastUsedAt: now });
        await subscriptions.put([subscription]);
        await log.append([logEntry(this.#context, added, "SUBSCRIBE", "item added", started.legs)]);
        return inserted;
      }),
    );
    return { ok: true, item: itemView(stored, subscription, streaming), changed: true };
  }

  async #reactivate(relisted: ItemRow, draft: Draft): Promise<ItemAnswer> {
    const { db, streaming, clock, tell } = this.#context;
    const row = await db.items.get(relisted.id);
    if (row === null) return refusedBecause("not-found");
    if (streaming.has(row.id)) return touchItem(this.#context, row);
    // Its expiries were changed in another window meanwhile.
    if (JSON.stringify(row.expiryRule) !== JSON.stringify(relisted.expiryRule)) return refusedBecause("busy");

    const started = streaming.start(draft);
    if (!started.ok) return refusedBecause(started.reason);
    const at = clock.now();
    const subscription = streamingNow(this.#context, row.id, started.legs);
    await undoing(started.undo, () =>
      db.transaction(async ({ items, subscriptions, log }) => {
        await items.update(row.id, { ...relistedFields(relisted), lastUsedAt: at });
        await subscriptions.put([subscription]);
        await log.append([logEntry(this.#context, row, "SUBSCRIBE", "item re-activated", started.legs)]);
      }),
    );
    tellOwners([draft.item], tell, (items) => ({ type: "items-reactivated", items, at }));
    return { ok: true, item: itemView({ ...relisted, lastUsedAt: at }, subscription, streaming), changed: true };
  }

  /** Waits for the item's legs before it takes a turn, so that nobody else waits for its price. */
  async #drafted(row: NewItem, work: (draft: Draft) => Promise<ItemAnswer>): Promise<ItemAnswer> {
    if (this.#drafts >= DRAFTS_MOST) return refusedBecause("busy");
    const { streaming } = this.#context;
    const draft = streaming.draft(streamable(row, this.#context));
    this.#drafts++;
    try {
      await streaming.settled(draft);
      return await change(this.#context, () => work(draft));
    } finally {
      this.#drafts--;
      streaming.discard(draft);
    }
  }
}
