import { z } from "zod";

/** Why a wish about watchlists is not met, and what to do about it. Nothing has changed then. */
export const WATCHLIST_REFUSALS = {
  "no-master": "The list of instruments is not loaded yet: try again in a minute.",
  "unknown-instrument": "No such instrument is listed: look it up in the search and use its key.",
  "unknown-underlying": "No options of this underlying are listed: look it up in the search.",
  "wrong-kind": "The instrument is of another kind than the item: use the kind that the search gives with it.",
  "not-options": "Only items of options have expiries: add another item for another contract.",
  "expiry-not-listed": "This expiry is not listed: choose one from the underlying's list of expiries.",
  expired: "What the item stands for has expired: remove it and add a contract that is still listed.",
  reassigned: "The item's key names another instrument now: remove the item, and add the instrument you want.",
  "last-expiry": "This is the item's last expiry that is listed: remove the item itself.",
  "no-price": "No price of the underlying is known, so there is no ATM: try again once it has traded.",
  capacity: "Every slot of the feed is taken by what may not make room: remove an item, or try again later.",
  share: "Your share of the feed is used up by what this item alone would take: ask for fewer expiries.",
  "not-found": "It is not there any more: read the lists again.",
  "not-yours": "It belongs to another user: use a list of your own.",
  "too-many-lists": "You have as many lists as there may be: remove one first.",
  "name-taken": "You have a list of this name: choose another name.",
  "list-full": "The list has as many items as it may have: remove one, or use another list.",
  "too-many-expiries": "The item has as many expiries as it may have: remove one, or add another item.",
  busy: "Too many changes are waiting: try again in a moment.",
} as const;
export type WatchlistRefusalReason = keyof typeof WATCHLIST_REFUSALS;

const reasons = Object.keys(WATCHLIST_REFUSALS) as [WatchlistRefusalReason, ...WatchlistRefusalReason[]];

export const watchlistRefusal = z.object({
  ok: z.literal(false),
  reason: z.enum(reasons),
  /** For people: what to do next. */
  message: z.string(),
});
export type WatchlistRefusal = z.infer<typeof watchlistRefusal>;

export function refusedBecause(reason: WatchlistRefusalReason): WatchlistRefusal {
  return { ok: false, reason, message: WATCHLIST_REFUSALS[reason] };
}
