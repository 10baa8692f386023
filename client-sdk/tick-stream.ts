import type { InstrumentKey } from "../shared/instrument-key.ts";
import type { RejectReason, UnaskedReason } from "../shared/reject-reason.ts";
import type { Mode } from "../shared/tick-mode.ts";
import type { ChainOptions } from "./chain.ts";
import type { FeedState, MarketSessions, StreamEvent, SubscribedInstrument } from "./generated/api.ts";
import type { StreamStatus } from "./status.ts";
import type { TickOf } from "./tick.ts";

export interface SubscribeOptions<M extends Mode> {
  /** Which fields a tick has; `quote` when left out. */
  mode?: M;
  /**
   * Least time between two ticks of an instrument: 0 for every tick, else 20 to 60,000 ms; 100 when left out. The
   * last tick of a burst always comes. Subscriptions of the same instrument share the fastest of their intervals.
   */
  everyMs?: number;
  /** Gets the instrument's whole tick each time: first the present values, then each change. */
  onTick(tick: Readonly<TickOf[M]>): void;
}

export interface IterateOptions<M extends Mode> {
  mode?: M;
  everyMs?: number;
  /** Ends the iteration. */
  signal?: AbortSignal;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface Rejection {
  instrument: string;
  /**
   * Why the server does not send it, or does no longer. `evicted`: it had to make room for others; subscribe again to try
   * again. `delisted`: it has expired, or is not listed any more. `reassigned`: its key names another instrument now.
   */
  reason: RejectReason | UnaskedReason;
}

export interface Lagging {
  /** True while this client reads too slowly and gets only newest values. */
  lagging: boolean;
  bufferedBytes: number;
}

/** What has happened since the stream was made. */
export interface StreamCounts {
  ticks: number;
  /** Times an open connection was lost. */
  losses: number;
  /** Frames of ticks that never came, found by a hole in `seq`: each costs a reconnect. */
  holes: number;
  /** Messages that could not be read. */
  badMessages: number;
  /** Errors the server answered with. */
  serverErrors: number;
}

/**
 * Ticks from a strikewire server. Connects at once, comes back by itself and asks again for everything subscribed.
 * Each `on…` returns a function that removes its listener.
 */
export interface TickStream {
  readonly status: StreamStatus;
  /** The feed's last known state; null until it has come once. */
  readonly state: FeedState | null;
  /** Which segments trade, as last told; null until it has come once. */
  readonly market: MarketSessions | null;
  readonly counts: Readonly<StreamCounts>;
  /** @throws RangeError when everyMs is not one the server takes. A key that is none is told to onRejected. */
  subscribe<M extends Mode = "quote">(keys: Iterable<InstrumentKey>, options: SubscribeOptions<M>): Subscription;
  /**
   * The same as an async iterable. A slow reader gets the newest tick of each instrument, never a growing queue.
   * It ends with close() or the signal, and throws StreamClosedError when the server closed for good.
   */
  ticks<M extends Mode = "quote">(
    keys: Iterable<InstrumentKey>,
    options?: IterateOptions<M>,
  ): AsyncIterable<Readonly<TickOf[M]>>;
  /**
   * An option chain around the money, kept whole; the server works it out once for all who watch.
   * @throws RangeError for an interval, a width, an underlying or an expiry that can be none.
   */
  chain(options: ChainOptions): Subscription;
  /** Name and decimals of an instrument that the server has accepted. */
  instrument(key: InstrumentKey): SubscribedInstrument | undefined;
  /** UTC milliseconds by the server's clock, whatever this machine's says. */
  serverNow(): number;
  onState(listener: (state: FeedState) => void): () => void;
  /** Trading has begun or ended somewhere; told once after each connect, too. */
  onMarket(listener: (market: MarketSessions) => void): () => void;
  onStatus(listener: (status: StreamStatus) => void): () => void;
  /** An instrument was accepted: its name is known from now on. */
  onInstrument(listener: (instrument: SubscribedInstrument) => void): () => void;
  /** The server would not take an instrument. It is asked for again when subscribed again, and after a reconnect. */
  onRejected(listener: (rejection: Rejection) => void): () => void;
  onLagging(listener: (lagging: Lagging) => void): () => void;
  /** Something happened by itself: to this user's watchlists, or the instrument master is another. */
  onEvent(listener: (event: StreamEvent) => void): () => void;
  /** Cuts a back-off short. */
  retryNow(): void;
  /** For good. */
  close(): void;
}

/** The server closed the stream and coming back would not help. */
export class StreamClosedError extends Error {
  override readonly name = "StreamClosedError";
  readonly code: number | null;
  readonly retryable = false;

  constructor(reason: string, code: number | null) {
    super(reason);
    this.code = code;
  }
}
