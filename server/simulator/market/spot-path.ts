import type { Underlying } from "../universe.ts";
import { hashUnit } from "./hash.ts";

/** Seconds of trading in a year: the volatility of an underlying is spread over these. */
const TRADING_SECONDS_A_YEAR = 252 * 6.25 * 3600;
/** Waves of the walk, in seconds: each four times slower and twice as high as the one before, as in a random walk. */
const WAVE_SECONDS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];
/** With this an index of 12 % a year spans about one per cent on an ordinary day. */
const WAVE_GAIN = 0.8;
/** Part of a share's or an index's walk that it has in common with all others. */
const MARKET_SHARE = 0.7;
const OWN_SHARE = Math.sqrt(1 - MARKET_SHARE ** 2);
const MARKET = -1;

/**
 * Prices of the underlyings as functions of time, not as states: a sum of smooth random waves around the previous
 * close. A path can be read at any moment and in any order, gives the same price for the same seed, and as each wave
 * is bounded it stays sane however long the simulator runs (an index within 3 %).
 */
export class SpotPath {
  readonly #seed: number;
  readonly #underlyings: readonly Underlying[];
  readonly #indexOf = new Map<string, number>();
  /** Whose moves each underlying makes: its own, or those of the one it follows. */
  readonly #mover: Int32Array;
  /** Logarithm of what setSpot has moved each mover by. */
  readonly #jump: Float64Array;
  readonly #cachedTime: Float64Array;
  readonly #cachedSpot: Float64Array;
  #marketTime = Number.NaN;
  #marketWave = 0;

  constructor(seed: number, underlyings: readonly Underlying[]) {
    this.#seed = seed;
    this.#underlyings = underlyings;
    underlyings.forEach((underlying, index) => {
      if (!this.#indexOf.has(underlying.symbol)) this.#indexOf.set(underlying.symbol, index);
    });
    this.#mover = Int32Array.from(underlyings, ({ follows }, index) => follows ?? index);
    this.#jump = new Float64Array(underlyings.length);
    this.#cachedTime = new Float64Array(underlyings.length).fill(Number.NaN);
    this.#cachedSpot = new Float64Array(underlyings.length);
  }

  /** Place of a symbol in `underlyings`, or -1. */
  indexOf(symbol: string): number {
    return this.#indexOf.get(symbol) ?? -1;
  }

  /** Whether a move of one is a move of the other. */
  moveTogether(underlying: number, other: number): boolean {
    return this.#mover[underlying] === this.#mover[other];
  }

  /** Rupees, not rounded, at a UTC time. */
  at(underlying: number, utcMs: number): number {
    if (this.#cachedTime[underlying] === utcMs) return this.#cachedSpot[underlying]!;
    const spot = this.reference(underlying) * Math.exp(this.#walk(underlying, utcMs));
    this.#cachedTime[underlying] = utcMs;
    this.#cachedSpot[underlying] = spot;
    return spot;
  }

  /** What the walk goes around: the previous close, moved by setSpot. */
  reference(underlying: number): number {
    return this.#underlyings[underlying]!.previousClose * Math.exp(this.#jump[this.#mover[underlying]!]!);
  }

  /** Moves an underlying to a price at once, and all that move with it; they walk on from there. */
  setSpot(underlying: number, price: number, utcMs: number): void {
    const { previousClose } = this.#underlyings[underlying]!;
    this.#jump[this.#mover[underlying]!] = Math.log(price / previousClose) - this.#walk(underlying, utcMs);
    this.#cachedTime.fill(Number.NaN);
  }

  #walk(underlying: number, utcMs: number): number {
    const mover = this.#mover[underlying]!;
    const { volatility, cashRow } = this.#underlyings[mover]!;
    const own = this.#waves(mover, utcMs);
    if (cashRow < 0) return volatility * own;
    if (this.#marketTime !== utcMs) {
      this.#marketTime = utcMs;
      this.#marketWave = this.#waves(MARKET, utcMs);
    }
    return volatility * (MARKET_SHARE * this.#marketWave + OWN_SHARE * own);
  }

  #waves(salt: number, utcMs: number): number {
    let sum = 0;
    for (const seconds of WAVE_SECONDS) {
      const position = utcMs / (seconds * 1000);
      const step = Math.floor(position);
      const part = position - step;
      const from = hashUnit(this.#seed ^ seconds, salt, step);
      const to = hashUnit(this.#seed ^ seconds, salt, step + 1);
      const smooth = part * part * (3 - 2 * part);
      sum += Math.sqrt(seconds / TRADING_SECONDS_A_YEAR) * (2 * (from + (to - from) * smooth) - 1);
    }
    return WAVE_GAIN * sum;
  }
}
