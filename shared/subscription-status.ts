import { z } from "zod";
import { connectionState } from "./feed-state.ts";

const count = z.number().int().nonnegative();

/** Instruments asked for on the feed's sockets, and those of them that have sent a packet since. */
export const carriedCount = z.object({ desired: count, confirmed: count });

/**
 * What the 25,000 slots are spent on. Counted on the feed's own connections at the moment of the question: there is no
 * other count that could disagree.
 */
export const subscriptionStatus = z.object({
  total: carriedCount,
  tiers: z.object({ pinned: carriedCount, B: carriedCount, A: carriedCount }),
  connections: z.array(
    carriedCount.extend({ connection: z.number().int(), state: connectionState, pinned: count, B: count, A: count }),
  ),
  capacity: z.object({ instruments: count, left: count }),
  /** Units evicted, and requests refused by reason, since the start. */
  evictions: count,
  refusals: z.object({ capacity: count, share: count }),
});
export type SubscriptionStatus = z.infer<typeof subscriptionStatus>;
