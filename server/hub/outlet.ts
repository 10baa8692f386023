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

/** What all outlets share. */
export interface OutletParts {
  limits: HubLimits;
  log: Logger;
}

/**
 * The way to one browser, as wide as the network makes it. One that does not keep up is told so, and let go when that
 * does not help.
 */
export class Outlet {
  /** For the log. */
  readonly #session: string;
  readonly #socket: SessionSocket;
  readonly #parts: OutletParts;
  #laggingSince: number | null = null;
  /** Whether the network may have left something of what was sent: only then is it asked how much. */
  #isAnythingUnsent = false;
  #isClosed = false;
  #isCut = false;

  constructor(session: string, socket: SessionSocket, parts: OutletParts) {
    this.#session = session;
    this.#socket = socket;
    this.#parts = parts;
  }

  get unsentBytes(): number {
    return this.#socket.getBufferedAmount();
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
    if (!this.#isCut) this.#isAnythingUnsent = this.#socket.send(data) <= 0;
  }

  cut(): void {
    this.#isCut = true;
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.log.debug({ session: this.#session, code, reason }, "session closed");
    this.#socket.close(code, reason);
  }

  /** Whether the network takes what this session is sent. Tells the browser when that changes, and lets go of one that is hopeless. */
  keepsUp(now: number): boolean {
    if (this.#isCut) return false;
    if (!this.#isAnythingUnsent && this.#laggingSince === null) return true;
    const { limits } = this.#parts;
    const bufferedBytes = this.#socket.getBufferedAmount();
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
      this.#tell(true, bufferedBytes);
    }
    return false;
  }

  #tell(lagging: boolean, bufferedBytes: number): void {
    this.send(JSON.stringify({ type: "lagging", lagging, bufferedBytes } satisfies DownMessage));
  }
}
