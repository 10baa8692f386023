import type { StoppedReason, WatchlistItem } from "../../shared/watchlist.ts";
import type { ItemSubscription } from "../db/item-subscriptions.ts";
import type { WatchlistItem as ItemRow } from "../db/watchlist-items.ts";
import type { StreamingItems } from "./streaming-items.ts";

/** An item as its owner sees it. Whether it streams is asked of those who know, not of the database. */
export function itemView(row: ItemRow, subscription: ItemSubscription, streaming: StreamingItems): WatchlistItem {
  const { id, listId, kind, underlying, expiryRule, createdAt, lastUsedAt } = row;
  const isMeant = subscription.state === "streaming";
  return {
    id,
    listId,
    kind,
    underlying,
    key: row.instrumentKey,
    expiries: row.expiries === null ? null : [...row.expiries],
    expiryRule,
    state: isMeant ? (streaming.isDemanded(id) ? "streaming" : "waiting") : subscription.state,
    reason: isMeant ? null : (subscription.reason as StoppedReason | null),
    since: subscription.since,
    legs: streaming.has(id) ? streaming.legsOf(id) : subscription.keys,
    createdAt,
    lastUsedAt,
  };
}
