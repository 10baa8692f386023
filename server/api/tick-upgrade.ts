import { CloseCode } from "../../shared/stream-limits.ts";
import type { Auth } from "../auth/auth.ts";
import type { Identity } from "../auth/identity.ts";
import type { Hub } from "../hub/hub.ts";
import type { Session } from "../hub/session.ts";
import type { Encoding } from "../hub/shape.ts";
import { accessRefused, whyDenied } from "./access.ts";
import type { ClientAddresses } from "./client-address.ts";
import { isSameOrigin } from "./same-origin.ts";

export const TICK_PATH = "/ticks";
export const SIGNED_OUT = "signed out: sign in, then open another stream";
/** What is agreed on where a client names protocols, as one that sends its key there does. The key is never sent back. */
const SUBPROTOCOL = "strikewire";

export interface SocketData {
  encoding: Encoding;
  userId: string;
  session: Session | null;
  /** What let it in has ended. */
  isSignedOut: boolean;
  /** Takes it off what ends with its identity. */
  leave(): void;
}

/** Ends what is open, or what is about to open. */
function signOut(data: SocketData): void {
  data.isSignedOut = true;
  data.session?.close(CloseCode.signedOut, SIGNED_OUT);
}

/** Apart from the upgrade, whose request would otherwise live as long as the socket, in what its closures see. */
function socketData(auth: TickUpgradeOptions["auth"], identity: Identity, encoding: Encoding): SocketData {
  // Whoever may do less than before still may look.
  const leave = auth.streams.add(identity, (why) => (why === "signed-out" ? signOut(data) : undefined));
  const data: SocketData = { encoding, userId: identity.userId, session: null, isSignedOut: false, leave };
  return data;
}

export interface TickUpgradeOptions {
  hub: Pick<Hub, "hasRoom">;
  auth: Pick<Auth, "identify" | "streams">;
  addresses: ClientAddresses;
  /** Resolves once subscriptions can be answered: a browser that comes earlier waits for its upgrade. */
  whenReady: Promise<void>;
}

/** Answers what cannot be upgraded; undefined when it was. */
export type TickUpgrade = (request: Request, url: URL, server: Bun.Server<SocketData>) => Promise<Response | undefined>;

/** Lets clients onto the tick stream: who they are is asked here once, and a session ends with what opened it. */
export function createTickUpgrade({ hub, auth, addresses, whenReady }: TickUpgradeOptions): TickUpgrade {
  return async (request, url, server) => {
    const encoding = url.searchParams.get("encoding") ?? "binary";
    if (encoding !== "binary" && encoding !== "json") {
      return new Response("encoding is binary or json\n", { status: 400 });
    }
    if (!isSameOrigin(request)) return new Response("open the stream from this server's own page\n", { status: 403 });
    await whenReady;
    const caller = await auth.identify(request, addresses.of(request));
    const reason = whyDenied(caller, { role: "viewer" });
    if (reason !== null) return accessRefused(reason, caller.ok ? undefined : caller.retryAfterMs);
    if (!caller.ok) throw new Error("a stream without an identity");
    if (!hub.hasRoom)
      return new Response("too many sessions; come back later\n", { status: 503, headers: { "retry-after": "10" } });
    const headers = request.headers.has("sec-websocket-protocol") ? { "sec-websocket-protocol": SUBPROTOCOL } : {};
    const data = socketData(auth, caller.identity, encoding);
    if (server.upgrade(request, { data, headers })) return undefined;
    data.leave();
    return new Response("this is a WebSocket: connect with a WebSocket client\n", {
      status: 426,
      headers: { upgrade: "websocket" },
    });
  };
}
