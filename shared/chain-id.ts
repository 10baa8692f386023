import type { ChainSpec } from "./chain.ts";

/** `NIFTY:2026-12-01:10`, `RELIANCE@BSE:2026-12-31:20`: names a chain in answers and on the stream. */
export function chainId({ underlying, exchange, expiry, strikesEachSide }: ChainSpec): string {
  return `${exchange === undefined ? underlying : `${underlying}@${exchange}`}:${expiry}:${strikesEachSide}`;
}
