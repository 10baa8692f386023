import { type InstrumentKey, parseInstrumentKey } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import { type Market, marketOf } from "../../shared/market.ts";
import type { ExpiryRule, ItemKind, ItemWish } from "../../shared/watchlist.ts";
import type { WatchlistRefusalReason } from "../../shared/watchlist-refusal.ts";
import type { ItemChange, WatchlistItem } from "../db/watchlist-items.ts";
import type { InstrumentTable } from "../instruments/instrument-table.ts";
import type { Listing } from "../instruments/listing.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";

/** What an item stands for in a master. */
export interface ListedItem {
  kind: ItemKind;
  underlying: string;
  /** Of an EQUITY or a FUTURE; null of options. */
  key: InstrumentKey | null;
  /** As a stored item has it. */
  identity: string | null;
  /** Those that are wanted and listed, ascending; null of an EQUITY or a FUTURE. */
  expiries: string[] | null;
  expiryRule: ExpiryRule | null;
}

export type Listed =
  | { ok: true; item: ListedItem /** Dates asked for that are not listed. */; missing: readonly string[] }
  | { ok: false; reason: WatchlistRefusalReason };

/** Looks up what is asked for. What expired before `today` (`YYYY-MM-DD`) counts as not listed. */
export function listedItem(wish: ItemWish, { table, series }: Listing, today: string): Listed {
  if (wish.kind === "EQUITY" || wish.kind === "FUTURE") return listedInstrument(wish, table, today);
  const { kind, underlying, expiryRule } = wish;
  const all = series.expiries(underlying);
  if (all.length === 0) return { ok: false, reason: "unknown-underlying" };
  if (kindOfOptions(underlying, series) !== kind) return { ok: false, reason: "wrong-kind" };

  const listed = all.filter((expiry) => expiry >= today);
  const wanted =
    expiryRule.kind === "dates" ? [...new Set(expiryRule.dates)].sort() : listed.slice(0, expiryRule.count);
  const expiries = wanted.filter((expiry) => listed.includes(expiry));
  if (expiries.length === 0) {
    return { ok: false, reason: wanted.every((expiry) => expiry < today) ? "expired" : "expiry-not-listed" };
  }
  const missing = wanted.filter((expiry) => !listed.includes(expiry));
  return { ok: true, item: { kind, underlying, key: null, identity: null, expiries, expiryRule }, missing };
}

/**
 * A stored item with what it stands for now, or why it stands for nothing. Its key may name another instrument by now:
 * that one is not what was asked for.
 */
export function relistedRow(
  item: WatchlistItem,
  listing: Listing,
  today: string,
): WatchlistItem | "expired" | "reassigned" {
  const listed = listedItem(wishOf(item), listing, today);
  const isOther = listed.ok
    ? !isSame(item, listed.item)
    : listed.reason === "wrong-kind" && item.instrumentKey !== null;
  if (isOther) return "reassigned";
  if (!listed.ok) return "expired";
  const { underlying, identity, expiries } = listed.item;
  return { ...item, underlying, identity, expiries };
}

/** Whether an item stands for something else than before. */
export function isRelisted(before: WatchlistItem, now: WatchlistItem): boolean {
  const isSameIdentity = before.underlying === now.underlying && before.identity === now.identity;
  return !isSameIdentity || before.expiries?.join() !== now.expiries?.join();
}

/** What is stored anew of an item that is listed anew. */
export function relistedFields({ underlying, identity, expiries }: WatchlistItem): ItemChange {
  return { underlying, identity, ...(expiries === null ? {} : { expiries }) };
}

/** What a stored item asks for. */
export function wishOf({ kind, underlying, instrumentKey, expiryRule }: WatchlistItem): ItemWish {
  if (kind === "EQUITY" || kind === "FUTURE") return { kind, key: instrumentKey! };
  return { kind, underlying, expiryRule: expiryRule! };
}

/** Whether the item has everything that is asked for: adding that would change nothing. */
export function covers(item: WatchlistItem, wish: ListedItem): boolean {
  if (item.instrumentKey !== null || wish.key !== null) return item.instrumentKey === wish.key;
  return item.underlying === wish.underlying && wish.expiries!.every((expiry) => item.expiries!.includes(expiry));
}

/** Whose end of day is the item's. Options on a watchlist are of indices and shares. */
export function marketOfItem({ instrumentKey }: WatchlistItem): Market {
  return instrumentKey === null ? "NSE_BSE" : marketOf(parseInstrumentKey(instrumentKey)!.segment);
}

function listedInstrument(
  { kind, key }: Extract<ItemWish, { kind: "EQUITY" | "FUTURE" }>,
  table: InstrumentTable,
  today: string,
): Listed {
  const row = table.find(key);
  if (row === -1) return { ok: false, reason: "unknown-instrument" };
  const listedKind = table.kindAt(row);
  const isKind = kind === "EQUITY" ? listedKind === "EQUITY" : listedKind.startsWith("FUT");
  if (!isKind) return { ok: false, reason: "wrong-kind" };
  if (kind === "FUTURE" && table.columns.expiryDay[row]! < dayNumber(today)) return { ok: false, reason: "expired" };
  const identity = kind === "FUTURE" ? dayDate(table.columns.expiryDay[row]!) : table.isinAt(row) || null;
  const item = { kind, underlying: table.underlyingAt(row), key, identity, expiries: null, expiryRule: null };
  return { ok: true, item, missing: [] };
}

/** A share keeps its ISIN when its ticker changes, and its ticker when a split changes the ISIN. */
function isSame({ kind, underlying, identity }: WatchlistItem, listed: ListedItem): boolean {
  const isTickerSame = underlying === listed.underlying;
  if (kind === "FUTURE") return isTickerSame && (identity ?? listed.identity) === listed.identity;
  return isTickerSame || (identity !== null && identity === listed.identity);
}

/** Options on commodities and currencies are no kind of item. */
function kindOfOptions(underlying: string, series: OptionSeriesIndex): ItemKind | null {
  const spot = series.spotKey(underlying);
  if (spot === null) return null;
  return parseInstrumentKey(spot)!.segment === "IDX_I" ? "INDEX_OPTION" : "STOCK_OPTION";
}
