import type { WatchlistItem } from "../../client-sdk/index.ts";
import { chainPath, instrumentPath } from "../routes.ts";

/** The view of what an item stands for. */
export function itemPath({ key, underlying, expiries }: WatchlistItem): string {
  return key === null ? chainPath(underlying, expiries?.[0]) : instrumentPath(key);
}

/** Whether an item was stopped in the middle of the day, and streams again when that is asked for. */
export function canComeBack({ state, reason }: Pick<WatchlistItem, "state" | "reason">): boolean {
  return state === "evicted" || (state === "ended" && reason === "by-admin");
}

/** The instrument whose prices an item shows; null of options, and of what its key no longer names. */
export function pricedKey(item: WatchlistItem): string | null {
  const { key, reason } = item;
  // What was stopped would come back by being looked at: that is asked for, not done.
  if (canComeBack(item) || reason === "expired" || reason === "reassigned") return null;
  return key;
}
