import type { WatchlistItem } from "../../client-sdk/index.ts";
import { chainPath, instrumentPath } from "../routes.ts";

/** The view of what an item stands for. */
export function itemPath({ key, underlying, expiries }: WatchlistItem): string {
  return key === null ? chainPath(underlying, expiries?.[0]) : instrumentPath(key);
}

/** The instrument whose prices an item shows; null of options, and of what its key no longer names. */
export function pricedKey({ key, state, reason }: WatchlistItem): string | null {
  // What was evicted would come back by being looked at: that is asked for, not done.
  if (state === "evicted" || reason === "expired" || reason === "reassigned") return null;
  return key;
}
