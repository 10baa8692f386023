import { CloseCode, mayReconnect } from "../shared/stream-limits.ts";
import { fullJitterMs } from "./backoff.ts";
import type { ClientLimits } from "./client-limits.ts";
import { SOCKET_OPEN, type SocketConstructor, type StreamSocket } from "./socket.ts";
import type { StreamStatus } from "./status.ts";

export interface ConnectionOptions {
  address: string;
  protocols: string[];
  WebSocket: SocketConstructor;
  limits: ClientLimits;
  random: () => number;
  now: () => number;
  /** Asked when a socket could not be opened: why the server lets this client in no more, or null. It never rejects. */
  refusal(): Promise<string | null>;
  /** A frame of the present socket, never of one given up. */
  onData(data: unknown): void;
  /** The socket is gone, and with it all the server knew of this client. */
  onLost(): void;
  onStatus(status: StreamStatus): void;
}

const CLOSE_REASONS: Record<number, string> = {
  [CloseCode.shuttingDown]: "the server is shutting down",
  [CloseCode.tooSlow]: "this client read too slowly",
  [CloseCode.failed]: "the server failed",
  [CloseCode.tooManyErrors]: "the server refused too many messages of this client",
  [CloseCode.messageTooLarge]: "this client sent too large a message",
  [CloseCode.signedOut]: "the session or API key ended: sign in again, or use another key",
  [CloseCode.resumedElsewhere]: "another connection goes on with this one's session",
};

/** Keeps one socket to the server alive: opens it, notices its death, comes back after a pause. */
export class StreamConnection {
  #status: StreamStatus;
  readonly #options: ConnectionOptions;
  #socket: StreamSocket | null = null;
  /** Retries since a connection was last open long enough to be trusted. */
  #attempt = 0;
  #heardAt = 0;
  #watchTimer: ReturnType<typeof setTimeout> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#status = { status: "connecting", since: options.now() };
    this.#open();
  }

  get status(): StreamStatus {
    return this.#status;
  }

  /** Sends when there is a socket that the server has greeted; the caller replays the rest on the next. */
  send(text: string): void {
    if (this.#status.status === "open") this.reply(text);
  }

  /** Sends what must be said before the connection counts as open. */
  reply(text: string): void {
    // One that is closing takes nothing, and a browser would log that; its close event is on its way.
    if (this.#socket?.readyState === SOCKET_OPEN) this.#socket.send(text);
  }

  /** The server has said hello, and what there was to resume is resumed. */
  greeted(epoch: string, recovered: boolean): void {
    this.#become({ status: "open", since: this.#options.now(), epoch, recovered });
  }

  /** Gives the socket up and comes back with another. */
  restart(reason: string): void {
    this.#lose(reason, null);
  }

  retryNow(): void {
    if (this.#retryTimer !== undefined) this.#open();
  }

  /** For good. */
  stop(by: "application" | "server", reason: string, code: number | null = null): void {
    if (this.#status.status === "closed") return;
    this.#drop();
    this.#become({ status: "closed", since: this.#options.now(), by, code, reason });
  }

  #open(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    if (this.#status.status === "reconnecting") this.#become({ ...this.#status, retryAt: null });
    this.#heardAt = this.#options.now();

    const { WebSocket, address, protocols } = this.#options;
    const socket = new WebSocket(address, protocols);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    const isPresent = () => this.#socket === socket;
    socket.addEventListener("message", ({ data }) => {
      if (!isPresent()) return;
      this.#heardAt = this.#options.now();
      this.#options.onData(data);
    });
    // Without a listener the package `ws` throws its errors; the close that follows says all there is to know.
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", ({ code, reason }) => {
      if (isPresent()) this.#lose(reason || CLOSE_REASONS[code] || "the connection was lost", code);
    });
    this.#watch();
  }

  /** A network that drops packets closes nothing: silence is the only sign. */
  #watch(): void {
    const { limits, now } = this.#options;
    const isOpen = this.#status.status === "open";
    const leftMs = (isOpen ? limits.silenceMs : limits.openWithinMs) - (now() - this.#heardAt);
    if (leftMs <= 0) {
      this.#lose(isOpen ? `nothing came for ${limits.silenceMs / 1000} s` : "the server did not answer", null);
      return;
    }
    this.#watchTimer = setTimeout(() => this.#watch(), Math.min(leftMs, limits.silenceMs));
  }

  #lose(reason: string, code: number | null): void {
    if (this.#status.status === "closed") return;
    if (code !== null && !mayReconnect(code)) {
      this.stop("server", reason, code);
      return;
    }
    const { limits, now, random } = this.#options;
    const before = this.#status;
    const wasStable = before.status === "open" && now() - before.since >= limits.stableAfterMs;
    this.#attempt = wasStable ? 1 : this.#attempt + 1;
    const delayMs = fullJitterMs(this.#attempt, limits, random);
    this.#drop();
    this.#retryTimer = setTimeout(() => this.#open(), delayMs);
    this.#become({
      status: "reconnecting",
      since: before.status === "open" ? now() : before.since,
      attempt: this.#attempt,
      retryAt: now() + delayMs,
      reason,
    });
    if (before.status !== "open" && code !== null) void this.#askWhy();
  }

  async #askWhy(): Promise<void> {
    const refusal = await this.#options.refusal();
    if (refusal !== null && this.#status.status === "reconnecting") this.stop("server", refusal, CloseCode.signedOut);
  }

  #drop(): void {
    clearTimeout(this.#watchTimer);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    const socket = this.#socket;
    // Let go of first: a dead peer's close event may come a minute later, and must not be heard then.
    this.#socket = null;
    socket?.close();
    this.#options.onLost();
  }

  #become(status: StreamStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }
}
