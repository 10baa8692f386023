import type { QueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type {
  AuthStatus,
  FeedState,
  InstrumentKey,
  MarketSessions,
  Mode,
  QuoteTick,
  StreamStatus,
  Strikewire,
  TickStream,
} from "../client-sdk/index.ts";
import { Shortcuts } from "./keys/shortcuts.ts";
import { LaggingState } from "./notice/lagging.ts";
import { NO_QUOTE, type Quote, QuoteStore, type ShownTick } from "./quote-store.ts";
import { Seconds } from "./seconds.ts";
import { Toaster } from "./toast/toaster.ts";
import { PresentList } from "./watchlist/present-list.ts";
import { Watchlists } from "./watchlist/watchlists.ts";

/** All that the page shows, in stores outside React: a tick reaches the cells it changes and nothing else. */
export interface Market {
  /** The server's procedures. */
  server: Strikewire;
  stream: TickStream;
  quotes: QuoteStore;
  seconds: Seconds;
  watchlists: Watchlists;
  lagging: LaggingState;
  toaster: Toaster;
  shortcuts: Shortcuts;
  /** Whoever is in. */
  me: AuthStatus["me"];
}

export interface MarketParts {
  server: Strikewire;
  /** What the server has answered. */
  queries: QueryClient;
  me: AuthStatus["me"];
}

export function createMarket({ server, queries, me }: MarketParts): Market {
  const { stream } = server;
  const toaster = new Toaster();
  const present = new PresentList(browserStorage);
  return {
    server,
    stream,
    quotes: new QuoteStore(stream, (apply) => requestAnimationFrame(apply)),
    seconds: new Seconds(() => stream.serverNow()),
    watchlists: new Watchlists({ server, queries, toaster, present }),
    lagging: new LaggingState(stream),
    toaster,
    shortcuts: new Shortcuts(),
    me,
  };
}

/** Reached for at each use: where storage is forbidden, naming it throws, and who stores is ready for that. */
export const browserStorage: Pick<Storage, "getItem" | "setItem"> = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

export const MarketContext = createContext<Market | null>(null);

export function useMarket(): Market {
  const market = useContext(MarketContext);
  if (market === null) throw new Error("useMarket outside MarketContext");
  return market;
}

export function useStreamStatus(): StreamStatus {
  const { stream } = useMarket();
  return useSyncExternalStore(stream.onStatus, () => stream.status);
}

/** Null until the server has told it. */
export function useFeedState(): FeedState | null {
  const { stream } = useMarket();
  return useSyncExternalStore(stream.onState, () => stream.state);
}

/** Where trading goes on; null until the server has told it. */
export function useMarketSessions(): MarketSessions | null {
  const { stream } = useMarket();
  return useSyncExternalStore(stream.onMarket, () => stream.market);
}

/** UTC milliseconds by the server's clock, once a second. */
export function useNow(): number {
  const { seconds } = useMarket();
  return useSyncExternalStore(seconds.subscribe, () => seconds.now);
}

/**
 * Keeps an instrument subscribed while mounted, with its depth in mode `full`; of none there is never a tick. `select`
 * picks a plain value: the component redraws when that changes.
 */
export function useQuote<T extends string | number | boolean | null>(
  key: InstrumentKey | null,
  select: (quote: Quote) => T,
  mode: Exclude<Mode, "ltp"> = "quote",
): T {
  const { quotes } = useMarket();
  const subscribe = useCallback(
    (listener: () => void) => (key === null ? noop : quotes.subscribe(key, listener, mode)),
    [quotes, key, mode],
  );
  return useSyncExternalStore(subscribe, () => select(key === null ? NO_QUOTE : quotes.get(key)));
}

const noop = () => {};

/** The same, of the tick; null while none has come. */
export function useTick<T extends string | number | boolean>(
  key: InstrumentKey,
  select: (tick: Readonly<QuoteTick>) => T | null,
): T | null {
  return useQuote(key, ({ tick }) => (tick === null ? null : select(tick)));
}

/** The same, of a tick with its depth. */
export function useFullTick<T extends string | number | boolean>(
  key: InstrumentKey,
  select: (tick: ShownTick) => T | null,
): T | null {
  return useQuote(key, ({ tick }) => (tick === null ? null : select(tick)), "full");
}

/** The same, looked at again every second: for what changes with time alone. */
export function useTickInTime(
  key: InstrumentKey,
  select: (tick: Readonly<QuoteTick>, now: number) => string | null,
): string | null {
  const { quotes, seconds } = useMarket();
  const subscribe = useCallback(
    (listener: () => void) => {
      const leaveQuotes = quotes.subscribe(key, listener);
      const leaveSeconds = seconds.subscribe(listener);
      return () => {
        leaveQuotes();
        leaveSeconds();
      };
    },
    [quotes, seconds, key],
  );
  return useSyncExternalStore(subscribe, () => {
    const { tick } = quotes.get(key);
    return tick === null ? null : select(tick, seconds.now);
  });
}

/** What the server calls an instrument; null until it has said so. */
export function useInstrumentName(key: InstrumentKey): string | null {
  const { stream } = useMarket();
  return useSyncExternalStore(stream.onInstrument, () => stream.instrument(key)?.name ?? null);
}
