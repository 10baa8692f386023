import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Auth } from "../auth/auth.ts";
import type { Logger } from "../logger.ts";
import { retryAfterSeconds } from "./access.ts";
import type { ClientAddresses } from "./client-address.ts";
import { endable, isEventStream } from "./event-stream.ts";
import type { Context } from "./trpc.ts";

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
    const address = addresses.of(request);
    const { cookies, ...caller } = await auth.identify(request, address);
    if (request.headers.get("accept") === "text/event-stream" && eventStreams >= MAX_EVENT_STREAMS) {
      return Response.json({ error: "too many streams of events: come back later" }, { status: 503 });
    }
    const response = await fetchRequestHandler({
      endpoint: "/trpc",
      req: request,
      router,
      maxBatchSize: MAX_BATCH,
      createContext: (): Context => ({ caller, address }),
      onError({ error, path }) {
        if (error.code === "INTERNAL_SERVER_ERROR")
          log.error({ path, err: error.cause ?? error }, "a procedure failed");
      },
    });
    if (!caller.ok && caller.retryAfterMs !== undefined)
      response.headers.set("retry-after", retryAfterSeconds(caller.retryAfterMs));
    for (const cookie of cookies ?? []) response.headers.append("set-cookie", cookie);
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
