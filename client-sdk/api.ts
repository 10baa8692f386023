import { createTRPCUntypedClient, httpBatchLink, TRPCClientError, type TRPCUntypedClient } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { ApiError } from "./api-error.ts";
import type { CallOptions } from "./call.ts";
import { type Api, PROCEDURES } from "./generated/api.ts";

type FetchEsque = NonNullable<Parameters<typeof httpBatchLink>[0]["fetch"]>;

/** Calls that are made in one turn of the event loop go as one request, of at most so many. */
const CALLS_PER_REQUEST = 10;

export interface ApiOptions {
  /** Of the server: `http://127.0.0.1:8400`. */
  url: string | URL;
  apiKey?: string | undefined;
  /** Instead of the platform's own. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** The server's procedures as calls; each rejects with ApiError. */
export function createApi({ url, apiKey, fetch }: ApiOptions): Api {
  const client = createTRPCUntypedClient<AnyRouter>({
    links: [
      httpBatchLink({
        url: new URL("/trpc", url).href,
        maxItems: CALLS_PER_REQUEST,
        ...(apiKey === undefined ? {} : { headers: { authorization: `Bearer ${apiKey}` } }),
        ...(fetch === undefined ? {} : { fetch: fetch as FetchEsque }),
      }),
    ],
  });
  const api: Record<string, unknown> = {};
  for (const [path, kind] of Object.entries(PROCEDURES)) {
    const names = path.split(".");
    const last = names.pop()!;
    let group = api;
    for (const name of names) {
      group[name] ??= {};
      group = group[name] as Record<string, unknown>;
    }
    group[last] = { [kind === "query" ? "query" : "mutate"]: callOf(client, path, kind) };
  }
  return api as unknown as Api;
}

function callOf(client: TRPCUntypedClient<AnyRouter>, path: string, kind: "query" | "mutation") {
  return async (input: unknown, options: CallOptions = {}): Promise<unknown> => {
    try {
      return await (kind === "query" ? client.query(path, input, options) : client.mutation(path, input, options));
    } catch (error) {
      throw error instanceof TRPCClientError ? apiError(error) : error;
    }
  };
}

function apiError(error: TRPCClientError<AnyRouter>): ApiError {
  const { code, httpStatus } = (error.data ?? {}) as { code?: string; httpStatus?: number };
  return new ApiError(error.message, code ?? "UNREACHABLE", httpStatus ?? null, error);
}
