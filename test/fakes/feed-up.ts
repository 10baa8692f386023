import type { FeedState } from "../../shared/feed-state.ts";

/** All five connections up, each with its fifth of Tier B. */
export const FEED_UP: FeedState = {
  feed: "up",
  source: "simulator",
  switchedOff: null,
  connections: [1, 2, 3, 4, 5].map((connection) => ({
    connection,
    state: "up",
    since: 1_781_065_000_000,
    reason: null,
    retryAt: null,
    isDisconnected: false,
    lastError: null,
    instruments: 455,
    confirmed: 455,
    packetsPerSecond: 455,
    lastPacketTime: 1_781_065_197_000,
    reconnects: 0,
  })),
};
