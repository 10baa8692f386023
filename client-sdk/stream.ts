import { chainId } from "../shared/chain-id.ts";
import { ChainLimits } from "../shared/chain-limits.ts";
import { type InstrumentKey, parseInstrumentKey } from "../shared/instrument-key.ts";
import { StreamLimits } from "../shared/stream-limits.ts";
import type { UpMessageInput } from "../shared/stream-up.ts";
import { STREAM_VERSION } from "../shared/stream-version.ts";
import type { Mode } from "../shared/tick-mode.ts";
import type { ChainOptions } from "./chain.ts";
import { ChainBook, type ChainListener } from "./chain-book.ts";
import { type ClientLimits, defaultClientLimits } from "./client-limits.ts";
import { StreamConnection } from "./connection.ts";
import type { ControlMessage } from "./control-message.ts";
import type { ChainSpec, FeedState, MarketSessions, StreamEvent, SubscribedInstrument } from "./generated/api.ts";
import { Inbox } from "./inbox.ts";
import { iterateTicks } from "./iterate.ts";
import { Listeners } from "./listeners.ts";
import { Outbox } from "./outbox.ts";
import { ServerClock } from "./server-clock.ts";
import { type SocketConstructor, socketConstructor, streamAddress, streamProtocols, streamRefusal } from "./socket.ts";
import type { StreamStatus } from "./status.ts";
import { type Listener, SubscriptionBook } from "./subscription-book.ts";
import type { Tick } from "./tick.ts";
import type {
  IterateOptions,
  Lagging,
  Rejection,
  StreamCounts,
  SubscribeOptions,
  Subscription,
  TickStream,
} from "./tick-stream.ts";

export interface TickStreamOptions {
  /** Of the server's `/ticks`; ws, wss, http or https. */
  url: string | URL;
  /** Not needed in a page that the server itself has signed in, nor in demo mode. */
  apiKey?: string | undefined;
  /** `binary` (default) costs a tenth of `json` to read. Both give the same ticks. */
  encoding?: "binary" | "json";
  /** For platforms without one of their own (Node 20). */
  WebSocket?: SocketConstructor;
  /** Instead of the platform's own: asks why the stream could not be opened. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Of the back-off's jitter: 0 (inclusive) to 1. */
  random?: () => number;
  /** UTC milliseconds. */
  now?: () => number;
  limits?: Partial<ClientLimits>;
}

/**
 * Connects to a server's tick stream.
 * @throws TypeError when the address is none, or the platform has no WebSocket and none was given.
 */
export function createTickStream(options: TickStreamOptions): TickStream {
  return new Stream(options);
}

class Stream implements TickStream {
  readonly counts: StreamCounts = { ticks: 0, losses: 0, holes: 0, badMessages: 0, serverErrors: 0 };
  #state: FeedState | null = null;
  #market: MarketSessions | null = null;
  readonly #connection: StreamConnection;
  readonly #outbox: Outbox;
  readonly #clock: ServerClock;
  readonly #book = new SubscriptionBook();
  readonly #chains = new ChainBook();
  readonly #inbox = new Inbox();
  #lastSeq = 0;
  /** The session of the present connection; null before the server has told it. */
  #session: { epoch: string; session: string } | null = null;
  /** The last one that broke, for the server to go on with. */
  #broken: { epoch: string; session: string; seq: number } | null = null;

  readonly #stateListeners = new Listeners<FeedState>();
  readonly #marketListeners = new Listeners<MarketSessions>();
  readonly #statusListeners = new Listeners<StreamStatus>();
  readonly #instrumentListeners = new Listeners<SubscribedInstrument>();
  readonly #rejectedListeners = new Listeners<Rejection>();
  readonly #laggingListeners = new Listeners<Lagging>();
  readonly #eventListeners = new Listeners<StreamEvent>();

