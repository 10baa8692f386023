import type { QuoteTick } from "../../client-sdk/index.ts";
import { Candles } from "./candles.ts";

export const INTERVALS = [
  { ms: 5_000, label: "5 s" },
  { ms: 60_000, label: "1 min" },
] as const;
export type IntervalMs = (typeof INTERVALS)[number]["ms"];

/**
 * The prices that a page has seen of an instrument since it was opened, as candles by the time they came. Nobody is asked
 * for those before, so none are made up: the first candle begins with the price that was the last one then.
 */
export class PriceRecord {
  readonly since: number;
  readonly #candles = new Map<IntervalMs, Candles>(INTERVALS.map(({ ms }) => [ms, new Candles(ms)]));
  readonly #listeners = new Set<() => void>();
  #last: Pick<QuoteTick, "ltp" | "exchangeTime" | "volume"> | null = null;

  /** @param since UTC milliseconds */
  constructor(since: number) {
    this.since = since;
  }

  of(intervalMs: IntervalMs): Candles {
    return this.#candles.get(intervalMs)!;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** A tick that tells of no other trade than the one before adds nothing. */
  take(tick: Readonly<QuoteTick>): void {
    const { ltp, exchangeTime, volume, receivedTime, source } = tick;
    if (ltp === null || source === "previous-close") return;
    const last = this.#last;
    if (last !== null && last.ltp === ltp && last.exchangeTime === exchangeTime && last.volume === volume) return;
    this.#last = { ltp, exchangeTime, volume };
    const at = Math.max(receivedTime ?? this.since, this.since);
    for (const candles of this.#candles.values()) candles.add(ltp, at);
    for (const listener of this.#listeners) listener();
  }
}
