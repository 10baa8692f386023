import { RequestCode } from "./protocol.ts";

/** Dhan's feed modes, from the poorest to the richest. */
export type FeedMode = "ticker" | "quote" | "full";

export const SUBSCRIBE_CODE: Readonly<Record<FeedMode, number>> = {
  ticker: RequestCode.subscribeTicker,
  quote: RequestCode.subscribeQuote,
  full: RequestCode.subscribeFull,
};

/** An unsubscribe must carry the code of the mode that was subscribed. */
export const UNSUBSCRIBE_CODE: Readonly<Record<FeedMode, number>> = {
  ticker: RequestCode.unsubscribeTicker,
  quote: RequestCode.unsubscribeQuote,
  full: RequestCode.unsubscribeFull,
};
