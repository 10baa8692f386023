import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Logger } from "../logger.ts";
import { asCaller, type Callers } from "./caller.ts";
import { type EventStreams, isEventStream } from "./event-streams.ts";

/** Calls in one request. */
export const MAX_BATCH = 20;

export interface TrpcEndpointOptions extends Callers {
  router: AnyRouter;
  eventStreams: EventStreams;
  log: Logger;
}

/** Answers what comes to `/trpc/`: says who asks, lets the router answer, and keeps hold of what stays open. */
export function trpcEndpoint({ router, auth, addresses, eventStreams, log }: TrpcEndpointOptions) {
  return async (request: Request): Promise<Response> => {
    const { response, caller } = await asCaller({ auth, addresses }, request, (context) =>
      fetchRequestHandler({
        endpoint: "/trpc",
        req: request,
        router,
        maxBatchSize: MAX_BATCH,
        // A question too long for an address may be posted.
        allowMethodOverride: true,
        createContext: () => context,
        onError({ error, path }) {
          if (error.code === "INTERNAL_SERVER_ERROR")
            log.error({ path, err: error.cause ?? error }, "a procedure failed");
        },
      }),
    );
    return isEventStream(response) ? eventStreams.send(response, caller) : response;
  };
}
