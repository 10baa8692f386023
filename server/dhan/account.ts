import { doubling, fullJitter } from "./backoff.ts";
import { ConnectBudget } from "./connect-budget.ts";
import type { FeedLimits } from "./feed-limits.ts";

/**
 * What Dhan holds against the account as a whole, and so when any connection may try again: the connect budget, pauses
 * after 429 and 805, and one attempt at a time after a pause or while nothing is up. Pure: time is passed in.
 */
export class Account {
  readonly #limits: FeedLimits;
  readonly #budget: ConnectBudget;
  #pausedUntil = 0;
  #rateLimitedInARow = 0;
  /** Pauses of each kind since the account last recovered. */
  readonly #pauses = { "rate-limited": 0, kicked: 0 };
  /** Attempts that left nothing up, since the account last recovered. */
  #outages = 0;
  /** After a pause or an outage connections come back one at a time, until one has proved healthy. */
  #isCareful = false;
  #hasOpenedSincePause = true;

  constructor(limits: FeedLimits) {
    this.#limits = limits;
    this.#budget = new ConnectBudget(limits);
  }

  /** 429s with no connection opened in between. */
  get rateLimitedInARow(): number {
    return this.#rateLimitedInARow;
  }

  /** Milliseconds until the next attempt may start; Infinity while the one under way has to end first. */
  waitMs(now: number, attemptsUnderWay: number): number {
    if (this.#isCareful && attemptsUnderWay > 0) return Number.POSITIVE_INFINITY;
    return Math.max(this.#pausedUntil - now, this.#budget.waitMs(now), 0);
  }

  attempted(now: number): void {
    this.#budget.take(now);
  }

  /** The attempt made at that time never reached Dhan, as far as we know. */
  unanswered(attemptedAt: number): void {
    this.#budget.unanswered(attemptedAt);
  }

  opened(): void {
    this.#rateLimitedInARow = 0;
    this.#hasOpenedSincePause = true;
  }

  /**
   * A connection has stayed up for long enough: whatever was wrong is over, unless the connection is one that a 429 to
   * another left open, which says nothing of the pause. Until then pauses go on doubling: an open socket proves little.
   */
  recovered(): void {
    if (!this.#hasOpenedSincePause) return;
    this.#pauses["rate-limited"] = 0;
    this.#pauses.kicked = 0;
    this.#outages = 0;
    this.#isCareful = false;
  }

  /** Starts or lengthens the pause and returns when it ends. */
  pause(cause: "rate-limited" | "kicked", now: number): number {
    const limits = this.#limits;
    const before = this.#pauses[cause]++;
    if (cause === "rate-limited") this.#rateLimitedInARow++;
    const pauseMs =
      cause === "rate-limited"
        ? doubling(before, limits.rateLimitedPauseMs, limits.rateLimitedPauseMostMs)
        : doubling(before, limits.kickedPauseMs, limits.kickedPauseMostMs);
    this.comeBackOneByOne();
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
    return this.#pausedUntil;
  }

  /** Nothing is up: from here on one connection tries for all, and the others follow once it is up. */
  comeBackOneByOne(): void {
    this.#isCareful = true;
    this.#hasOpenedSincePause = false;
  }

  /**
   * An attempt failed, or the last socket was lost, and nothing is up: returns when the next connection may try. Five
   * that back off each on its own would try five times as often as one.
   */
  backOff(now: number, random: () => number): number {
    const { backoffBaseMs, backoffMostMs } = this.#limits;
    const waitMs = fullJitter(this.#outages++, backoffBaseMs, backoffMostMs, random);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + waitMs);
    return this.#pausedUntil;
  }
}
