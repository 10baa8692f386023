import { type InstrumentKey, parseInstrumentKey } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";
import { type Market, marketOf } from "../../shared/market.ts";
import type { ExpiryRule, ItemKind, ItemWish } from "../../shared/watchlist.ts";
import type { WatchlistRefusalReason } from "../../shared/watchlist-refusal.ts";
import type { WatchlistItem } from "../db/watchlist-items.ts";
import type { InstrumentTable } from "../instruments/instrument-table.ts";
import type { Listing } from "../instruments/listing.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";

/** What an item stands for in a master. */
export interface ListedItem {
  kind: ItemKind;
  underlying: string;
  /** Of an EQUITY or a FUTURE; null of options. */
  key: InstrumentKey | null;
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
  return { ok: true, item: { kind, underlying, key: null, expiries, expiryRule }, missing };
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
  const item = { kind, underlying: table.underlyingAt(row), key, expiries: null, expiryRule: null };
  return { ok: true, item, missing: [] };
}

/** Options on commodities and currencies are no kind of item. */
function kindOfOptions(underlying: string, series: OptionSeriesIndex): ItemKind | null {
  const spot = series.spotKey(underlying);
  if (spot === null) return null;
  return parseInstrumentKey(spot)!.segment === "IDX_I" ? "INDEX_OPTION" : "STOCK_OPTION";
}
