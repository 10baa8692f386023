import { chainId } from "../../../shared/chain-id.ts";
import type { ChainStore } from "../chain-store.ts";

/** Time between two values kept. */
const EVERY_MS = 5_000;
/** Values kept of a series: the longest session, MCX's of 14 h 55 min, and some. */
const POINTS = 11_000;
/** Series remembered. */
const SERIES = 20;

/** What a straddle has cost; times in UTC seconds, as charts have them. */
export interface StraddlePoints {
  readonly times: number[];
  readonly prices: number[];
}

/** The straddle at the money through the time that this page watched it, of the series watched last. */
export class StraddleLog {
  readonly #series = new Map<string, StraddlePoints>();

  /** Writes down the straddle of a chain; @returns stops that. */
  follow(store: ChainStore): () => void {
    const points = this.of(store);
    return store.subscribe(() => {
      const { summary } = store;
      if (summary === null || summary.straddle === null || store.state.status !== "live") return;
      const last = points.times.at(-1);
      if (last !== undefined && summary.computedAt - last * 1_000 < EVERY_MS) return;
      points.times.push(summary.computedAt / 1_000);
      points.prices.push(summary.straddle);
      if (points.times.length <= POINTS) return;
      points.times.shift();
      points.prices.shift();
    });
  }

  /** However many strikes are shown, the straddle is the same. */
  of({ spec }: Pick<ChainStore, "spec">): StraddlePoints {
    const id = chainId({ ...spec, strikesEachSide: 5 });
    const points = this.#series.get(id) ?? { times: [], prices: [] };
    this.#series.delete(id);
    this.#series.set(id, points);
    if (this.#series.size > SERIES) this.#series.delete(this.#series.keys().next().value!);
    return points;
  }
}
