/** Prices of one stretch of time. */
export interface Candle {
  /** UTC milliseconds at which it begins. */
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
}

/** Kept of one interval: a session of NSE in candles of 5 s, and some. */
export const MOST_CANDLES = 5_000;
/** Let go at once when there are too many, so that a chart is not built anew for each candle. */
const LET_GO = 500;

/** Candles of one interval, the oldest first. */
export class Candles {
  readonly intervalMs: number;
  #all: Candle[] = [];
  #lettingGo = 0;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  get all(): readonly Candle[] {
    return this.#all;
  }

  /** Times that old candles were let go: who draws them starts over when it rises. */
  get timesLetGo(): number {
    return this.#lettingGo;
  }

  /** @param at UTC milliseconds; what is earlier than the last candle counts to the last */
  add(price: number, at: number): void {
    const last = this.#all.at(-1);
    const time = at - (at % this.intervalMs);
    if (last !== undefined && time <= last.time) {
      last.high = Math.max(last.high, price);
      last.low = Math.min(last.low, price);
      last.close = price;
      return;
    }
    this.#all.push({ time, open: price, high: price, low: price, close: price });
    if (this.#all.length <= MOST_CANDLES) return;
    this.#all = this.#all.slice(LET_GO);
    this.#lettingGo++;
  }
}
