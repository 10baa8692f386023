import { createApi } from "./api.ts";
import type { Api } from "./generated/api.ts";
import type { SocketConstructor } from "./socket.ts";
import { createTickStream } from "./stream.ts";
import type { TickStream } from "./tick-stream.ts";

export interface StrikewireOptions {
  /** Of the server: `http://127.0.0.1:8400`. */
  url: string | URL;
  /** For calls and the tick stream alike; not needed in a page that the server itself has signed in, nor in demo mode. */
  apiKey?: string;
  /** Of the tick stream; `binary` when left out. */
  encoding?: "binary" | "json";
  /** For platforms without one of their own (Node 20). */
  WebSocket?: SocketConstructor;
  fetch?: typeof globalThis.fetch;
}

/** A server: its procedures by their routers, and its tick stream. */
export interface Strikewire extends Api, Pick<TickStream, "subscribe" | "ticks" | "chain"> {
  /** All of the tick stream. It connects when it is first used. */
  readonly stream: TickStream;
  /** Ends the stream and all subscriptions, for good. */
  close(): void;
}

/** One object for all that a server does. Nothing is sent before the first call. */
export function strikewire({ url, apiKey, fetch, ...streamOptions }: StrikewireOptions): Strikewire {
  let stream: TickStream | null = null;
  let isClosed = false;
  const opened = (): TickStream => {
    if (stream === null && isClosed) throw new Error("this client is closed");
    stream ??= createTickStream({ url: new URL("/ticks", url), apiKey, fetch, ...streamOptions });
    return stream;
  };
  const { api, close } = createApi({ url, apiKey, fetch });
  return {
    ...api,
    get stream() {
      return opened();
    },
    subscribe: (keys, options) => opened().subscribe(keys, options),
    ticks: (keys, options) => opened().ticks(keys, options),
    chain: (options) => opened().chain(options),
    close() {
      isClosed = true;
      close();
      stream?.close();
    },
  };
}
