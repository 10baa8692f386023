import { z } from "zod";

const count = z.number().int().nonnegative();

/** What one user holds of Tier A now. */
export const tierAHolding = z.object({
  /** Null for all open pages, which count as one user together. */
  userId: z.string().nullable(),
  /** Watchlist items, open chains, instruments of open pages. */
  units: count,
  /** Instruments of those, counted by unit, as they count against the share. */
  slots: count,
  /** Slots that are theirs when capacity is short; with more than these they make room among their own. */
  share: count,
});
export type TierAHolding = z.infer<typeof tierAHolding>;
