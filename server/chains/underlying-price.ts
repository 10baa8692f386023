import type { NoPriceReason, UnderlyingPriceSource } from "../../shared/atm.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";

/** A price in rupees, or why there is none; never a made-up one. */
export type UnderlyingPrice =
  | {
      readonly price: number;
      readonly source: UnderlyingPriceSource;
      /** Whose price it is. */
      readonly instrument: InstrumentKey;
    }
  | { readonly price: null; readonly reason: NoPriceReason };

/** What the tick store knows of an instrument that is held. Prices in rupees, null while unknown; times UTC milliseconds. */
export interface StreamPrice {
  ltp: number | null;
  previousClose: number | null;
  /** Last trade; null for what never traded. */
  exchangeTime: number | null;
  /** Last packet; null before the first. */
  receivedTime: number | null;
}

/** What REST knows of an instrument. */
export interface RestPrice {
  ltp: number | null;
  previousClose: number | null;
}

export interface TimedRestPrice extends RestPrice {
  /** When it was asked for, UTC milliseconds. */
  at: number;
}

/** All that is known of one instrument that may give an underlying its price. */
export interface KnownPrices {
  instrument: InstrumentKey;
  /** Null while the feed does not hold it. */
  stream: StreamPrice | null;
  /** Null while REST has not answered. */
  rest: TimedRestPrice | null;
  /** When the segment's present session, or the last one there was, began. What is older is stale. */
  sessionStart: number;
}

/** The live price of this session, if there is one. */
export function livePrice({ stream, sessionStart }: KnownPrices): number | null {
  if (stream === null || !isPrice(stream.ltp)) return null;
  // A connection that has just come up repeats yesterday's last trade: its own time tells, not when it was received.
  return (stream.exchangeTime ?? stream.receivedTime ?? Number.NEGATIVE_INFINITY) >= sessionStart ? stream.ltp : null;
}

export function restPrice({ rest, sessionStart }: KnownPrices): number | null {
  return rest !== null && rest.at >= sessionStart && isPrice(rest.ltp) ? rest.ltp : null;
}

/** The previous close, if it was told since the session began: one told before that is another day's. */
export function previousClose({ stream, rest, sessionStart }: KnownPrices): number | null {
  if (stream !== null && isPrice(stream.previousClose) && (stream.receivedTime ?? 0) >= sessionStart)
    return stream.previousClose;
  return rest !== null && rest.at >= sessionStart && isPrice(rest.previousClose) ? rest.previousClose : null;
}

/** Whether any price at all is known, however old. */
export function hasOldPrice({ stream, rest }: KnownPrices): boolean {
  return [stream?.ltp, stream?.previousClose, rest?.ltp, rest?.previousClose].some((price) => isPrice(price ?? null));
}

/**
 * A price this many times yesterday's close, or this small a part of it, is a mistake of somebody's and centres
 * nothing. Indices halt at 20 %, and what splits has its close adjusted; a demerger may take more than half of a share.
 */
export const ABSURD_TIMES = 5;

/** Whether a price cannot be meant, by the previous close; false while that is unknown. */
export function isAbsurd(price: number, previousClose: number | null): boolean {
  return previousClose !== null && (price >= previousClose * ABSURD_TIMES || price <= previousClose / ABSURD_TIMES);
}

/** The wire's 0 means "unknown"; so does whatever else is no amount of money. */
function isPrice(price: number | null): price is number {
  return price !== null && price > 0 && Number.isFinite(price);
}
