import { expiryKinds } from "../../../server/calendar/expiry-kind.ts";
import { Listing } from "../../../server/instruments/listing.ts";
import type { SearchContext } from "../../../server/instruments/search/contract-search.ts";
import { dayNumber } from "../../../shared/ist.ts";
import { type SearchHit, type SearchInput, searchAnswer, searchInput } from "../../../shared/search.ts";
import { SEARCH_DAY, SEARCH_PRICES } from "../search-queries.ts";
import { simulatedTable } from "../simulated-table.ts";

/** Whatever is listed on the day of the table of queries. */
export const listing = new Listing(await simulatedTable(SEARCH_DAY));

export function contextOn(date: string, prices: Readonly<Record<string, number>> = SEARCH_PRICES): SearchContext {
  return { today: dayNumber(date), priceOf: (underlying) => prices[underlying] ?? null, expiryKinds };
}

export const CONTEXT = contextOn(SEARCH_DAY);

/** One page as the API gives it, input and answer checked by the contract. */
export function pageOf(
  query: string,
  fields: Partial<SearchInput> = {},
  context = CONTEXT,
  from = listing,
): { hits: SearchHit[]; next: string | null } {
  const answer = searchAnswer.parse(from.search.search(searchInput.parse({ query, ...fields }), context));
  if (!answer.ok) throw new Error(`${query}: ${answer.reason}`);
  return answer;
}

export function hitsOf(
  query: string,
  fields: Partial<SearchInput> = {},
  context = CONTEXT,
  from = listing,
): SearchHit[] {
  return pageOf(query, fields, context, from).hits;
}

export function namesOf(query: string, fields: Partial<SearchInput> = {}, context = CONTEXT): string[] {
  return hitsOf(query, fields, context).map(({ name }) => name);
}
