/** How much of an instrument a subscription carries: last price; the day's prices and quantities; those and five depth levels. */
export const MODES = ["ltp", "quote", "full"] as const;
export type Mode = (typeof MODES)[number];

/** Where the last price came from: the live feed, a REST call, or yesterday's close while nothing newer is known. */
export const PRICE_SOURCES = ["stream", "rest", "previous-close"] as const;
