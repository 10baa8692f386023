/** Why a chain cannot be had, or is not had any more. */
export const CHAIN_REFUSALS = {
  "no-master": "The list of instruments is not loaded yet: try again in a minute.",
  "unknown-underlying": "No options of this underlying are listed: look it up in the search.",
  "expiry-not-listed": "This expiry is not listed: choose one from the underlying's list of expiries.",
  expired: "This expiry is over: choose one from the underlying's list of expiries.",
  "feed-full": "Every slot of the feed is taken by what may not make room: close another chain, or try again later.",
  share: "Your share of the feed is used up: close another chain or remove an item of your watchlists.",
  evicted: "It was the least recently used and had to make room for others: open it again to bring it back.",
  "too-many-chains": "As many chains as there may be are open: close one, or try again later.",
  "session-full": "This session watches as many chains as it may: close one first.",
} as const;
export type ChainRefusalReason = keyof typeof CHAIN_REFUSALS;
