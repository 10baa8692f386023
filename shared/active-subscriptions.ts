import { z } from "zod";
import { instrumentKey } from "./instrument-key-schema.ts";
import { mode } from "./tick.ts";

const count = z.number().int().nonnegative();

export const ActiveLimits = { perPage: 1_000, perPageDefault: 100 } as const;

/** pinned: the six indices. B: the plan that is always on. A: what users want, on demand. */
export const subscriptionTier = z.enum(["pinned", "B", "A"]);

/** An instrument that the feed carries, or is about to. */
export const activeSubscription = z.object({
  key: instrumentKey,
  /** Null while there is no instrument master. */
  name: z.string().nullable(),
  /** The highest tier that wants it: it counts once. */
  tier: subscriptionTier,
  /** 1 to 5. */
  connection: z.number().int(),
  /** The richest that anybody asks for. */
  mode,
  /** It has sent a packet since it was last asked for. */
  isConfirmed: z.boolean(),
  /** Units of demand that want it, by tier: series of the plan; watchlist items, chains and open pages. */
  wantedBy: z.object({ pinned: count, B: count, A: count }),
});

export const activeQuery = z.strictObject({
  tier: subscriptionTier.optional(),
  connection: z.number().int().min(1).max(5).optional(),
  limit: z.number().int().min(1).max(ActiveLimits.perPage).default(ActiveLimits.perPageDefault),
  /** The `next` of the page before. */
  after: instrumentKey.optional(),
});
export const activePage = z.object({
  /** All that fit the question, on any page. */
  total: count,
  subscriptions: z.array(activeSubscription),
  /** Of the next page; null on the last. */
  next: instrumentKey.nullable(),
});

export type ActiveSubscription = z.infer<typeof activeSubscription>;
export type ActiveQuery = z.infer<typeof activeQuery>;
export type ActivePage = z.infer<typeof activePage>;
