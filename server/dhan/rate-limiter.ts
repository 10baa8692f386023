import PQueue from "p-queue";
import { istDate } from "../../shared/ist.ts";
import type { Cancel, Clock } from "../clock.ts";
import { doubling } from "./backoff.ts";
import { DhanRestError, type RestFailure } from "./rest-error.ts";
import type { RateLimit } from "./rest-limits.ts";

/**
 * One class of calls: spaces them, lets a bounded number wait, and stands still for a while when Dhan says that it was
 * too fast. p-queue counts starts in a sliding window.
 */
export class RateLimiter {
  readonly #name: string;
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #queue: PQueue;
  #day = "";
  #callsToday = 0;
  /** Rate-limit answers in a row. */
  #strikes = 0;
  #endPause: Cancel | null = null;
  #isClosed = false;

  /** @param name what the class is called in errors. */
  constructor(name: string, limit: RateLimit, clock: Clock) {
    this.#name = name;
    this.#limit = limit;
    this.#clock = clock;
    this.#queue = new PQueue({
      concurrency: limit.concurrency,
      intervalCap: limit.calls,
      interval: limit.everyMs,
      strict: true,
    });
  }

  get isPaused(): boolean {
    return this.#endPause !== null;
  }

  /**
   * Runs `call` when its turn comes. A retry (`attempt` above 0) goes before what waits, and needs no room of its own.
   * @throws DhanRestError `queue-full`, `day-limit` or `closed`, besides what the call itself throws.
   */
  async run<T>(call: () => Promise<T>, attempt = 0): Promise<T> {
    if (this.#isClosed) throw this.#notSent("closed", "the client is closed");
    if (attempt === 0 && this.#queue.size >= this.#limit.waiting) {
      throw this.#notSent("queue-full", `${this.#queue.size} calls wait already`, true);
    }
    try {
      return await this.#queue.add(() => this.#start(call), { priority: attempt });
    } catch (error) {
      // p-queue empties itself with an AbortError, which says nothing to our callers.
      throw this.#isClosed && !(error instanceof DhanRestError)
        ? this.#notSent("closed", "the client is closed")
        : error;
    }
  }

  /** Fails what waits, and all that comes later. Calls under way go on. */
  close(): void {
    this.#isClosed = true;
    this.#endPause?.();
    this.#endPause = null;
    this.#queue.clear();
  }

  async #start<T>(call: () => Promise<T>): Promise<T> {
    this.#countToday();
    try {
      const answer = await call();
      this.#strikes = 0;
      return answer;
    } catch (error) {
      if (error instanceof DhanRestError && error.kind === "rate-limit") this.#pause(error.retryAfterMs);
      throw error;
    }
  }

  #countToday(): void {
    const today = istDate(this.#clock.now());
    if (today !== this.#day) {
      this.#day = today;
      this.#callsToday = 0;
    }
    const { perDay } = this.#limit;
    if (perDay !== null && this.#callsToday >= perDay) {
      throw this.#notSent("day-limit", `the ${perDay} calls of ${today} are used up`);
    }
    this.#callsToday++;
  }

  #pause(askedMs: number | null): void {
    // Calls that were under way together earn one pause, not one each.
    if (this.#endPause !== null || this.#isClosed) return;
    const pauseMs = doubling(this.#strikes++, this.#limit.pauseMs, this.#limit.pauseMostMs);
    this.#queue.pause();
    this.#endPause = this.#clock.after(Math.min(Math.max(pauseMs, askedMs ?? 0), this.#limit.pauseMostMs), () => {
      this.#endPause = null;
      this.#queue.start();
    });
  }

  #notSent(code: string, message: string, retryable = false): DhanRestError {
    const failure: RestFailure = { kind: "not-sent", code, message, retryable };
    return new DhanRestError(`${this.#name} calls`, failure);
  }
}
