import type { FeedLimits } from "./feed-limits.ts";
import { Pace } from "./pace.ts";

const TEN_MINUTES_MS = 600_000;

/**
 * How often the account may try to connect, all its connections together: reconnect storms are what gets an account
 * answered with 429 (dhanhq-v2, section 7). A burst for the five at start, then one each interval, and never more
 * than so many in ten minutes. An attempt that Dhan never answered follows the pace but does not count in the ten
 * minutes: otherwise an outage of a minute and a half would use them up, and last ten.
 */
export class ConnectBudget {
  readonly #pace: Pace;
  readonly #perTenMinutes: number;
  /** Times of the attempts in the last ten minutes, oldest first. */
  readonly #attempts: number[] = [];

  constructor(limits: Pick<FeedLimits, "connectBurst" | "connectEveryMs" | "connectsPerTenMinutes">) {
    this.#pace = new Pace(limits.connectBurst, limits.connectEveryMs);
    this.#perTenMinutes = limits.connectsPerTenMinutes;
  }

  /** Milliseconds until an attempt may be made; 0 when it may be now. Takes nothing. */
  waitMs(now: number): number {
    while (this.#attempts.length > 0 && this.#attempts[0]! <= now - TEN_MINUTES_MS) this.#attempts.shift();
    const windowMs = this.#attempts.length < this.#perTenMinutes ? 0 : this.#attempts[0]! + TEN_MINUTES_MS - now;
    return Math.max(windowMs, this.#pace.waitMs(now));
  }

  take(now: number): void {
    this.#attempts.push(now);
    this.#pace.take(now);
  }

  /** The attempt taken at that time had no answer. */
  unanswered(takenAt: number): void {
    const at = this.#attempts.lastIndexOf(takenAt);
    if (at !== -1) this.#attempts.splice(at, 1);
  }
}
