import type { SessionSocket } from "../../server/hub/outlet.ts";
import { HubView } from "./hub-view.ts";

/**
 * A browser's socket without a network: what is sent is read at once, unless the browser is told to read no more; then
 * it piles up, and is counted as unsent. Like Bun's, it says that it is closed before `close` returns.
 */
export class HubSocket implements SessionSocket {
  readonly view = new HubView();
  closed: { code: number; reason: string } | null = null;
  isReading = true;
  /** Bytes it claims beside those it holds. */
  claimedBytes = 0;
  #unread: (string | Uint8Array)[] = [];
  readonly #onClose: () => void;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** It never says that all is taken: a test may claim later that it was not. */
  send(data: string | Uint8Array): number {
    if (this.closed !== null) return 0;
    if (this.isReading) this.view.receive(data);
    else this.#unread.push(typeof data === "string" ? data : data.slice());
    return -1;
  }

  getBufferedAmount(): number {
    return this.#unread.reduce((bytes, data) => bytes + Buffer.byteLength(data), this.claimedBytes);
  }

  /** Reads what has piled up, and goes on reading. */
  resume(): void {
    this.isReading = true;
    this.claimedBytes = 0;
    for (const data of this.#unread.splice(0)) this.view.receive(data);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#onClose();
  }
}
