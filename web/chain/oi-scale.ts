import type { ChainRow } from "../../client-sdk/index.ts";

/** Steps of the scale in each power of ten. */
const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/**
 * The open interest that a full bar stands for: the largest shown, rounded up, so that bars do not all move whenever
 * the largest does. 1 where there is none.
 */
export function fullBar(rows: readonly ChainRow[]): number {
  let largest = 0;
  for (const { call, put } of rows) largest = Math.max(largest, call?.oi ?? 0, put?.oi ?? 0);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return STEPS.find((step) => step * power >= largest)! * power;
}
