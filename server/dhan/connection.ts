import type { ConnectionState } from "../../shared/feed-state.ts";
import type { Cancel, Clock } from "../clock.ts";
import { Decoder, type TickHandler } from "./decoder.ts";
import type { FeedFailure } from "./feed-failure.ts";
import type { FeedLimits } from "./feed-limits.ts";
import { FeedSocket } from "./feed-socket.ts";
import type { LttEpoch } from "./ltt-epoch.ts";
import { redact } from "./redact.ts";
import { subscribeMessages } from "./subscribe-message.ts";
import { WireSubscriptions } from "./wire-subscriptions.ts";

/** The feed's address with the token in it, and the token again, to know it by. Neither is ever logged. */
export interface FeedCredentials {
  url: string;
  token: string;
}

export interface ConnectionHooks {
  /** Where ticks go. */
  ticks: TickHandler;
  epoch: LttEpoch;
  changed(connection: Connection): void;
  opened(connection: Connection): void;
  /** It has been up for `healthyAfterMs`. */
  recovered(connection: Connection): void;
  ended(connection: Connection, failure: FeedFailure): void;
  isMarketOpen(key: string): boolean;
  /** Segment as the wire's number; what Dhan puts into the payload is not documented. */
  marketStatus(segment: number, payload: Uint8Array): void;
}

/**
 * One of the five connections, as a state machine. It carries what it is told to, replays all of it on every new
 * socket, and reports how a socket ended; whether and when it connects again is the feed's decision, because Dhan
 * judges the account and not the socket.
 *
 *     stopped -> connecting -> up -> backing-off -> connecting ...      refused waits for a person, or for long;
 *                                                                       stopped waits for a person alone
 */
export class Connection {
  readonly number: number;
  readonly subscriptions = new WireSubscriptions();
  readonly decoder: Decoder;
  /** Failed attempts and lost sockets since it was last up for long enough to count as healthy. */
  failures = 0;
  reconnects = 0;
  /** When the present or last socket began to connect, UTC milliseconds. */
  attemptedAt = 0;
  lastPacketTime: number | null = null;
  /** What went wrong last, without secrets; null when nothing has since the start. */
  lastError: { at: number; reason: string } | null = null;
  readonly #clock: Clock;
  readonly #limits: FeedLimits;
  readonly #hooks: ConnectionHooks;
  #state: ConnectionState = "stopped";
  #since: number;
  #reason: string | null = null;
  #retryAt: number | null = null;
  #socket: FeedSocket | null = null;
  /** Resolves when the socket that was let go of last has closed. */
  #closed: Promise<void> = Promise.resolve();
  #token: string | null = null;
  /** How many instruments Dhan refused; null unless it is this connection's list that is refused. */
  #refusedInstruments: number | null = null;
  #hasBeenUp = false;
  #cancelPump: Cancel | null = null;
  #cancelHealthy: Cancel | null = null;

  constructor(number: number, clock: Clock, limits: FeedLimits, hooks: ConnectionHooks) {
    this.number = number;
    this.#clock = clock;
    this.#limits = limits;
    this.#hooks = hooks;
    this.#since = clock.now();
    this.decoder = new Decoder(
      hooks.ticks,
      { marketStatus: hooks.marketStatus, disconnect: (reason) => this.#socket?.disconnectAnnounced(reason) },
      hooks.epoch,
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }
  get since(): number {
    return this.#since;
  }
  get reason(): string | null {
    return this.#reason;
  }
  get retryAt(): number | null {
    return this.#retryAt;
  }

  /** What the present or last socket was opened with. */
  get token(): string | null {
    return this.#token;
  }
  /** Refused for what it asked for, which is nobody else's fault and no credentials mend. */
  get isListRefused(): boolean {
    return this.#refusedInstruments !== null;
  }
  get hasShrunkSinceRefusal(): boolean {
    return this.#refusedInstruments !== null && this.subscriptions.desired.size < this.#refusedInstruments;
  }

  connect({ url, token }: FeedCredentials): void {
    this.#token = token;
    this.attemptedAt = this.#clock.now();
    this.#enter("connecting", this.#reason, null);
    this.#socket = new FeedSocket(url, this.#clock, this.#limits, {
      opened: () => this.#opened(),
      frame: (bytes, receivedTime) => {
        this.lastPacketTime = receivedTime;
        return this.decoder.decodeFrame(bytes, receivedTime);
      },
      ended: (failure) => {
        this.#drop();
        this.#hooks.ended(this, failure);
      },
      expectsData: () => this.#expectsData(),
      noData: () => {
        this.subscriptions.askAgain();
        this.pump();
      },
    });
  }

