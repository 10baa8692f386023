import type { ItemAnswer } from "../../shared/watchlist.ts";
import type { WatchlistRefusal } from "../../shared/watchlist-refusal.ts";
import type { ItemSubscription } from "../db/item-subscriptions.ts";
import type { LogEntry } from "../db/subscription-log.ts";
import type { WatchlistItem as ItemRow } from "../db/watchlist-items.ts";
import { unitId } from "./item-unit.ts";
import { itemView } from "./item-view.ts";
import { change, type WatchlistContext, whyNotOwned } from "./watchlist-context.ts";

/** A change of an item by its owner; refused to all others. */
export function changeOwn<Answer>(
  context: WatchlistContext,
  userId: string,
  itemId: string,
  work: (row: ItemRow) => Promise<Answer | WatchlistRefusal>,
): Promise<Answer | WatchlistRefusal> {
  return change(context, async () => {
    const row = await context.db.items.get(itemId);
    return whyNotOwned(row, userId) ?? (await work(row!));
  });
}

/** Nothing about the item changes but that it was used. */
export async function touchItem({ db, streaming, clock }: WatchlistContext, row: ItemRow): Promise<ItemAnswer> {
  const lastUsedAt = clock.now();
  await db.items.touch([row.id], lastUsedAt);
  streaming.touch([row.id]);
  const subscription = (await db.subscriptions.get(row.id))!;
  return { ok: true, item: itemView({ ...row, lastUsedAt }, subscription, streaming), changed: false };
}

/** Takes back what was done before when the database fails; the failure goes on to the caller. */
export async function undoing<Result>(undo: () => void, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    undo();
    throw error;
  }
}

export function streamingNow({ clock }: WatchlistContext, itemId: string, keys: number): ItemSubscription {
  return { itemId, state: "streaming", reason: null, keys, since: clock.now() };
}

/** What the item's owner did to it. */
export function logEntry(
  { clock }: WatchlistContext,
  { id, userId }: Pick<ItemRow, "id" | "userId">,
  action: LogEntry["action"],
  reason: string,
  legs: number,
): Omit<LogEntry, "id"> {
  return { at: clock.now(), action, unitId: unitId(id), userId, actor: userId, reason, legs, connection: null };
}
