import type { DownMessage } from "../../shared/stream-down.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import type { Logger } from "../logger.ts";
import type { HubLimits } from "./hub-limits.ts";

/** What the hub needs of a browser's socket. */
export interface SessionSocket {
  /** More than 0 when the network has taken all of it, and all before it. */
  send(data: string | Uint8Array): number;
  close(code: number, reason: string): void;
  /** Bytes handed over and not yet taken by the network. */
  getBufferedAmount(): number;
}

export interface OutletOptions {
  /** Of the session, for the log. */
  session: string;
  socket: SessionSocket;
  limits: HubLimits;
  log: Logger;
  /** The network does not take what is sent; called before the browser is told. */
  onLagging(): void;
}

/**
 * The way to one browser, as wide as the network makes it. One that does not keep up is told so, and let go when that
 * does not help.
 */
export class Outlet {
  readonly #options: OutletOptions;
  #laggingSince: number | null = null;
  /** Whether the network may have left something of what was sent: only then is it asked how much. */
  #isAnythingUnsent = false;
  #isClosed = false;
  #isCut = false;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  get unsentBytes(): number {
    return this.#options.socket.getBufferedAmount();
  }

  get isLagging(): boolean {
    return this.#laggingSince !== null;
  }

  /** True once the server has let go of it: messages that were on their way mean nothing any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True once the connection broke: nothing is sent any more. */
  get isCut(): boolean {
    return this.#isCut;
  }

  send(data: string | Uint8Array): void {
    if (!this.#isCut) this.#isAnythingUnsent = this.#options.socket.send(data) <= 0;
  }

  cut(): void {
    this.#isCut = true;
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { log, session, socket } = this.#options;
    log.debug({ session, code, reason }, "session closed");
    socket.close(code, reason);
  }

  /** Whether the network takes what this session is sent. Tells the browser when that changes, and lets go of one that is hopeless. */
  keepsUp(now: number): boolean {
    if (this.#isCut) return false;
    if (!this.#isAnythingUnsent && this.#laggingSince === null) return true;
    const { limits, socket, onLagging } = this.#options;
    const bufferedBytes = socket.getBufferedAmount();
    if (bufferedBytes <= limits.laggingBytes) {
      if (this.#laggingSince !== null) {
        this.#laggingSince = null;
        this.#tell(false, bufferedBytes);
      }
      return true;
    }
    if (bufferedBytes > limits.bufferedBytes || (this.#laggingSince ?? now) < now - limits.laggingMs) {
      this.close(CloseCode.tooSlow, "too slow: come back and subscribe to less, or less often");
      return false;
    }
    if (this.#laggingSince === null) {
      this.#laggingSince = now;
      onLagging();
      this.#tell(true, bufferedBytes);
    }
    return false;
  }

  #tell(lagging: boolean, bufferedBytes: number): void {
    this.send(JSON.stringify({ type: "lagging", lagging, bufferedBytes } satisfies DownMessage));
  }
}
