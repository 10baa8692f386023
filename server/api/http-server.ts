import { StreamLimits } from "../../shared/stream-limits.ts";
import type { Hub } from "../hub/hub.ts";
import type { Encoding, Session } from "../hub/session.ts";
import type { Logger } from "../logger.ts";
import { isOwnHost } from "./own-host.ts";
import { isSameOrigin } from "./same-origin.ts";
import { DEMO_USER_ID } from "./trpc.ts";

/** Bytes of a message that the runtime itself refuses: above the hub's own limit, which answers with a code. */
const MAX_PAYLOAD_BYTES = 4 * StreamLimits.messageBytes;
/** Unsent bytes the runtime holds for a session; the hub lets go of it long before. */
const MAX_BACKPRESSURE_BYTES = 4 * StreamLimits.bufferedBytes;
/** A browser that answers no ping for this long is gone. */
const IDLE_TIMEOUT_S = 60;

export interface HttpServerOptions {
  host: string;
  port: number;
  hub: Hub;
  /** Answers whatever is not the tick stream. */
  fetch(request: Request): Response | Promise<Response>;
  /** Resolves once subscriptions can be answered: a browser that comes earlier waits for its upgrade. */
  whenReady: Promise<void>;
  log: Logger;
}

interface SocketData {
  encoding: Encoding;
  session: Session | null;
}

export type HttpServer = Bun.Server<SocketData>;

/**
 * The one port: upgrades `/ticks` to the hub and hands the rest on.
 * @throws the runtime's error with code EADDRINUSE when the port is taken.
 */
export function serveHttp({ host, port, hub, fetch, whenReady, log }: HttpServerOptions): HttpServer {
  return Bun.serve<SocketData>({
    hostname: host,
    port,
    // Otherwise an error would answer with our sources.
    development: false,
    error(error) {
      log.error({ err: error }, "a request failed");
      return new Response("something went wrong here\n", { status: 500 });
    },
    async fetch(request, server) {
      const url = URL.parse(request.url);
      if (url === null) return new Response("bad request\n", { status: 400 });
      if (!isOwnHost(url, host)) return new Response("this server has another name\n", { status: 403 });
      if (url.pathname !== "/ticks") return fetch(request);
      const encoding = url.searchParams.get("encoding") ?? "binary";
      if (encoding !== "binary" && encoding !== "json") {
        return new Response("encoding is binary or json\n", { status: 400 });
      }
      if (!isSameOrigin(request)) return new Response("open the stream from this server's own page\n", { status: 403 });
      await whenReady;
      if (!hub.hasRoom)
        return new Response("too many sessions; come back later\n", { status: 503, headers: { "retry-after": "10" } });
      if (server.upgrade(request, { data: { encoding, session: null } })) return undefined;
      return new Response("this is a WebSocket: connect with a WebSocket client\n", {
        status: 426,
        headers: { upgrade: "websocket" },
      });
    },
    websocket: {
      perMessageDeflate: false,
      maxPayloadLength: MAX_PAYLOAD_BYTES,
      backpressureLimit: MAX_BACKPRESSURE_BYTES,
      idleTimeout: IDLE_TIMEOUT_S,
      open(ws) {
        ws.data.session = hub.open(ws, ws.data.encoding, DEMO_USER_ID);
      },
      message(ws, message) {
        if (ws.data.session !== null) hub.receive(ws.data.session, message);
      },
      close(ws) {
        if (ws.data.session !== null) hub.close(ws.data.session);
      },
    },
  });
}
