import type { Exchange, InstrumentKey } from "../client-sdk/index.ts";

/** Paths of the terminal's views; `shared/page-paths.ts` has their first parts, the server needs them too. */
export const ROUTES = {
  chain: "/chain/:underlying/:expiry?",
  watchlist: "/watchlist/:listId?",
  instrument: "/instrument/:key",
  admin: "/admin/:section?",
  profile: "/profile",
} as const;

/** What is shown where nothing else was asked for: the liveliest there is. */
export const HOME = chainPath("NIFTY");

/**
 * @param expiry `YYYY-MM-DD`; the nearest when left out
 * @param exchange only where its options on another exchange than the first that lists them are meant
 */
export function chainPath(underlying: string, expiry?: string, exchange?: Exchange): string {
  const path = `/chain/${encodeURIComponent(underlying)}`;
  const query = exchange === undefined ? "" : `?exchange=${exchange}`;
  return (expiry === undefined ? path : `${path}/${expiry}`) + query;
}

/** @param listId the first list when left out */
export function watchlistPath(listId?: string): string {
  return listId === undefined ? "/watchlist" : `/watchlist/${listId}`;
}

export function instrumentPath(key: InstrumentKey): string {
  return `/instrument/${key}`;
}

/** @param section the first when left out */
export function adminPath(section?: string): string {
  return section === undefined ? "/admin" : `/admin/${section}`;
}
