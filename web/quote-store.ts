import type {
  FullTick,
  InstrumentKey,
  Mode,
  QuoteTick,
  Rejection,
  Subscription,
  TickStream,
} from "../client-sdk/index.ts";
import { Delays } from "./delays.ts";

/** With its depth where somebody listens in mode `full`. */
export type ShownTick = Readonly<QuoteTick & Partial<FullTick>>;
type ShownMode = Exclude<Mode, "ltp">;
type QuoteStream = Pick<TickStream, "subscribe" | "onRejected" | "onStatus" | "serverNow">;

export interface Quote {
  tick: ShownTick | null;
  /** Why the server sends no ticks; null while it does, or has not answered yet. */
  rejected: Rejection["reason"] | null;
}

/** Of what is not subscribed, or has sent nothing. */
export const NO_QUOTE: Quote = { tick: null, rejected: null };

interface Watched {
  quote: Quote;
  /** In the mode each of them needs. */
  readonly listeners: Map<() => void, ShownMode>;
  mode: ShownMode;
  subscription: Subscription;
  /** Whether a tick has come since it was last asked for. */
  hasCome: boolean;
}

/**
 * The last tick of each instrument on the page. Ticks are applied once an animation frame, the newest of each
 * instrument: what cannot be seen is not drawn. An instrument is subscribed while anything listens to it, in the richest
 * mode that any of its listeners needs.
 */
export class QuoteStore {
  /** From the server's socket to here. */
  readonly delays = new Delays();
  readonly #stream: QuoteStream;
  readonly #requestFrame: (apply: () => void) => void;
  readonly #watched = new Map<InstrumentKey, Watched>();
  readonly #waiting = new Map<InstrumentKey, ShownTick>();

  constructor(stream: QuoteStream, requestFrame: (apply: () => void) => void) {
    this.#stream = stream;
    this.#requestFrame = requestFrame;
    stream.onRejected(({ instrument, reason }) => this.#refuse(instrument, reason));
    // Where the connection was lost, all are asked for again.
    stream.onStatus(() => {
      for (const watched of this.#watched.values()) watched.hasCome = false;
    });
  }

  get(key: InstrumentKey): Quote {
    return this.#watched.get(key)?.quote ?? NO_QUOTE;
  }

  /** @returns stops listening. */
  subscribe(key: InstrumentKey, listener: () => void, mode: ShownMode = "quote"): () => void {
    const watched = this.#watched.get(key) ?? this.#watch(key, mode);
    // The same function may listen twice.
    const own = () => listener();
    watched.listeners.set(own, mode);
    this.#adapt(key, watched);
    return () => {
      if (!watched.listeners.delete(own) || this.#watched.get(key) !== watched) return;
      if (watched.listeners.size > 0) {
        this.#adapt(key, watched);
        return;
      }
      this.#watched.delete(key);
      watched.subscription.unsubscribe();
    };
  }

  /** Asks anew for what was refused. */
  askAgain(key: InstrumentKey): void {
    const watched = this.#watched.get(key);
    if (watched !== undefined) this.#subscribeAnew(key, watched);
  }

  #watch(key: InstrumentKey, mode: ShownMode): Watched {
    const subscription = this.#subscribe(key, mode);
    const watched = { quote: NO_QUOTE, listeners: new Map(), mode, subscription, hasCome: false };
    this.#watched.set(key, watched);
    return watched;
  }

  #adapt(key: InstrumentKey, watched: Watched): void {
    const mode = [...watched.listeners.values()].includes("full") ? "full" : "quote";
    if (mode === watched.mode) return;
    watched.mode = mode;
    this.#subscribeAnew(key, watched);
  }

  /** The new subscription is made before the old one ends: the stream then changes its mode and never lets go of it. */
  #subscribeAnew(key: InstrumentKey, watched: Watched): void {
    const before = watched.subscription;
    watched.hasCome = false;
    watched.subscription = this.#subscribe(key, watched.mode);
    before.unsubscribe();
  }

  #subscribe(key: InstrumentKey, mode: ShownMode): Subscription {
    return this.#stream.subscribe([key], { mode, onTick: (tick) => this.#enqueue(tick) });
  }

  #enqueue(tick: ShownTick): void {
    if (this.#waiting.size === 0) this.#requestFrame(() => this.#apply());
    this.#noteDelay(tick);
    this.#waiting.set(tick.instrument, tick);
  }

  #apply(): void {
    for (const [key, tick] of this.#waiting) this.#set(key, { tick, rejected: null });
    this.#waiting.clear();
  }

  /** What comes first after asking is as old as it is: nobody waited for it here. */
  #noteDelay({ instrument, receivedTime }: ShownTick): void {
    const watched = this.#watched.get(instrument);
    if (watched === undefined || receivedTime === null) return;
    const before = this.#waiting.get(instrument) ?? watched.quote.tick;
    if (receivedTime === before?.receivedTime) return;
    if (watched.hasCome) this.delays.add(this.#stream.serverNow() - receivedTime);
    watched.hasCome = true;
  }

  /** Of what had to make room the last price is still worth knowing, as one that moves no more. */
  #refuse(key: InstrumentKey, rejected: Rejection["reason"]): void {
    const { tick } = this.get(key);
    this.#set(key, { tick: rejected === "evicted" && tick !== null ? { ...tick, stale: true } : null, rejected });
  }

  #set(key: InstrumentKey, quote: Quote): void {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    watched.quote = quote;
    for (const listener of watched.listeners.keys()) listener();
  }
}
