import { refusalBody } from "./refusal-body.ts";

/** The part of a WebSocket that the client uses: what browsers, Bun, Node 22 and the package `ws` have in common. */
export interface StreamSocket {
  binaryType: string;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}

/** The `readyState` of a socket that takes messages. */
export const SOCKET_OPEN = 1;

export type SocketConstructor = new (url: string, protocols: string[]) => StreamSocket;

/** The given constructor, else the platform's own. Node 20 has none. */
export function socketConstructor(given: SocketConstructor | undefined): SocketConstructor {
  const found = given ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  if (found === undefined) {
    throw new TypeError(
      "this platform has no WebSocket: pass one in the `WebSocket` option, e.g. that of the package ws",
    );
  }
  return found;
}

/**
 * What to name as subprotocols: the only place where every WebSocket, a browser's too, can carry a key. The server agrees
 * on the first, and the key is in no address that is logged (PROTOCOL.md, P60).
 */
export function streamProtocols(apiKey: string | undefined): string[] {
  return apiKey === undefined ? [] : ["strikewire", `key.${apiKey}`];
}

/** A server that has not said by then why it lets nobody in is asked another time. */
const REFUSAL_WITHIN_MS = 10_000;

/**
 * Why the server does not let a client in, by plain HTTP at the stream's address; null when it would, or does not answer.
 * A WebSocket that cannot be opened does not tell whether the network or the key is at fault.
 */
export async function streamRefusal(
  address: string,
  apiKey: string | undefined,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<string | null> {
  try {
    const response = await fetch(address.replace(/^ws/, "http"), {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(REFUSAL_WITHIN_MS),
    });
    const told = refusalBody(await response.text());
    const isForGood = response.status === 401 || response.status === 403;
    return isForGood && told !== null && told.reason !== null ? told.message : null;
  } catch {
    return null;
  }
}

/** The address to open: http becomes ws, and the JSON encoding is asked for in the query. */
export function streamAddress(url: string | URL, encoding: "binary" | "json"): string {
  const address = new URL(url);
  if (address.protocol === "http:") address.protocol = "ws:";
  if (address.protocol === "https:") address.protocol = "wss:";
  if (encoding === "json") address.searchParams.set("encoding", "json");
  return address.href;
}
