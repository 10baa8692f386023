import type { EodRun } from "../../server/db/eod-runs.ts";
import type { ItemSubscription } from "../../server/db/item-subscriptions.ts";
import type { NewMasterRefresh } from "../../server/db/master-refreshes.ts";
import type { LogEntry } from "../../server/db/subscription-log.ts";
import type { WatchlistItem } from "../../server/db/watchlist-items.ts";
import type { Watchlist } from "../../server/db/watchlists.ts";

/** Sample rows: what a test says nothing about is ordinary. Times are small numbers, to be told apart at a glance. */

export function list(id: string, of: Partial<Omit<Watchlist, "position">> = {}): Omit<Watchlist, "position"> {
  return { id, userId: "demo", name: `List ${id}`, createdAt: 100, ...of };
}

export function equity(id: string, of: Partial<WatchlistItem> = {}): Omit<WatchlistItem, "position"> {
  return {
    id,
    listId: "a",
    userId: "demo",
    kind: "EQUITY",
    underlying: `SHARE ${id}`,
    instrumentKey: `NSE_EQ:${1 + (Bun.hash.crc32(id) % 1_000_000)}`,
    identity: `ISIN ${id}`,
    expiries: null,
    expiryRule: null,
    createdAt: 100,
    lastUsedAt: 100,
    ...of,
  };
}

export function options(id: string, of: Partial<WatchlistItem> = {}): Omit<WatchlistItem, "position"> {
  return {
    ...equity(id),
    kind: "STOCK_OPTION",
    underlying: "RELIANCE",
    instrumentKey: null,
    identity: null,
    expiries: ["2026-11-24", "2026-12-29", "2027-01-25"],
    expiryRule: { kind: "nearest", count: 3 },
    ...of,
  };
}

export function streaming(itemId: string, of: Partial<ItemSubscription> = {}): ItemSubscription {
  return { itemId, state: "streaming", reason: null, keys: 1, since: 100, ...of };
}

export function logged(unitId: string, of: Partial<Omit<LogEntry, "id">> = {}): Omit<LogEntry, "id"> {
  return {
    at: 100,
    action: "SUBSCRIBE",
    unitId,
    userId: "demo",
    actor: "demo",
    reason: "added",
    legs: 1,
    connection: null,
    ...of,
  };
}

export function claim(
  date: string,
  of: Partial<Pick<EodRun, "market" | "startedAt" | "trigger">> = {},
): Pick<EodRun, "date" | "market" | "startedAt" | "trigger"> {
  return { date, market: "NSE_BSE", startedAt: 100, trigger: "schedule", ...of };
}

export function refreshed(of: Partial<NewMasterRefresh> = {}): NewMasterRefresh {
  return {
    startedAt: 100,
    finishedAt: 200,
    trigger: "schedule",
    actor: "server",
    isForced: false,
    outcome: "unchanged",
    reason: null,
    instruments: 290_000,
    change: null,
    ...of,
  };
}
