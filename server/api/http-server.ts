import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import type { Hub } from "../hub/hub.ts";
import type { Logger } from "../logger.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { OwnHost } from "./own-host.ts";
import { SIGNED_OUT, type SocketData, TICK_PATH, type TickUpgrade } from "./tick-upgrade.ts";

/** Bytes of a message that the runtime itself refuses: above the hub's own limit, which answers with a code. */
const MAX_PAYLOAD_BYTES = 4 * StreamLimits.messageBytes;
/** Unsent bytes the runtime holds for a session; the hub lets go of it long before. */
const MAX_BACKPRESSURE_BYTES = 4 * StreamLimits.bufferedBytes;
/** What stands for the code of a connection that ended without one (RFC 6455, 7.1.5). */
const CONNECTION_BROKE = 1006;
/** A browser that answers no ping for this long is gone. */
const IDLE_TIMEOUT_S = 60;
/** Bytes of a request's body; the runtime answers a larger one with 413. */
export const MAX_BODY_BYTES = 262_144;
/** Characters of a request's URL, its query in it. */
export const MAX_URL_CHARS = 15_000;

export interface HttpServerOptions {
  host: string;
  port: number;
  hub: Hub;
  ownHost: OwnHost;
  addresses: ClientAddresses;
  ticks: TickUpgrade;
  /** Answers whatever is not the tick stream. */
  fetch(request: Request): Response | Promise<Response>;
  log: Logger;
}

export type HttpServer = Bun.Server<SocketData>;

/**
 * The one port: upgrades `/ticks` to the hub and hands the rest on.
 * @throws the runtime's error with code EADDRINUSE when the port is taken.
 */
export function serveHttp({ host, port, hub, ownHost, addresses, ticks, fetch, log }: HttpServerOptions): HttpServer {
  return Bun.serve<SocketData>({
    hostname: host,
    port,
    // Otherwise an error would answer with our sources.
    development: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    error(error) {
      log.error({ err: error }, "a request failed");
      return new Response("something went wrong here\n", { status: 500 });
    },
    fetch(request, server) {
      if (request.url.length > MAX_URL_CHARS) return new Response("the address is too long\n", { status: 414 });
      const url = URL.parse(request.url);
      if (url === null) return new Response("bad request\n", { status: 400 });
      if (!ownHost.isOwn(url)) {
        return new Response("this server has another name: set PUBLIC_URL to let it have this one\n", { status: 403 });
      }
      addresses.note(request, server.requestIP(request)?.address ?? null);
      return url.pathname === TICK_PATH ? ticks(request, url, server) : fetch(request);
    },
    websocket: {
      perMessageDeflate: false,
      maxPayloadLength: MAX_PAYLOAD_BYTES,
      backpressureLimit: MAX_BACKPRESSURE_BYTES,
      idleTimeout: IDLE_TIMEOUT_S,
      open(ws) {
        if (ws.data.isSignedOut) ws.close(CloseCode.signedOut, SIGNED_OUT);
        else ws.data.session = hub.open(ws, ws.data.encoding, ws.data.userId);
      },
      message(ws, message) {
        if (ws.data.session !== null) hub.receive(ws.data.session, message);
      },
      close(ws, code) {
        ws.data.leave();
        if (ws.data.session !== null) hub.close(ws.data.session, code === CONNECTION_BROKE);
      },
    },
  });
}
