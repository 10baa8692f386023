import type { NoForwardReason } from "../../shared/option-analytics.ts";
import { nearestPlace, strikeWindow } from "./atm-engine.ts";

/** A forward in rupees from so many strikes, or why there is none. */
export type ParityForward =
  | { readonly forward: number; readonly pairs: number; readonly reason: null }
  | { readonly forward: null; readonly reason: NoForwardReason };

/** Strikes that vote on the forward: of five, two may be off without moving it far. */
export const PAIRS_MOST = 5;
/** Fewer cannot outvote a wrong one. */
export const PAIRS_LEAST = 3;
/** No strike further from the money than so many others is asked. */
export const REACH_STRIKES = 10;
/** How often the money is looked for anew around what was found. */
export const LOOKS_MOST = 4;

/**
 * Forward by put-call parity, `strike + (call - put) / discount`: the median over the strikes nearest the money that have
 * both prices. Strikes ascend; prices are rupees at their places, NaN (or 0) where none is known: middles of bid and ask
 * where there are any, since last prices of a call and its put are rarely of one moment.
 *
 * `spot` says where to begin. From there the strikes nearest the forward just found are taken instead, until they are
 * the same ones: at the money call and put cost the same and an error of the discount factor cancels, whereas a spot
 * that is years of interest away from the forward would keep it.
 */
export function parityForward(
  spot: number,
  discount: number,
  strikes: Float64Array,
  callPrices: Float64Array,
  putPrices: Float64Array,
): ParityForward {
  if (!(spot > 0 && spot < Number.POSITIVE_INFINITY)) return { forward: null, reason: "no-spot" };
  const votes = new Float64Array(PAIRS_MOST);
  let centre = spot;
  let middle = -1;
  let pairs = 0;
  for (let look = 0; look < LOOKS_MOST; look++) {
    const place = nearestPlace(strikes, centre);
    if (place === middle) break;
    middle = place;
    pairs = gatherVotes(votes, middle, centre, discount, strikes, callPrices, putPrices);
    if (pairs < PAIRS_LEAST) return { forward: null, reason: "few-pairs" };
    centre = median(votes.subarray(0, pairs).sort());
  }
  return middle === -1 ? { forward: null, reason: "few-pairs" } : { forward: centre, pairs, reason: null };
}

/** The forwards by the pairs nearest to `centre`, nearest first; returns how many there are. */
function gatherVotes(
  into: Float64Array,
  middle: number,
  centre: number,
  discount: number,
  strikes: Float64Array,
  callPrices: Float64Array,
  putPrices: Float64Array,
): number {
  const { from, to } = strikeWindow(strikes.length, middle, REACH_STRIKES);
  let below = middle;
  let above = middle + 1;
  let pairs = 0;
  while (pairs < into.length && (below >= from || above < to)) {
    const isBelowNext = above >= to || (below >= from && centre - strikes[below]! <= strikes[above]! - centre);
    const place = isBelowNext ? below-- : above++;
    const call = callPrices[place]!;
    const put = putPrices[place]!;
    if (!(call > 0 && put > 0)) continue;
    const vote = strikes[place]! + (call - put) / discount;
    if (vote > 0 && vote < Number.POSITIVE_INFINITY) into[pairs++] = vote;
  }
  return pairs;
}

function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
