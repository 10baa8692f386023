import { type ExpiryInput, type ExpiryRule, type ItemAnswer, WatchlistLimits } from "../../shared/watchlist.ts";
import { refusedBecause } from "../../shared/watchlist-refusal.ts";
import type { WatchlistItem as ItemRow } from "../db/watchlist-items.ts";
import { changeOwn, logEntry, touchItem, undoing } from "./item-change.ts";
import { listedItem, wishOf } from "./item-listing.ts";
import { itemView } from "./item-view.ts";
import { streamable, today, type WatchlistContext } from "./watchlist-context.ts";

/** Expiries that come to an item of options, or go. The item stays one unit: all of it streams or none. */
export class ExpiryService {
  readonly #context: WatchlistContext;

  constructor(context: WatchlistContext) {
    this.#context = context;
  }

  add(userId: string, { itemId, expiry }: ExpiryInput): Promise<ItemAnswer> {
    return changeOwn(this.#context, userId, itemId, async (row) => {
      if (row.expiries === null) return refusedBecause("not-options");
      if (row.expiries.includes(expiry)) return touchItem(this.#context, row);
      if (row.expiries.length >= WatchlistLimits.expiriesPerItem) return refusedBecause("too-many-expiries");
      return this.#change(row, [...row.expiries, expiry].sort(), expiry);
    });
  }

  /** The others stay; `changed` is false when the item did not have it. An item of the nearest few keeps the rest by date. */
  remove(userId: string, { itemId, expiry }: ExpiryInput): Promise<ItemAnswer> {
    return changeOwn(this.#context, userId, itemId, async (row) => {
      if (row.expiries === null) return refusedBecause("not-options");
      if (!row.expiries.includes(expiry)) return touchItem(this.#context, row);
      if (row.expiries.length === 1) return refusedBecause("last-expiry");
      return this.#change(
        row,
        row.expiries.filter((other) => other !== expiry),
        null,
      );
    });
  }

  /** @param added the expiry that the item did not have; null when one goes. */
  async #change(row: ItemRow, dates: string[], added: string | null): Promise<ItemAnswer> {
    const { db, streaming, clock } = this.#context;
    const master = this.#context.listing();
    if (master === null) return refusedBecause("no-master");
    const rule: ExpiryRule = { kind: "dates", dates };
    const listed = listedItem(wishOf({ ...row, expiryRule: rule }), master, today(this.#context));
    if (!listed.ok) return refusedBecause(added === null ? "last-expiry" : listed.reason);
    if (added !== null && listed.missing.includes(added)) return refusedBecause("expiry-not-listed");

    const { expiries } = listed.item;
    const subscription = (await db.subscriptions.get(row.id))!;
    const at = clock.now();
    const changed = { ...row, expiries, expiryRule: { kind: "dates" as const, dates: expiries! }, lastUsedAt: at };
    const before = streaming.legsOf(row.id);
    const started = await this.#restart(changed, added !== null);
    if (!started.ok) return refusedBecause(started.reason);
    const now = streaming.has(row.id) ? { ...subscription, keys: streaming.legsOf(row.id) } : subscription;
    await undoing(started.undo, () =>
      db.transaction(async ({ items, subscriptions, log }) => {
        await items.update(row.id, { expiries, expiryRule: changed.expiryRule, lastUsedAt: at });
        await subscriptions.put([now]);
        const legs = Math.abs(streaming.legsOf(row.id) - before);
        const action = added === null ? "UNSUBSCRIBE" : "SUBSCRIBE";
        const reason = added === null ? "expiry removed" : "expiry added";
        if (legs > 0) await log.append([logEntry(this.#context, row, action, reason, legs)]);
      }),
    );
    streaming.touch([row.id]);
    return { ok: true, item: itemView(changed, now, streaming), changed: true };
  }

  /** Demands the item's other expiries if it streams. What is subscribed has a price, so this doesn't hold up the turn. */
  async #restart(row: ItemRow, mustHavePrice: boolean) {
    const { streaming } = this.#context;
    const unchanged = { ok: true as const, undo: () => {} };
    if (!streaming.has(row.id)) return unchanged;
    const draft = streaming.draft(streamable(row, this.#context));
    if (streaming.isDemanded(row.id)) await streaming.settled(draft);
    if (streaming.has(row.id)) return streaming.start(draft, !mustHavePrice);
    // It had to make room in this very moment.
    streaming.discard(draft);
    return unchanged;
  }
}
