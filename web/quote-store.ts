import type { InstrumentKey, QuoteTick, Rejection, Subscription, TickStream } from "../client-sdk/index.ts";

export interface Quote {
  tick: Readonly<QuoteTick> | null;
  /** Why the server sends no ticks; null while it does, or has not answered yet. */
  rejected: Rejection["reason"] | null;
}

const NO_QUOTE: Quote = { tick: null, rejected: null };

interface Watched {
  quote: Quote;
  readonly listeners: Set<() => void>;
  readonly subscription: Subscription;
}

/**
 * The last tick of each instrument on the page. Ticks are applied once an animation frame, the newest of each
 * instrument: what cannot be seen is not drawn. An instrument is subscribed while anything listens to it.
 */
export class QuoteStore {
  readonly #stream: Pick<TickStream, "subscribe" | "onRejected">;
  readonly #requestFrame: (apply: () => void) => void;
  readonly #watched = new Map<InstrumentKey, Watched>();
  readonly #waiting = new Map<InstrumentKey, Readonly<QuoteTick>>();

  constructor(stream: Pick<TickStream, "subscribe" | "onRejected">, requestFrame: (apply: () => void) => void) {
    this.#stream = stream;
    this.#requestFrame = requestFrame;
    stream.onRejected(({ instrument, reason }) => this.#set(instrument, { tick: null, rejected: reason }));
  }

  get(key: InstrumentKey): Quote {
    return this.#watched.get(key)?.quote ?? NO_QUOTE;
  }

  /** @returns stops listening. */
  subscribe(key: InstrumentKey, listener: () => void): () => void {
    const watched = this.#watched.get(key) ?? this.#watch(key);
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size > 0 || this.#watched.get(key) !== watched) return;
      this.#watched.delete(key);
      watched.subscription.unsubscribe();
    };
  }

  #watch(key: InstrumentKey): Watched {
    const subscription = this.#stream.subscribe([key], { mode: "quote", onTick: (tick) => this.#enqueue(tick) });
    const watched: Watched = { quote: NO_QUOTE, listeners: new Set(), subscription };
    this.#watched.set(key, watched);
    return watched;
  }

  #enqueue(tick: Readonly<QuoteTick>): void {
    if (this.#waiting.size === 0) this.#requestFrame(() => this.#apply());
    this.#waiting.set(tick.instrument, tick);
  }

  #apply(): void {
    for (const [key, tick] of this.#waiting) this.#set(key, { tick, rejected: null });
    this.#waiting.clear();
  }

  #set(key: InstrumentKey, quote: Quote): void {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    watched.quote = quote;
    for (const listener of watched.listeners) listener();
  }
}
