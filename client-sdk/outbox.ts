import type { UpMessageInput } from "../shared/stream-up.ts";

export interface OutboxOptions {
  messagesPerSecond: number;
  now(): number;
  /** The next message to send, or null when there is nothing to say. */
  next(): UpMessageInput | null;
  send(message: UpMessageInput): void;
}

/**
 * Sends what there is to say at the end of the turn in which it came up, so that a hundred calls make one message; and
 * no more of them in any second than the server takes. What must wait is made up when its time comes, from what is
 * wanted then.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  /** Times of the last messages, oldest first; at most messagesPerSecond of them. */
  #sentTimes: number[] = [];
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** The server listens from now on. */
  open(): void {
    this.#isOpen = true;
    this.#sentTimes = [];
    this.schedule();
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** There may be something to say. */
  schedule(): void {
    if (this.#isDue || !this.#isOpen || this.#timer !== undefined) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    const { messagesPerSecond, next, now, send } = this.#options;
    while (this.#isOpen) {
      const time = now();
      while (this.#sentTimes.length > 0 && time - this.#sentTimes[0]! >= 1_000) this.#sentTimes.shift();
      if (this.#sentTimes.length === messagesPerSecond) {
        this.#resumeIn(this.#sentTimes[0]! + 1_000 - time);
        return;
      }
      const message = next();
      if (message === null) return;
      this.#sentTimes.push(time);
      send(message);
    }
  }

  #resumeIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, ms);
  }
}
