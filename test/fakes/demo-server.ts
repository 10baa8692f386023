import { ClientAddresses } from "../../server/api/client-address.ts";
import { type HttpServer, serveHttp } from "../../server/api/http-server.ts";
import { OwnHost } from "../../server/api/own-host.ts";
import { createTickUpgrade } from "../../server/api/tick-upgrade.ts";
import { DEMO_IDENTITY, type Identified } from "../../server/auth/identity.ts";
import { OpenStreams } from "../../server/auth/open-streams.ts";
import type { Hub } from "../../server/hub/hub.ts";
import { createLogger } from "../../server/logger.ts";

export interface DemoServerOptions {
  hub: Hub;
  /** The address to listen on, its own name being the loopback's. */
  host?: string;
  fetch?(): Response;
  whenReady?: Promise<void>;
  /** Who comes; whoever it is may in demo mode. */
  identify?(request: Request): Identified;
  streams?: OpenStreams;
}

const LOOPBACK = { host: "127.0.0.1", isLoopback: true, publicUrl: null };

/** The real upgrade before a hub, on a free port; everybody is let in unless told otherwise. */
export function serveDemo({
  hub,
  host = LOOPBACK.host,
  fetch = () => new Response("not the stream", { status: 404 }),
  whenReady = Promise.resolve(),
  identify = () => ({ ok: true, identity: DEMO_IDENTITY }),
  streams = new OpenStreams(),
}: DemoServerOptions): HttpServer {
  const addresses = new ClientAddresses([]);
  return serveHttp({
    host,
    port: 0,
    hub,
    ownHost: new OwnHost(LOOPBACK),
    addresses,
    ticks: createTickUpgrade({ hub, auth: { identify, streams }, addresses, whenReady }),
    fetch,
    log: createLogger("silent", "test"),
  });
}
