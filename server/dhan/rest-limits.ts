/** How fast one class of calls may go, and how much of it may wait. */
export interface RateLimit {
  /** So many calls may start in any window of `everyMs`. */
  readonly calls: number;
  readonly everyMs: number;
  /** So many may be under way at once. */
  readonly concurrency: number;
  /** In one Indian day; null where Dhan names no limit. */
  readonly perDay: number | null;
  /** Calls that may wait their turn; one more fails at once. */
  readonly waiting: number;
  /** Pause of the class after Dhan says it is too fast: the first, doubling to the most. */
  readonly pauseMs: number;
  readonly pauseMostMs: number;
}

/** Limits of the REST side. Dhan's own are those of dhanhq-v2, 5.2; tests pass smaller ones. */
export interface RestLimits {
  /** The three marketfeed calls share it. */
  readonly quote: RateLimit;
  /** Option chains and their expiry lists. */
  readonly data: RateLimit;
  /** All that is no order and no price. */
  readonly nonTrading: RateLimit;
  /** The same underlying and expiry is asked for again only so long after its last answer. */
  readonly chainEveryMs: number;
  /** Ids in one marketfeed call. */
  readonly idsPerCall: number;
  /** Ids that an underlying may be tried by. */
  readonly underlyingCandidates: number;
  /** Underlyings whose working id is remembered. */
  readonly underlyingsRemembered: number;
  /** From sending a call to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Bytes of an answer after decompression; 1,000 quotes with depth take about one million. */
  readonly bodyBytes: number;
  /** Times a call is sent in all, when it fails for a reason that passes. */
  readonly attempts: number;
  /** Full-jitter back-off between them. */
  readonly retryBaseMs: number;
  readonly retryMostMs: number;
}

/** Dhan counts when a call arrives, we when it leaves: a window is a little longer here, so that a slow call before a quick one does no harm. */
const MARGIN_MS = 100;
const PAUSES = { pauseMs: 5_000, pauseMostMs: 60_000 };

export const REST_LIMITS: RestLimits = {
  quote: { calls: 1, everyMs: 1_000 + MARGIN_MS, concurrency: 1, perDay: null, waiting: 60, ...PAUSES },
  // One at a time: others were answered 429 and 805 even with different underlyings under way.
  data: { calls: 5, everyMs: 1_000 + MARGIN_MS, concurrency: 1, perDay: 100_000, waiting: 100, ...PAUSES },
  nonTrading: { calls: 20, everyMs: 1_000 + MARGIN_MS, concurrency: 5, perDay: null, waiting: 100, ...PAUSES },
  chainEveryMs: 3_000 + MARGIN_MS,
  idsPerCall: 1_000,
  underlyingCandidates: 4,
  underlyingsRemembered: 1_000,
  timeoutMs: 10_000,
  bodyBytes: 8_388_608,
  attempts: 3,
  retryBaseMs: 500,
  retryMostMs: 10_000,
};
