import type { Cancel, Clock } from "../clock.ts";
import type { FeedFailure } from "./feed-failure.ts";
import type { FeedLimits } from "./feed-limits.ts";
import { Pace } from "./pace.ts";
import { DISCONNECT_MESSAGE } from "./subscribe-message.ts";

const NEVER = Number.NEGATIVE_INFINITY;

export interface FeedSocketEvents {
  opened(): void;
  /** Says whether the frame brought values. */
  frame(bytes: Uint8Array, receivedTime: number): boolean;
  /** Once, whatever happened; nothing comes afterwards. Not called after `close`. */
  ended(failure: FeedFailure): void;
  /** Whether a living market is expected to send data on this socket now. */
  expectsData(): boolean;
  /** No data for a while though the socket lives: asked before it is given up. */
  noData(): void;
}

/** Bun's client socket can also be cut without a closing handshake. */
type ClientSocket = WebSocket & { terminate(): void };

/**
 * One WebSocket to the feed, from its opening to its end: says why it ended in Dhan's terms, watches that it lives,
 * and sends messages at the feed's pace. Knows nothing of what is subscribed.
 */
export class FeedSocket {
  readonly #socket: ClientSocket;
  readonly #clock: Clock;
  readonly #limits: FeedLimits;
  readonly #events: FeedSocketEvents;
  readonly #pace: Pace;
  readonly #stopWatch: Cancel;
  #isOpen = false;
  #hasEnded = false;
  /** Why it will have ended, once known: the first word counts. */
  #failure: FeedFailure | null = null;
  #openedAt = 0;
  #lastSignAt: number;
  #lastDataAt: number;
  /** When everything was asked for again, because no data came; NEVER once it has come since. */
  #askedAgainAt = NEVER;

  /** @param url with the token in it: never logged, never put into an error. */
  constructor(url: string, clock: Clock, limits: FeedLimits, events: FeedSocketEvents) {
    this.#clock = clock;
    this.#limits = limits;
    this.#events = events;
    this.#pace = new Pace(limits.messagesBurst, 1000 / limits.messagesPerSecond);
    this.#lastSignAt = clock.now();
    this.#lastDataAt = this.#lastSignAt;
    const socket = new WebSocket(url) as ClientSocket;
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (event) => this.#message(event.data));
    // Bun answers pings by itself and tells of them: the only sign of life while the market is closed.
    (socket as EventTarget).addEventListener("ping", () => {
      this.#lastSignAt = clock.now();
    });
    socket.addEventListener("error", (event) => this.#error(event));
    socket.addEventListener("close", () => this.#closed());
    const shortest = Math.min(limits.openTimeoutMs, limits.silentAfterMs, limits.noDataAfterMs);
    this.#stopWatch = clock.every(Math.max(1, shortest / 4), () => this.#watch());
  }

  /** Milliseconds until the feed may be sent another message; 0 when it may be now. */
  waitMs(): number {
    return this.#pace.waitMs(this.#clock.now());
  }

  send(message: string): void {
    if (!this.#isOpen) return;
    this.#pace.take(this.#clock.now());
    this.#socket.send(message);
  }

  /** Dhan's own word on why it is about to close. */
  disconnectAnnounced(reason: number): void {
    this.#fail({ kind: "disconnect", reason });
  }

  /** Says goodbye as Dhan wants it and gives the other side a moment to close; then cuts. `ended` is not called. */
  async close(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stopWatch();
    if (!this.#isOpen) {
      this.#socket.terminate();
      return;
    }
    this.#isOpen = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.addEventListener("close", () => resolve());
    const cancel = this.#clock.after(this.#limits.goodbyeMs, () => {
      this.#socket.terminate();
      resolve();
    });
    this.#socket.send(DISCONNECT_MESSAGE);
    this.#socket.close(1000);
    await promise;
    cancel();
  }

  #opened(): void {
    if (this.#hasEnded) return;
    this.#isOpen = true;
    this.#openedAt = this.#clock.now();
    this.#lastSignAt = this.#openedAt;
    this.#lastDataAt = this.#openedAt;
    this.#events.opened();
  }

  #message(data: unknown): void {
    if (this.#hasEnded) return;
    const now = this.#clock.now();
    this.#lastSignAt = now;
    // Text is not part of the feed, and heartbeats, notices and broken packets are no data.
    if (!(data instanceof ArrayBuffer) || !this.#events.frame(new Uint8Array(data), now)) return;
    this.#lastDataAt = now;
    // The answer to asking again proves nothing yet: data has to go on coming.
    if (now - this.#askedAgainAt >= this.#limits.noDataAfterMs) this.#askedAgainAt = NEVER;
  }

  #error(event: Event): void {
    if (this.#isOpen) return;
    // The event's message holds the URL and so the token: only the status is taken from it.
    const message = "message" in event ? String(event.message) : "";
    const status = /Expected 101 status code: (\d{3})/.exec(message)?.[1];
    this.#failure ??= { kind: "upgrade", status: status === undefined ? 0 : Number(status) };
  }

  #closed(): void {
    if (this.#hasEnded) return;
    this.#fail(
      this.#isOpen ? { kind: "closed", openMs: this.#clock.now() - this.#openedAt } : { kind: "upgrade", status: 0 },
    );
  }

  #watch(): void {
    const now = this.#clock.now();
    const limits = this.#limits;
    if (!this.#isOpen) {
      if (now - this.#lastSignAt >= limits.openTimeoutMs) this.#fail({ kind: "upgrade", status: 0 });
      return;
    }
    if (now - this.#lastSignAt >= limits.silentAfterMs) {
      this.#fail({ kind: "silent" });
      return;
    }
    if (!this.#events.expectsData()) {
      this.#lastDataAt = now;
      return;
    }
    if (now - Math.max(this.#lastDataAt, this.#askedAgainAt) < limits.noDataAfterMs) return;
    if (this.#askedAgainAt !== NEVER) {
      this.#fail({ kind: "no-data" });
    } else {
      this.#askedAgainAt = now;
      this.#events.noData();
    }
  }

  #fail(failure: FeedFailure): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#isOpen = false;
    this.#stopWatch();
    this.#socket.terminate();
    this.#events.ended(this.#failure ?? failure);
  }
}