  constructor({ url, encoding = "binary", random = Math.random, now = Date.now, ...options }: TickStreamOptions) {
    const limits = { ...defaultClientLimits, ...options.limits };
    this.#clock = new ServerClock(now);
    this.#outbox = new Outbox({
      messagesPerSecond: limits.messagesPerSecond,
      now,
      next: () => this.#clock.nextPing() ?? this.#book.nextMessage() ?? this.#chains.nextMessage(),
      send: (message) => this.#connection.send(JSON.stringify(message)),
    });
    const address = streamAddress(url, encoding);
    this.#connection = new StreamConnection({
      address,
      protocols: streamProtocols(options.apiKey),
      WebSocket: socketConstructor(options.WebSocket),
      limits,
      random,
      now,
      refusal: () => streamRefusal(address, options.apiKey, options.fetch),
      onData: (data) => this.#receive(data),
      onLost: () => this.#forgetConnection(),
      onStatus: (status) => this.#statusListeners.emit(status),
    });
  }

  get status(): StreamStatus {
    return this.#connection.status;
  }

  get state(): FeedState | null {
    return this.#state;
  }

  get market(): MarketSessions | null {
    return this.#market;
  }

  subscribe<M extends Mode = "quote">(keys: Iterable<InstrumentKey>, options: SubscribeOptions<M>): Subscription {
    const everyMs = options.everyMs ?? StreamLimits.everyMsDefault;
    assertInterval(everyMs);
    const listener: Listener = {
      mode: options.mode ?? "quote",
      everyMs,
      // Ticks are cut to the listener's mode before they are delivered.
      onTick: options.onTick as Listener["onTick"],
    };
    const own = new Set<InstrumentKey>();
    for (const key of new Set(keys)) {
      // One key too long for the wire would cost its neighbours their message.
      if (parseInstrumentKey(key) === null) {
        queueMicrotask(() => this.#rejectedListeners.emit({ instrument: key, reason: "bad-key" }));
        continue;
      }
      own.add(key);
      this.#book.add(key, listener);
      if (this.#book.hasTick(key)) queueMicrotask(() => this.#book.deliverLast(key, listener));
    }
    this.#outbox.schedule();
    return {
      unsubscribe: () => {
        for (const key of own) this.#book.remove(key, listener);
        own.clear();
        this.#outbox.schedule();
      },
    };
  }

  chain({
    everyMs = ChainLimits.everyMsDefault,
    strikesEachSide = ChainLimits.strikesEachSideDefault,
    onChain,
    onLost = () => {},
    ...series
  }: ChainOptions): Subscription {
    assertChainInterval(everyMs);
    const spec = { ...series, strikesEachSide };
    assertChainSpec(spec);
    const listener: ChainListener = { everyMs, onChain, onLost };
    this.#chains.add(spec, listener);
    this.#outbox.schedule();
    return {
      unsubscribe: () => {
        this.#chains.remove(spec, listener);
        this.#outbox.schedule();
      },
    };
  }

  ticks<M extends Mode = "quote">(keys: Iterable<InstrumentKey>, options: IterateOptions<M> = {}) {
    return iterateTicks(this, keys, options);
  }

  instrument(key: InstrumentKey): SubscribedInstrument | undefined {
    return this.#inbox.instrument(key);
  }

  serverNow(): number {
    return this.#clock.now();
  }

  // Fields, so that they may be handed on without their stream.
  readonly onState = (listener: (state: FeedState) => void) => this.#stateListeners.add(listener);
  readonly onMarket = (listener: (market: MarketSessions) => void) => this.#marketListeners.add(listener);
  readonly onStatus = (listener: (status: StreamStatus) => void) => this.#statusListeners.add(listener);
  readonly onInstrument = (listener: (instrument: SubscribedInstrument) => void) =>
    this.#instrumentListeners.add(listener);
  readonly onRejected = (listener: (rejection: Rejection) => void) => this.#rejectedListeners.add(listener);
  readonly onLagging = (listener: (lagging: Lagging) => void) => this.#laggingListeners.add(listener);
  readonly onEvent = (listener: (event: StreamEvent) => void) => this.#eventListeners.add(listener);

  readonly retryNow = () => this.#connection.retryNow();

  close(): void {
    this.#connection.stop("application", "closed by the application");
  }

  #receive(data: unknown): void {
    const incoming = this.#inbox.read(data);
    switch (incoming.kind) {
      case "ticks":
        this.#receiveTicks(incoming.seq, incoming.ticks);
        break;
      case "control":
        this.#receiveControl(incoming.message);
        break;
      case "other-version":
        this.#connection.stop(
          "server",
          `the server speaks version ${incoming.version} of the stream and this client version ${STREAM_VERSION}`,
        );
        break;
      case "bad":
        this.counts.badMessages++;
    }
  }

  /** Values lost on the way would stay wrong until they next change: a new connection brings them all. */
  #receiveTicks(seq: number, ticks: readonly Tick[]): void {
    const due = (this.#lastSeq + 1) >>> 0;
    if (seq !== due) {
      this.counts.holes++;
      this.#connection.restart(`frame ${due} did not come`);
      return;
    }
    this.#lastSeq = seq;
    this.counts.ticks += ticks.length;
    for (const tick of ticks) this.#book.deliver(tick);
  }

  #receiveControl(message: ControlMessage): void {
    switch (message.type) {
      case "hello":
        this.#greet(message.epoch, message.session);
        break;
      case "resumed":
        for (const { mode: _mode, everyMs: _everyMs, ...instrument } of message.restored) this.#inbox.learn(instrument);
        this.#book.restore(message.restored);
        this.#begin(message.recovered);
        break;
      case "subscribed":
        for (const instrument of message.details) {
          this.#inbox.learn(instrument);
          this.#instrumentListeners.emit(instrument);
        }
        for (const rejection of message.rejected) {
          this.#book.refuse(rejection.instrument);
          this.#rejectedListeners.emit(rejection);
        }
        break;
      case "unsubscribed":
        for (const key of message.instruments) {
          this.#inbox.forget(key);
          if (message.reason === undefined) continue;
          this.#book.refuse(key);
          this.#rejectedListeners.emit({ instrument: key, reason: message.reason });
        }
        break;
      case "chain":
        // Some of it was missed: it is asked for again, and comes whole.
        if (!this.#chains.deliver(message)) {
          this.counts.holes++;
          this.#outbox.schedule();
        }
        break;
      case "chain-rejected":
        this.#chains.lost(chainId(message.spec), message.reason);
        break;
      case "chain-unsubscribed":
        if (message.reason !== undefined) this.#chains.lost(message.chain, message.reason);
        break;
      case "state": {
        const { type: _type, ...state } = message;
        this.#state = state;
        this.#stateListeners.emit(state);
        break;
      }
      case "market": {
        const { type: _type, ...market } = message;
        this.#market = market;
        this.#marketListeners.emit(market);
        break;
      }
      case "lagging":
        this.#laggingListeners.emit({ lagging: message.lagging, bufferedBytes: message.bufferedBytes });
        break;
      case "event":
        this.#eventListeners.emit(message.event);
        break;
      case "pong":
        this.#clock.onPong(message.serverTime);
        break;
      case "error":
        this.counts.serverErrors++;
        // Some message of ours was dropped, and nothing says which: only a fresh start knows what the server holds.
        if (message.code === "too-many-messages") this.#connection.restart(message.message);
    }
  }

  /** Another run of the server knows nothing of what broke. */
  #greet(epoch: string, session: string): void {
    this.#session = { epoch, session };
    if (this.#broken?.epoch === epoch)
      this.#connection.reply(JSON.stringify({ op: "resume", ...this.#broken } satisfies UpMessageInput));
    else this.#begin(false);
  }

  #begin(recovered: boolean): void {
    this.#broken = null;
    this.#connection.greeted(this.#session!.epoch, recovered);
    this.#clock.requestPing();
    this.#outbox.open();
  }

  #forgetConnection(): void {
    if (this.status.status === "open") {
      this.counts.losses++;
      if (this.#session !== null) this.#broken = { ...this.#session, seq: this.#lastSeq };
    }
    this.#session = null;
    this.#outbox.close();
    this.#book.forgetAsked();
    this.#chains.forgetAsked();
    this.#inbox.reset((key) => this.#book.has(key));
    this.#lastSeq = 0;
  }
}

