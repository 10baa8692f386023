import { z } from "zod";
import { instrumentKey } from "./instrument-key-schema.ts";
import { watchlistRefusal } from "./watchlist-refusal.ts";

export const WatchlistLimits = {
  listsPerUser: 20,
  itemsPerList: 100,
  /** NIFTY's whole list, the longest there is. */
  expiriesPerItem: 20,
  nameLength: 60,
  underlyingLength: 40,
} as const;

const id = z.uuid();
const name = z.string().trim().min(1).max(WatchlistLimits.nameLength);
const date = z.iso.date();
/** UTC milliseconds. */
const time = z.number().int();
const count = z.number().int().nonnegative();

export const ITEM_KINDS = ["EQUITY", "FUTURE", "INDEX_OPTION", "STOCK_OPTION"] as const;
export const itemKind = z.enum(ITEM_KINDS);
export type ItemKind = z.infer<typeof itemKind>;

/** Which expiries: these, or the nearest so many, which moves on as they expire. */
export const expiryRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dates"), dates: z.array(date).min(1).max(WatchlistLimits.expiriesPerItem) }),
  z.strictObject({ kind: z.literal("nearest"), count: z.number().int().min(1).max(WatchlistLimits.expiriesPerItem) }),
]);
export type ExpiryRule = z.infer<typeof expiryRule>;

/** The underlying's ticker, `NIFTY`; its price is the server's business. */
const optionsWish = { underlying: z.string().min(1).max(WatchlistLimits.underlyingLength), expiryRule };

/** What can be put on a watchlist. */
export const itemWish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("EQUITY"), key: instrumentKey }),
  z.strictObject({ kind: z.literal("FUTURE"), key: instrumentKey }),
  z.strictObject({ kind: z.literal("INDEX_OPTION"), ...optionsWish }),
  z.strictObject({ kind: z.literal("STOCK_OPTION"), ...optionsWish }),
]);
export type ItemWish = z.infer<typeof itemWish>;

export const createListInput = z.strictObject({ name });
export const renameListInput = z.strictObject({ listId: id, name });
export const listInput = z.strictObject({ listId: id });
/** Lists come in this order; those that are not named keep theirs, behind. */
export const reorderListsInput = z.strictObject({ listIds: z.array(id).max(WatchlistLimits.listsPerUser) });
export const addItemInput = z.strictObject({ listId: id, item: itemWish });
export const itemInput = z.strictObject({ itemId: id });
export const expiryInput = z.strictObject({ itemId: id, expiry: date });
/** The list's items come in this order; those that are not named keep theirs, behind. */
export const reorderItemsInput = z.strictObject({ listId: id, itemIds: z.array(id).max(WatchlistLimits.itemsPerList) });

export type CreateListInput = z.infer<typeof createListInput>;
export type RenameListInput = z.infer<typeof renameListInput>;
export type ListInput = z.infer<typeof listInput>;
export type ReorderListsInput = z.infer<typeof reorderListsInput>;
export type AddItemInput = z.infer<typeof addItemInput>;
export type ItemInput = z.infer<typeof itemInput>;
export type ExpiryInput = z.infer<typeof expiryInput>;
export type ReorderItemsInput = z.infer<typeof reorderItemsInput>;

/**
 * streaming: its instruments are subscribed. waiting: it is to stream, as soon as the underlying has a price. evicted:
 * it had to make room; it can be re-activated. ended: the day is over, and the next session brings it back.
 */
export const ITEM_STATES = ["streaming", "waiting", "evicted", "ended"] as const;

/** Why an item does not stream. */
export const STOPPED_REASONS = [
  "least-recently-used",
  "capacity",
  "share",
  "end-of-day",
  "by-admin",
  "expired",
  /** Its key names another instrument since the instrument master changed. */
  "reassigned",
] as const;
export const stoppedReason = z.enum(STOPPED_REASONS);
export type StoppedReason = z.infer<typeof stoppedReason>;

export const watchlist = z.object({ id, name, createdAt: time });
export type Watchlist = z.infer<typeof watchlist>;

export const watchlistItem = z.object({
  id,
  listId: id,
  kind: itemKind,
  underlying: z.string(),
  /** Of an EQUITY or a FUTURE; null of options. */
  key: instrumentKey.nullable(),
  /** Those it stands for now, ascending; null of an EQUITY or a FUTURE. */
  expiries: z.array(date).nullable(),
  expiryRule: expiryRule.nullable(),
  state: z.enum(ITEM_STATES),
  /** Null while it streams or waits. */
  reason: stoppedReason.nullable(),
  /** When the state began; streaming and waiting count as one. */
  since: time,
  /** Instruments it takes, or took last. */
  legs: count,
  createdAt: time,
  lastUsedAt: time,
});
export type WatchlistItem = z.infer<typeof watchlistItem>;

const ok = z.literal(true);
export const doneAnswer = z.discriminatedUnion("ok", [z.object({ ok }), watchlistRefusal]);
/** A list with what is on it. */
export const listWithItems = z.object({ list: watchlist, items: z.array(watchlistItem) });
export const listAnswer = z.discriminatedUnion("ok", [z.object({ ok, list: watchlist }), watchlistRefusal]);
export const viewAnswer = z.discriminatedUnion("ok", [
  z.object({ ok, list: watchlist, items: z.array(watchlistItem) }),
  watchlistRefusal,
]);
export const itemAnswer = z.discriminatedUnion("ok", [
  /** `changed` is false when it was so already: a duplicate is an answer, not an error. */
  z.object({ ok, item: watchlistItem, changed: z.boolean() }),
  watchlistRefusal,
]);

export type DoneAnswer = z.infer<typeof doneAnswer>;
export type ListAnswer = z.infer<typeof listAnswer>;
export type ViewAnswer = z.infer<typeof viewAnswer>;
export type ItemAnswer = z.infer<typeof itemAnswer>;
