import type { UpMessageInput } from "../shared/stream-up.ts";

/**
 * The server's time, learnt from one ping a connection: a machine's own clock may be seconds off, which would make
 * every tick look that much older or come from the future.
 */
export class ServerClock {
  readonly #now: () => number;
  #aheadMs = 0;
  #isPingWanted = false;
  #pingedAt: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  now(): number {
    return this.#now() + this.#aheadMs;
  }

  requestPing(): void {
    this.#isPingWanted = true;
  }

  nextPing(): UpMessageInput | null {
    if (!this.#isPingWanted) return null;
    this.#isPingWanted = false;
    this.#pingedAt = this.#now();
    return { op: "ping" };
  }

  /** The answer left the server half-way through the round trip, as far as anyone can tell. */
  onPong(serverTime: number): void {
    if (this.#pingedAt === null) return;
    this.#aheadMs = serverTime - (this.#pingedAt + this.#now()) / 2;
    this.#pingedAt = null;
  }
}
