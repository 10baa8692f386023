import type { StoppedReason } from "../../shared/watchlist.ts";
import type { SubscriptionState } from "../db/item-subscriptions.ts";
import { unitId } from "./item-unit.ts";
import { type OwnedItem, tellOwners } from "./owners.ts";
import type { WatchlistContext, WatchlistQueries } from "./watchlist-context.ts";

/** An item that streams no longer though nobody asked for that. */
export interface Stopped {
  item: OwnedItem;
  reason: StoppedReason;
}

/** Writes that they stopped; whatever is gone from its list meanwhile is left out. */
export async function writeStopped(
  stopped: readonly Stopped[],
  actor: string,
  at: number,
  { subscriptions, log }: WatchlistQueries,
): Promise<void> {
  for (const [reason, some] of Map.groupBy(stopped, (one) => one.reason)) {
    const ids = some.map(({ item }) => item.id);
    await subscriptions.mark(ids, { state: stateAfter(reason), reason, since: at });
  }
  const entries = [];
  for (const { item, reason } of stopped) {
    const subscription = await subscriptions.get(item.id);
    if (subscription === null) continue;
    const { id, userId } = item;
    const legs = subscription.keys;
    entries.push({ at, action: "EVICT" as const, unitId: unitId(id), userId, actor, reason, legs, connection: null });
  }
  await log.append(entries);
}

export function tellStopped(stopped: readonly Stopped[], at: number, { tell }: WatchlistContext): void {
  for (const [reason, some] of Map.groupBy(stopped, (one) => one.reason)) {
    const items = some.map(({ item }) => item);
    tellOwners(items, tell, (owned) => ({ type: "items-evicted", items: owned, reason, at }));
  }
}

/** What is not listed may be listed anew, as when the wrong master was read: each session looks again. */
function stateAfter(reason: StoppedReason): SubscriptionState {
  return reason === "expired" || reason === "reassigned" || reason === "end-of-day" ? "ended" : "evicted";
}
