import { z } from "zod";
import { SearchLimits } from "../../../shared/search.ts";

/** Prices that the order of a search may hang on. */
export const PRICES_MOST = 64;

/** Where a next page begins, and all that its order hangs on beside the query and the master. */
export interface PageToken {
  /** Listing the hits were found in. */
  readonly listing: string;
  /** Of the query and its filters: a token is good for the search that gave it. */
  readonly search: string;
  readonly today: number;
  /** Hits on the pages before. */
  readonly offset: number;
  /** Prices of underlyings in the order they were asked for; the money moves on, and would shuffle the pages. */
  readonly prices: readonly (number | null)[];
}

const token = z.tuple([
  z.string().max(64),
  z.string().max(32),
  z.number().int(),
  z.number().int().min(1).max(SearchLimits.hitsPerSearch),
  z.array(z.number().positive().nullable()).max(PRICES_MOST),
]);

export function writePageToken({ listing, search, today, offset, prices }: PageToken): string {
  return Buffer.from(JSON.stringify([listing, search, today, offset, prices])).toString("base64url");
}

/** Null for what is no token of ours. */
export function readPageToken(text: string): PageToken | null {
  if (text.length > SearchLimits.pageTokenLength) return null;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return null;
  }
  const read = token.safeParse(json);
  if (!read.success) return null;
  const [listing, search, today, offset, prices] = read.data;
  return { listing, search, today, offset, prices };
}
