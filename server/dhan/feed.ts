import type { ConnectionState, ConnectionStatus } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { Account } from "./account.ts";
import { fullJitter } from "./backoff.ts";
import { Connection } from "./connection.ts";
import type { TickHandler } from "./decoder.ts";
import { describe, type FeedFailure, judge } from "./feed-failure.ts";
import type { FeedLimits } from "./feed-limits.ts";
import type { FeedMode } from "./feed-mode.ts";
import { type BadPackets, type Carried, FeedStatus } from "./feed-status.ts";
import type { LttEpoch } from "./ltt-epoch.ts";
import { MAX_CONNECTIONS } from "./protocol.ts";

export interface FeedOptions {
  /** The address with credentials, asked for at each attempt. */
  url(): string;
  clock: Clock;
  log: Logger;
  limits: FeedLimits;
  random(): number;
  /** Where ticks go. */
  ticks: TickHandler;
  epoch: LttEpoch;
  isMarketOpen(key: InstrumentKey): boolean;
  /** UTC milliseconds of the instrument's last packet; NaN before the first. */
  receivedTime(key: InstrumentKey): number;
  /** These instruments are fresh no longer. */
  onStale(keys: Iterable<InstrumentKey>): void;
  /** A connection (1 to 5) changed its state. */
  onChange(connection: number, state: ConnectionState): void;
  /** Dhan refuses the token; `credentialsChanged` is to be called once there is another. */
  onTokenRejected(reason: string): void;
  /** Looks at the account over REST: why it may not use the feed, or null when nothing speaks against it. */
  checkAccount(): Promise<string | null>;
}

/** An instrument to carry on a connection (1 to 5) in a mode, or to carry no longer (null). */
export interface FeedChange {
  connection: number;
  key: InstrumentKey;
  mode: FeedMode | null;
}

