import type { ItemWish, ListedInstrument, WatchlistItem } from "../../client-sdk/index.ts";

/**
 * What of an instrument can be on a watchlist: a share or a future itself, of an option its whole chain, of an index the
 * chain of the nearest expiry. Null of what nothing can be: options on commodities and currencies, and indices that
 * nothing is traded on.
 */
export function wishOfInstrument({ kind, key, underlying, expiry, exchange }: ListedInstrument): ItemWish | null {
  switch (kind) {
    case "EQUITY":
      return { kind: "EQUITY", key };
    case "INDEX":
      return exchange === null ? null : { kind: "INDEX_OPTION", underlying, expiryRule: { kind: "nearest", count: 1 } };
    case "OPTIDX":
    case "OPTSTK":
      return {
        kind: kind === "OPTIDX" ? "INDEX_OPTION" : "STOCK_OPTION",
        underlying,
        expiryRule: { kind: "dates", dates: [expiry!] },
      };
    case "OPTCUR":
    case "OPTFUT":
      return null;
    default:
      return { kind: "FUTURE", key };
  }
}

/** What an item asks for: adding it again brings it back. */
export function wishOfItem({ kind, key, underlying, expiryRule }: WatchlistItem): ItemWish {
  if (kind === "EQUITY" || kind === "FUTURE") return { kind, key: key! };
  return { kind, underlying, expiryRule: expiryRule! };
}

/** Whether an item has all that a wish asks for, as far as the page can tell. */
export function isWished(item: WatchlistItem, wish: ItemWish): boolean {
  if (wish.kind === "EQUITY" || wish.kind === "FUTURE") return item.key === wish.key;
  if (item.underlying !== wish.underlying || item.expiries === null) return false;
  const { expiryRule } = wish;
  return expiryRule.kind === "dates"
    ? expiryRule.dates.every((date) => item.expiries!.includes(date))
    : item.expiryRule?.kind === "nearest" && item.expiryRule.count >= expiryRule.count;
}
