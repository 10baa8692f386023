import { createTRPCUntypedClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { EventSource } from "eventsource";
import type { CallOptions, Subscribable, SubscriptionHandlers } from "./call.ts";
import { type EventAnswer, EventCall } from "./event-call.ts";
import { type Api, PROCEDURES } from "./generated/api.ts";
import { withApiErrors } from "./trpc-error.ts";

type FetchEsque = NonNullable<Parameters<typeof httpBatchLink>[0]["fetch"]>;

/** Calls that are made in one turn of the event loop go as one request, of at most so many. */
const CALLS_PER_REQUEST = 10;

export interface ApiOptions {
  /** Of the server: `http://127.0.0.1:8400`. */
  url: string | URL;
  apiKey?: string | undefined;
  /** Instead of the platform's own. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Of the back-off's jitter: 0 (inclusive) to 1. */
  random?: () => number;
}

/** The server's procedures as calls; each rejects with ApiError. `close` ends all subscriptions, and there are no new ones. */
export function createApi({ url, apiKey, fetch, random = Math.random }: ApiOptions): { api: Api; close(): void } {
  const trpcUrl = new URL("/trpc", url).href;
  const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const client = createTRPCUntypedClient<AnyRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({
          url: trpcUrl,
          // The platform's own, where there is one, sends no headers.
          EventSource,
          eventSourceOptions: ({ op }) => ({
            async fetch(address, init) {
              const response = await (fetch ?? globalThis.fetch)(address, {
                ...init,
                headers: { ...init.headers, ...headers },
              });
              const answer: EventAnswer = op.context;
              answer.status = response.status;
              if (!response.ok) answer.body = await response.clone().text();
              return response;
            },
          }),
        }),
        false: httpBatchLink({
          url: trpcUrl,
          maxItems: CALLS_PER_REQUEST,
          headers,
          ...(fetch === undefined ? {} : { fetch: fetch as FetchEsque }),
        }),
      }),
    ],
  });

  const open = new Set<EventCall>();
  let isClosed = false;
  const subscribable = (path: string): Subscribable<unknown, unknown> => ({
    subscribe(input: unknown, handlers: SubscriptionHandlers<unknown>) {
      if (isClosed) throw new Error("this client is closed");
      const call = new EventCall({ client, path, input, handlers, random, onOver: () => open.delete(call) });
      open.add(call);
      return { unsubscribe: () => call.stop() };
    },
  });
  const query =
    (path: string) =>
    (input: unknown, options: CallOptions = {}) =>
      withApiErrors(() => client.query(path, input, options));
  const mutate =
    (path: string) =>
    (input: unknown, options: CallOptions = {}) =>
      withApiErrors(() => client.mutation(path, input, options));
  const calls = {
    query: (path: string) => ({ query: query(path) }),
    mutation: (path: string) => ({ mutate: mutate(path) }),
    subscription: subscribable,
  };

  const api: Record<string, unknown> = {};
  for (const [path, kind] of Object.entries(PROCEDURES)) {
    const names = path.split(".");
    const last = names.pop()!;
    let group = api;
    for (const name of names) {
      group[name] ??= {};
      group = group[name] as Record<string, unknown>;
    }
    group[last] = calls[kind](path);
  }
  return {
    api: api as unknown as Api,
    close() {
      isClosed = true;
      for (const call of [...open]) call.stop();
    },
  };
}
