import { DEFAULT_TIER_B_PLAN } from "../../../shared/tier-b-plan.ts";
import { instrumentsOf } from "../../../shared/tier-b-rules.ts";

/** All of Tier B. */
export const INSTRUMENTS = instrumentsOf(DEFAULT_TIER_B_PLAN);
const FIRST_ID = 35_000;

/** The instruments that tick: options of one segment. */
export const KEYS: readonly string[] = Array.from({ length: INSTRUMENTS }, (_, i) => `NSE_FNO:${FIRST_ID + i}`);

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * What a session subscribes to: `count` of the keys, another choice for each session and the same in each run. Sessions
 * that share nothing by design are the hardest to serve: no two have the same list.
 */
export function choiceOf(session: number, count: number, keys: readonly string[]): string[] {
  const random = randomFrom(session + 1);
  const left = [...keys];
  return Array.from({ length: count }, () => {
    const place = Math.floor(random() * left.length);
    const chosen = left[place]!;
    left[place] = left.at(-1)!;
    left.pop();
    return chosen;
  });
}

/** The keys dealt out in turn, so that each is somebody's. */
export function dealtTo(session: number, count: number, keys: readonly string[]): string[] {
  return Array.from({ length: count }, (_, i) => keys[(session * count + i) % keys.length]!);
}
