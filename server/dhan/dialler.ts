import type { Cancel, Clock } from "../clock.ts";
import type { Account } from "./account.ts";
import type { Connection, FeedCredentials } from "./connection.ts";

const NO_TOKEN = "waiting for an access token";
const NEW_TOKEN = "connecting with the new access token";

export interface DiallerOptions {
  connections: readonly Connection[];
  account: Account;
  clock: Clock;
  /** What to connect with; null while there is no token yet. */
  credentials(): FeedCredentials | null;
  /** An open socket is given up for one with the new token. */
  handingOver(connection: Connection): void;
}

/** Who connects next, and when: as far as the account may, and only with a token. */
export class Dialler {
  readonly #options: DiallerOptions;
  #isRunning = false;
  #cancel: Cancel | null = null;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  start(): void {
    this.#isRunning = true;
    this.advance();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel?.();
  }

  /** Connects whoever is due and sets the timer for the next. To be called whenever something has changed. */
  advance(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (!this.#isRunning) return;
    const { account, clock, connections } = this.#options;
    const credentials = this.#options.credentials();
    const now = clock.now();
    const waiting = connections
      .filter((connection) => connection.retryAt !== null)
      .sort((a, b) => a.retryAt! - b.retryAt!);
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const connection of waiting) {
      const dueMs = connection.retryAt! - now;
      if (dueMs > 0) {
        wakeMs = dueMs;
        break;
      }
      if (credentials === null) {
        if (connection.reason !== NO_TOKEN) void connection.backOff(NO_TOKEN, connection.retryAt);
        continue;
      }
      const underWay = connections.filter(({ state }) => state === "connecting").length;
      const waitMs = account.waitMs(now, underWay);
      if (waitMs > 0) {
        wakeMs = waitMs;
        break;
      }
      connection.connect(credentials);
      account.attempted(connection.attemptedAt);
    }
    if (credentials !== null) wakeMs = Math.min(wakeMs, this.#handOver(credentials));
    // An attempt under way wakes us when it ends, and a token when it comes; all else is a matter of time.
    if (wakeMs !== Number.POSITIVE_INFINITY) this.#cancel = clock.after(wakeMs, () => this.advance());
  }

  /**
   * A new token kills the old one's sockets, sooner or later (dhanhq-v2, 6 and 7): they are replaced one by one, each
   * when all the others are up, so that most instruments tick throughout. Returns the milliseconds until the next may
   * be; Infinity when something else has to happen first.
   */
  #handOver({ token }: FeedCredentials): number {
    const { account, clock, connections } = this.#options;
    const outdated = connections.find((connection) => connection.state === "up" && connection.token !== token);
    const isRestUp = connections.every(
      ({ state, isListRefused }) => state === "up" || state === "stopped" || isListRefused,
    );
    if (outdated === undefined || !isRestUp) return Number.POSITIVE_INFINITY;
    const waitMs = account.waitMs(clock.now(), 0);
    if (waitMs > 0) return waitMs;
    this.#options.handingOver(outdated);
    void outdated.reopen(NEW_TOKEN).then(() => this.advance());
    return Number.POSITIVE_INFINITY;
  }
}
