import type { Exchange, UnderlyingExpiries } from "../../client-sdk/index.ts";
import { dayNumber } from "../../shared/ist.ts";
import { chainPath } from "../routes.ts";

export type Expiry = UnderlyingExpiries["expiries"][number];

/** What an address names: an underlying, maybe an exchange other than its first. */
export interface Underlying {
  ticker: string;
  exchange: Exchange | undefined;
}

export function seriesPath({ ticker, exchange }: Underlying, expiry?: string): string {
  return chainPath(ticker, expiry, exchange);
}

/** The expiry that lies so many places on from one in the list; null past its ends. */
export function expiryFrom(expiries: readonly Expiry[], expiry: string, places: number): string | null {
  const index = expiries.findIndex((one) => one.expiry === expiry);
  return index === -1 ? null : (expiries[index + places]?.expiry ?? null);
}

/** The listed expiry nearest to a date; null where none is listed. */
export function nearestExpiry(expiries: readonly Expiry[], date: string): string | null {
  const day = dayNumber(date);
  const distance = ({ expiry }: Expiry) => Math.abs(dayNumber(expiry) - day);
  if (Number.isNaN(day)) return expiries[0]?.expiry ?? null;
  return expiries.toSorted((a, b) => distance(a) - distance(b))[0]?.expiry ?? null;
}
