import type { WatchlistItem } from "../db/watchlist-items.ts";
import type { WatchlistContext } from "./watchlist-context.ts";

/** The least recently used first; of a list that was looked at, the top last. */
export function byLastUse(a: WatchlistItem, b: WatchlistItem): number {
  return a.lastUsedAt - b.lastUsedAt || b.position - a.position;
}

/**
 * Puts items that have come back in their places among the others: what streams anew counts as just used, but only
 * their owners use items.
 */
export async function rankByLastUse(
  ids: ReadonlySet<string>,
  { db, streaming }: Pick<WatchlistContext, "db" | "streaming">,
): Promise<void> {
  const ranked = (await db.items.all()).filter(({ id }) => streaming.isDemanded(id)).sort(byLastUse);
  const first = ranked.findIndex(({ id }) => ids.has(id));
  if (first !== -1) streaming.touch(ranked.slice(first).map(({ id }) => id));
}
