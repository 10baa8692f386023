import { EXCHANGE_OF_SEGMENT, EXCHANGES, type Exchange } from "../../shared/exchange.ts";
import type { Segment } from "../../shared/instrument-key.ts";

export { EXCHANGES, type Exchange };

/** Whose holidays a segment keeps. IDX_I holds the indices of both NSE and BSE, whose trading days have been the same. */
export const EXCHANGE_OF: Readonly<Record<Segment, Exchange>> = { IDX_I: "NSE", ...EXCHANGE_OF_SEGMENT };
