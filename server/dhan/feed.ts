import type { ConnectionState, ConnectionStatus } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { Account } from "./account.ts";
import { fullJitter } from "./backoff.ts";
import { Connection, type FeedCredentials } from "./connection.ts";
import type { TickHandler } from "./decoder.ts";
import { Dialler } from "./dialler.ts";
import { FeedCuts } from "./feed-cuts.ts";
import { describe, type FeedFailure, judge } from "./feed-failure.ts";
import type { FeedLimits } from "./feed-limits.ts";
import type { FeedMode } from "./feed-mode.ts";
import { type BadPackets, type Carried, FeedStatus } from "./feed-status.ts";
import type { LttEpoch } from "./ltt-epoch.ts";
import { MAX_CONNECTIONS } from "./protocol.ts";

export interface FeedOptions {
  /** What to connect with, asked for whenever somebody is to connect; null while there is no token: nothing is dialled. */
  credentials(): FeedCredentials | null;
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
  /** Dhan refuses the token, which is still the present one; `credentialsChanged` is to be called once there is another. */
  onTokenRejected(token: string): void;
  /** Looks at the account over REST: why it may not use the feed, or null when nothing speaks against it. */
  checkAccount(): Promise<string | null>;
}

/** An instrument to carry on a connection (1 to 5) in a mode, or to carry no longer (null). */
export interface FeedChange {
  connection: number;
  key: InstrumentKey;
  mode: FeedMode | null;
}

/** The five connections to DhanHQ as one feed: who carries what is given, what a failure means is decided here. */
export class Feed {
  /** What people disconnect and connect again. */
  readonly cuts: FeedCuts;
  readonly #options: FeedOptions;
  readonly #account: Account;
  readonly #connections: readonly Connection[];
  readonly #status: FeedStatus;
  readonly #dialler: Dialler;
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
            this.#dialler.advance();
          },
          ended: (connection, failure) => this.#ended(connection, failure),
          isMarketOpen: options.isMarketOpen,
          marketStatus: (segment, payload) => options.log.debug({ segment, payload: payload.toHex() }, "market status"),
        }),
    );
    this.#dialler = new Dialler({
      connections: this.#connections,
      account: this.#account,
      clock: options.clock,
      credentials: options.credentials,
      handingOver: (connection) => options.onStale(connection.subscriptions.desired.keys()),
    });
    this.cuts = new FeedCuts({
      connections: this.#connections,
      dialler: this.#dialler,
      closing: (connection) => options.onStale(connection.subscriptions.desired.keys()),
    });
    this.#status = new FeedStatus(this.#connections, this.cuts, options.receivedTime);
  }

  start(): void {
    if (this.#dialler.isRunning) return;
    this.#cancelSample = this.#options.clock.every(1_000, () => this.#status.sample());
    const now = this.#options.clock.now();
    for (const connection of this.#connections) {
      const cut = this.cuts.reasonOf(connection.number);
      void (cut === null ? connection.backOff("not connected yet", now) : connection.stop(cut));
    }
    this.#dialler.start();
  }

  /** Closes all sockets as Dhan wants them closed. */
  async stop(): Promise<void> {
    this.#dialler.stop();
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
    for (const connection of touched) {
      connection.pump();
      if (connection.hasShrunkSinceRefusal) this.#backOff(connection, "connecting with fewer instruments");
    }
    this.#dialler.advance();
  }

  /**
   * There is another token or plan, or the first: whoever was refused for want of it may try at once, and open sockets
   * are handed over to a new token one by one.
   */
  credentialsChanged(): void {
    const now = this.#options.clock.now();
    for (const connection of this.#connections) {
      if (connection.state === "refused" && !connection.isListRefused) {
        void connection.backOff("connecting with new credentials", now);
      }
    }
    this.#dialler.advance();
  }

  status(): ConnectionStatus[] {
    const now = this.#options.clock.now();
    return this.#status.connections(this.#options.credentials() === null ? null : now + this.#account.waitMs(now, 0));
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
    this.#dialler.advance();
  }

  #ended(connection: Connection, failure: FeedFailure): void {
    const { clock, log, limits } = this.#options;
    const now = clock.now();
    const reason = describe(failure);
    const verdict = judge(failure);
    connection.failed(reason);
    log.warn({ connection: connection.number, failure, action: verdict.action }, `feed connection lost: ${reason}`);
    this.#options.onStale(connection.subscriptions.desired.keys());
    if (failure.kind === "upgrade" && failure.status === 0) this.#account.unanswered(connection.attemptedAt);
    if (this.#isDown(connection)) this.#account.comeBackOneByOne();
    switch (verdict.action) {
      case "retry":
        this.#backOff(connection, reason);
        if (failure.kind === "closed" && failure.openMs < limits.quickCloseMs) this.#quickCloses++;
        if (this.#quickCloses >= limits.quickClosesBeforeCheck) void this.#check();
        break;
      case "pause-account": {
        const until = this.#account.pause(verdict.cause, now);
        this.#pauseAll(verdict.cause, connection, reason, until);
        if (this.#account.rateLimitedInARow >= limits.rateLimitedBeforeCheck) void this.#check();
        break;
      }
      case "renew-token": {
        const { token } = connection;
        if (token !== this.#options.credentials()?.token) {
          // The old one's death is no news.
          void connection.backOff(reason, now);
          break;
        }
        this.#refuse(connection, reason);
        if (token !== null) this.#options.onTokenRejected(token);
        break;
      }
      case "refuse":
        this.#refuse(connection, reason);
        break;
      case "refuse-list":
        connection.refuseList(reason, now + limits.refusedRetryMs);
        break;
    }
    this.#dialler.advance();
  }

  /** Whether nothing is up or about to be, now that this connection has ended. */
  #isDown(ended: Connection): boolean {
    return this.#connections.every((one) => one === ended || (one.state !== "up" && one.state !== "connecting"));
  }

  #backOff(connection: Connection, reason: string): void {
    const { clock, limits, random } = this.#options;
    const now = clock.now();
    const until = this.#isDown(connection)
      ? this.#account.backOff(now, random)
      : now + fullJitter(connection.failures++, limits.backoffBaseMs, limits.backoffMostMs, random);
    void connection.backOff(reason, until);
  }

  /**
   * After 805 every socket goes: keeping some would fight the other program for them. After 429 the open ones stay;
   * only what has yet to connect waits.
   */
  #pauseAll(cause: "rate-limited" | "kicked", failed: Connection, reason: string, until: number): void {
    for (const connection of this.#connections) {
      if (connection !== failed && cause === "rate-limited" && connection.state === "up") continue;
      if (connection.state === "up") this.#options.onStale(connection.subscriptions.desired.keys());
      if (connection.state !== "stopped" && connection.state !== "refused") void connection.backOff(reason, until);
    }
  }

  /** What Dhan refuses one connection it refuses all: those that are not up wait with it, and spare the budget. */
  #refuse(failed: Connection, reason: string): void {
    const until = this.#options.clock.now() + this.#options.limits.refusedRetryMs;
    for (const connection of this.#connections) {
      const isOpenOrRefusedAnyway =
        connection.state === "up" || connection.state === "stopped" || connection.isListRefused;
      if (connection === failed || !isOpenOrRefusedAnyway) connection.refuse(reason, until);
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
    if (reason === null || waiting === undefined || !this.#dialler.isRunning) return;
    waiting.failed(reason);
    this.#options.log.error({ reason }, "the Dhan account may not use the feed");
    this.#refuse(waiting, reason);
    this.#dialler.advance();
  }
}
