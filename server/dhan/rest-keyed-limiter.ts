import type { Clock } from "../clock.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { DhanRestError } from "./rest-error.ts";
import { pause } from "./rest-pause.ts";

/**
 * Calls that Dhan limits by what they ask for (one option chain every three seconds), on top of their class.
 * Whoever asks for what is already asked for gets the same answer. The interval counts from the end of the last call:
 * only then is it sure that Dhan has seen it.
 */
export class KeyedLimiter {
  readonly #limiter: RateLimiter;
  readonly #everyMs: number;
  readonly #mostPending: number;
  readonly #clock: Clock;
  readonly #closed: AbortSignal;
  readonly #pending = new Map<string, Promise<unknown>>();
  /** When a key may be asked for again; those whose time has come are dropped at the next call. */
  readonly #readyAt = new Map<string, number>();

  constructor(limiter: RateLimiter, everyMs: number, mostPending: number, clock: Clock, closed: AbortSignal) {
    this.#limiter = limiter;
    this.#everyMs = everyMs;
    this.#mostPending = mostPending;
    this.#clock = clock;
    this.#closed = closed;
  }

  /**
   * @param key stands for one kind of answer: equal keys share it.
   * @throws DhanRestError as RateLimiter.run does.
   */
  async run<T>(key: string, call: () => Promise<T>, attempt = 0): Promise<T> {
    const pending = this.#pending.get(key) as Promise<T> | undefined;
    if (pending !== undefined) return pending;
    if (attempt === 0 && this.#pending.size >= this.#mostPending) {
      const message = `${this.#pending.size} of them wait already`;
      throw new DhanRestError("option chains", { kind: "not-sent", code: "queue-full", message, retryable: true });
    }
    const answer = this.#runWhenReady(key, call, attempt);
    this.#pending.set(key, answer);
    return answer;
  }

  async #runWhenReady<T>(key: string, call: () => Promise<T>, attempt: number): Promise<T> {
    try {
      const waitMs = this.#waitMs(key);
      if (waitMs > 0) await pause(waitMs, this.#clock, this.#closed);
      return await this.#limiter.run(() => this.#runNow(key, call), attempt);
    } finally {
      this.#pending.delete(key);
    }
  }

  async #runNow<T>(key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } finally {
      this.#readyAt.set(key, this.#clock.now() + this.#everyMs);
    }
  }

  #waitMs(key: string): number {
    const now = this.#clock.now();
    for (const [known, readyAt] of this.#readyAt) if (readyAt <= now) this.#readyAt.delete(known);
    return (this.#readyAt.get(key) ?? now) - now;
  }
}