function assertInterval(everyMs: number): void {
  const { everyMsLeast, everyMsMost } = StreamLimits;
  if (everyMs === 0 || (Number.isInteger(everyMs) && everyMs >= everyMsLeast && everyMs <= everyMsMost)) return;
  throw new RangeError(`everyMs is 0 (every tick) or ${everyMsLeast} to ${everyMsMost}, not ${everyMs}`);
}

function assertChainInterval(everyMs: number): void {
  const { everyMsLeast, everyMsMost } = ChainLimits;
  if (Number.isInteger(everyMs) && everyMs >= everyMsLeast && everyMs <= everyMsMost) return;
  throw new RangeError(`everyMs of a chain is ${everyMsLeast} to ${everyMsMost}, not ${everyMs}`);
}

/** The server would answer such a wish with an error that does not say to which it is. */
function assertChainSpec({ underlying, expiry, strikesEachSide }: ChainSpec): void {
  if (underlying.length === 0 || underlying.length > ChainLimits.underlyingLength)
    throw new RangeError(`an underlying is a ticker like NIFTY, not ${JSON.stringify(underlying)}`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expiry)) throw new RangeError(`an expiry is a date, YYYY-MM-DD, not ${expiry}`);
  if (!ChainLimits.strikesEachSide.includes(strikesEachSide))
    throw new RangeError(`strikesEachSide is ${ChainLimits.strikesEachSide.join(", ")}, not ${strikesEachSide}`);
}
