import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Auth } from "../auth/auth.ts";
import type { Logger } from "../logger.ts";
import { asCaller } from "./caller.ts";
import type { ClientAddresses } from "./client-address.ts";
import { endable, isEventStream } from "./event-stream.ts";

/** Calls in one request. */
export const MAX_BATCH = 20;
/** Streams of events that are open at once, of all callers together. */
export const MAX_EVENT_STREAMS = 1_000;

export interface TrpcEndpointOptions {
  router: AnyRouter;
  auth: Pick<Auth, "identify" | "streams">;
  addresses: ClientAddresses;
  log: Logger;
}

/** Answers what comes to `/trpc/`: says who asks, lets the router answer, and ends what stays open when they are out. */
export function trpcEndpoint({ router, auth, addresses, log }: TrpcEndpointOptions) {
  let eventStreams = 0;
  return async (request: Request): Promise<Response> => {
    if (request.headers.get("accept") === "text/event-stream" && eventStreams >= MAX_EVENT_STREAMS) {
      return Response.json({ error: "too many streams of events: come back later" }, { status: 503 });
    }
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
    if (!isEventStream(response)) return response;
    eventStreams++;
    const stream = endable(response, () => {
      eventStreams--;
      leave();
    });
    const leave = caller.ok ? auth.streams.add(caller.identity, stream.end) : () => {};
    return stream.response;
  };
}