/** The five connections to DhanHQ as one feed: who carries what is given, when to connect is decided here. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #account: Account;
  readonly #connections: readonly Connection[];
  readonly #status: FeedStatus;
  #isRunning = false;
  #cancelAdvance: Cancel | null = null;
  #cancelSample: Cancel | null = null;
  #quickCloses = 0;
  #isChecking = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#account = new Account(options.limits);
    this.#connections = Array.from(
      { length: MAX_CONNECTIONS },
      (_, i) =>
        new Connection(i + 1, options.clock, options.limits, {
          ticks: options.ticks,
          epoch: options.epoch,
          changed: ({ number, state }) => options.onChange(number, state),
          opened: (connection) => this.#opened(connection),
          recovered: () => {
            this.#quickCloses = 0;
            this.#account.recovered();
            this.#advance();
          },
          ended: (connection, failure) => this.#ended(connection, failure),
          isMarketOpen: options.isMarketOpen,
          marketStatus: (segment, payload) => options.log.debug({ segment, payload: payload.toHex() }, "market status"),
        }),
    );
    this.#status = new FeedStatus(this.#connections, options.receivedTime);
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#cancelSample = this.#options.clock.every(1_000, () => this.#status.sample());
    const now = this.#options.clock.now();
    for (const connection of this.#connections) connection.backOff("not connected yet", now);
    this.#advance();
  }

  /** Closes all sockets as Dhan wants them closed. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelAdvance?.();
    this.#cancelSample?.();
    await Promise.all(this.#connections.map((connection) => connection.stop()));
  }

  /** Takes any number of changes at once; what goes on the wire is worked out and paced by each connection. */
  apply(changes: Iterable<FeedChange>): void {
    const touched = new Set<Connection>();
    for (const { connection: number, key, mode } of changes) {
      const connection = this.#connections[number - 1];
      if (connection === undefined) throw new Error(`no connection ${number}`);
      connection.subscriptions.want(key, mode);
      touched.add(connection);
    }
    for (const connection of touched) connection.pump();
  }

  /** There is another token or plan: whoever was refused may try at once. */
  credentialsChanged(): void {
    if (!this.#isRunning) return;
    const now = this.#options.clock.now();
    for (const connection of this.#connections) {
      if (connection.state === "refused") connection.backOff("connecting with new credentials", now);
    }
    this.#advance();
  }

  status(): ConnectionStatus[] {
    const now = this.#options.clock.now();
    return this.#status.connections(now + this.#account.waitMs(now, 0));
  }

  /** Every instrument with the connection that should carry it. */
  carried(): Iterable<Carried> {
    return this.#status.carried();
  }

  /** What the decoders could not use, all connections together. */
  get badPackets(): BadPackets {
    return this.#status.badPackets();
  }

  #opened(connection: Connection): void {
    this.#account.opened();
    this.#options.log.info({ connection: connection.number }, "feed connection up");
    this.#advance();
  }

  #ended(connection: Connection, failure: FeedFailure): void {
    const { clock, log, limits } = this.#options;
    const now = clock.now();
    const reason = describe(failure);
    const verdict = judge(failure);
    log.warn({ connection: connection.number, failure, action: verdict.action }, `feed connection lost: ${reason}`);
    this.#options.onStale(connection.subscriptions.desired.keys());
    switch (verdict.action) {
      case "retry": {
        const waitMs = fullJitter(
          connection.failures++,
          limits.backoffBaseMs,
          limits.backoffMostMs,
          this.#options.random,
        );
        connection.backOff(reason, now + waitMs);
        if (failure.kind === "closed" && failure.openMs < limits.quickCloseMs) this.#quickCloses++;
        if (this.#quickCloses >= limits.quickClosesBeforeCheck) void this.#check();
        break;
      }
      case "pause-account": {
        const until = this.#account.pause(verdict.cause, now);
        this.#pauseAll(verdict.cause, connection, reason, until);
        if (this.#account.rateLimitedInARow >= limits.rateLimitedBeforeCheck) void this.#check();
        break;
      }
      case "renew-token":
        this.#refuse(connection, reason);
        this.#options.onTokenRejected(reason);
        break;
      case "refuse":
        this.#refuse(connection, reason);
        break;
    }
    this.#advance();
  }

  /**
   * After 805 every socket goes: keeping some would fight the other program for them. After 429 the open ones stay;
   * only what has yet to connect waits.
   */
  #pauseAll(cause: "rate-limited" | "kicked", failed: Connection, reason: string, until: number): void {
    for (const connection of this.#connections) {
      if (connection !== failed && cause === "rate-limited" && connection.state === "up") continue;
      if (connection.state === "up") this.#options.onStale(connection.subscriptions.desired.keys());
      if (connection.state !== "stopped") connection.backOff(reason, until);
    }
  }

  /** What Dhan refuses one connection it refuses all: those that are not up wait with it, and spare the budget. */
  #refuse(failed: Connection, reason: string): void {
    const until = this.#options.clock.now() + this.#options.limits.refusedRetryMs;
    for (const connection of this.#connections) {
      if (connection === failed || (connection.state !== "up" && connection.state !== "stopped")) {
        connection.refuse(reason, until);
      }
    }
  }

  /** Asks REST why connections fail, once at a time. */
  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#quickCloses = 0;
    const reason = await this.#options.checkAccount();
    this.#isChecking = false;
    const waiting = this.#connections.find((connection) => connection.state === "backing-off");
    if (reason === null || waiting === undefined || !this.#isRunning) return;
    this.#options.log.error({ reason }, "the Dhan account may not use the feed");
    this.#refuse(waiting, reason);
    this.#advance();
  }

  /** Connects whoever is due, as far as the account may, and sets the timer for the next. */
  #advance(): void {
    this.#cancelAdvance?.();
    this.#cancelAdvance = null;
    if (!this.#isRunning) return;
    const now = this.#options.clock.now();
    const waiting = this.#connections
      .filter((connection) => connection.retryAt !== null)
      .sort((a, b) => a.retryAt! - b.retryAt!);
    for (const connection of waiting) {
      const underWay = this.#connections.filter(({ state }) => state === "connecting").length;
      const waitMs = Math.max(connection.retryAt! - now, this.#account.waitMs(now, underWay));
      if (waitMs > 0) {
        // An attempt under way wakes us when it ends; all else is a matter of time.
        if (waitMs !== Number.POSITIVE_INFINITY) {
          this.#cancelAdvance = this.#options.clock.after(waitMs, () => this.#advance());
        }
        return;
      }
      this.#account.attempted(now);
      connection.connect(this.#options.url());
    }
  }
}
