import { keepPreviousData, type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type { SearchAnswer, Strikewire } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";

const HITS = 20;
/** Answers to what was typed on the way to a word are kept no longer: prices and days move on. */
const KEPT_FOR_MS = 60_000;

/** Each letter asks anew, and what is not answered by then is given up: an answer takes less than a frame. */
export function useHits(text: string) {
  const { server } = useMarket();
  return useQuery({ ...hitsQuery(server, text), enabled: text.trim() !== "", placeholderData: keepPreviousData });
}

/** The answer to exactly this text, which may not be the one on the screen yet. */
export function hitsOf(queries: QueryClient, server: Strikewire, text: string): Promise<SearchAnswer> {
  return queries.ensureQueryData(hitsQuery(server, text));
}

function hitsQuery(server: Strikewire, text: string) {
  const query = text.trim();
  return queryOptions({
    queryKey: ["search.instruments", { query }],
    queryFn: ({ signal }) => server.search.instruments.query({ query, limit: HITS }, { signal }),
    gcTime: KEPT_FOR_MS,
    // The next letter asks anew; until then it is better to be told than to wait.
    retry: false,
  });
}
