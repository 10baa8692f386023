import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../client-sdk/index.ts";

/** How long an answer is shown without asking again when another part of the page wants the same. */
const FRESH_FOR_MS = 30_000;
const RETRIES = 3;

/** What the server has answered, for all views. Prices are not among it: they come by the stream. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MS,
        // A server that said no says it again.
        retry: (failures, error) => failures < RETRIES && error instanceof ApiError && error.retryable,
      },
    },
  });
}