  /**
   * Wanted again at `until`; null while that is not known. Resolves when a socket that was open has closed: until then
   * Dhan counts it, and a new one could be the sixth.
   */
  backOff(reason: string, until: number | null): Promise<void> {
    return this.#leave("backing-off", reason, until);
  }

  /** Wanted again as soon as its socket has closed. Resolves then, or when it has come to be otherwise meanwhile. */
  async reopen(reason: string): Promise<void> {
    await this.backOff(reason, null);
    const isStillWaiting = this.#state === "backing-off" && this.#retryAt === null;
    if (isStillWaiting) void this.backOff(reason, this.#clock.now());
  }

  /** Takes note of what went wrong. */
  failed(reason: string): void {
    this.lastError = { at: this.#clock.now(), reason: redact(reason) };
  }

  /** Not wanted until somebody has changed credentials or plan, though it is looked at again at `until`. */
  refuse(reason: string, until: number): void {
    this.#leave("refused", reason, until);
  }

  /** Not wanted until it carries less, though it is looked at again at `until`. */
  refuseList(reason: string, until: number): void {
    this.#leave("refused", reason, until);
    this.#refusedInstruments = this.subscriptions.desired.size;
  }

  /** Not wanted until somebody wants it again. Resolves as `backOff` does. */
  stop(reason: string | null = null): Promise<void> {
    return this.#leave("stopped", reason, null);
  }

  /** Sends what the socket is yet to be asked for, as fast as the feed takes it. */
  pump(): void {
    if (this.#cancelPump !== null || this.#state !== "up" || this.#socket === null) return;
    while (this.subscriptions.hasPending) {
      const waitMs = this.#socket.waitMs();
      if (waitMs > 0) {
        this.#cancelPump = this.#clock.after(waitMs, () => {
          this.#cancelPump = null;
          this.pump();
        });
        return;
      }
      const change = this.subscriptions.next(this.#clock.now());
      if (change === null) return;
      for (const message of subscribeMessages(change)) this.#socket.send(message);
    }
  }

  #opened(): void {
    if (this.#hasBeenUp) this.reconnects++;
    this.#hasBeenUp = true;
    this.#enter("up", null, null);
    this.subscriptions.startOver();
    this.#cancelHealthy = this.#clock.after(this.#limits.healthyAfterMs, () => {
      this.failures = 0;
      this.#hooks.recovered(this);
    });
    this.#hooks.opened(this);
    this.pump();
  }

  /** An index always ticks while its market is open, and so does one of many instruments; a few strikes may not. */
  #expectsData(): boolean {
    const desired = this.subscriptions.desired;
    const isMany = desired.size >= this.#limits.noDataLeastInstruments;
    for (const key of desired.keys()) {
      if ((isMany || key.startsWith("IDX_I:")) && this.#hooks.isMarketOpen(key)) return true;
    }
    return false;
  }

  #leave(state: ConnectionState, reason: string | null, retryAt: number | null): Promise<void> {
    const socket = this.#socket;
    this.#drop();
    if (socket !== null) this.#closed = socket.close();
    this.#enter(state, reason, retryAt);
    return this.#closed;
  }

  #drop(): void {
    this.#socket = null;
    this.#cancelPump?.();
    this.#cancelPump = null;
    this.#cancelHealthy?.();
    this.#cancelHealthy = null;
  }

  #enter(state: ConnectionState, reason: string | null, retryAt: number | null): void {
    if (state !== this.#state) this.#since = this.#clock.now();
    this.#state = state;
    this.#reason = reason;
    this.#retryAt = retryAt;
    this.#refusedInstruments = null;
    this.#hooks.changed(this);
  }
}
