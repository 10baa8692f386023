import type { Exchange } from "../calendar/exchange.ts";

/** An underlying; `exchange` only where its derivatives on another than the first of NSE, BSE, MCX that lists them are meant. */
export interface UnderlyingRef {
  readonly underlying: string;
  readonly exchange?: Exchange | undefined;
}

/** `NIFTY`, or `RELIANCE@BSE` beside NSE's. */
export function underlyingId({ underlying, exchange }: UnderlyingRef): string {
  return exchange === undefined ? underlying : `${underlying}@${exchange}`;
}
