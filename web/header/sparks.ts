import type { InstrumentKey } from "../../client-sdk/index.ts";
import type { QuoteStore } from "../quote-store.ts";
import type { Seconds } from "../seconds.ts";

/** Prices of each line, one a second; older ones go. */
export const SPARK_POINTS = 600;

export interface Spark {
  /** Of an SVG `path`, in a box of 1 by 1 with the lowest price at its bottom; empty until there are two prices. */
  readonly path: string;
  /** UTC milliseconds of its first price; null while there is none. */
  readonly since: number | null;
}

interface Line {
  prices: number[];
  since: number | null;
  spark: Spark;
}

const NO_SPARK: Spark = { path: "", since: null };

/** The last prices of a few instruments since the page was opened: each line is drawn anew once a second, at most. */
export class Sparks {
  readonly #quotes: Pick<QuoteStore, "get">;
  readonly #seconds: Pick<Seconds, "subscribe" | "now">;
  readonly #lines = new Map<InstrumentKey, Line>();
  readonly #listeners = new Set<() => void>();
  #stop: (() => void) | null = null;

  constructor(
    quotes: Pick<QuoteStore, "get">,
    seconds: Pick<Seconds, "subscribe" | "now">,
    keys: readonly InstrumentKey[],
  ) {
    this.#quotes = quotes;
    this.#seconds = seconds;
    for (const key of keys) this.#lines.set(key, { prices: [], since: null, spark: NO_SPARK });
  }

  get(key: InstrumentKey): Spark {
    return this.#lines.get(key)?.spark ?? NO_SPARK;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#stop ??= this.#seconds.subscribe(() => this.#draw());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  };

  #draw(): void {
    for (const [key, line] of this.#lines) {
      const { tick } = this.#quotes.get(key);
      if (tick?.ltp == null || tick.stale) continue;
      line.prices.push(tick.ltp);
      line.since ??= this.#seconds.now;
      if (line.prices.length > SPARK_POINTS) {
        line.prices.shift();
        line.since += 1_000;
      }
      line.spark = { path: pathOf(line.prices), since: line.since };
    }
    for (const listener of this.#listeners) listener();
  }
}

function pathOf(prices: readonly number[]): string {
  if (prices.length < 2) return "";
  const low = Math.min(...prices);
  const span = Math.max(...prices) - low || 1;
  const points = prices.map((price, index) => {
    const x = index / (prices.length - 1);
    return `${x.toFixed(3)} ${(1 - (price - low) / span).toFixed(3)}`;
  });
  return `M${points.join("L")}`;
}
