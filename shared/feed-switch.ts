import { z } from "zod";
import { SWITCH_REASON_MOST } from "./feed-switch-limits.ts";

/** UTC milliseconds. */
const time = z.number();

/** Why the whole feed is cut. */
export const feedCut = z.object({
  since: time,
  /** As the admin gave it. */
  reason: z.string(),
});
export type FeedCut = z.infer<typeof feedCut>;

/**
 * The emergency switch: off, no connection to Dhan is open or tried, also after a restart, until an admin switches it on.
 * What is subscribed stays subscribed and turns stale.
 */
export const feedSwitch = z.object({
  /** Null while the feed is on; `by` is the user id of whoever switched it off. */
  off: feedCut.extend({ by: z.string() }).nullable(),
  /** False where it could not be written down: a restart would find it as it was before. */
  isKept: z.boolean(),
});
export type FeedSwitch = z.infer<typeof feedSwitch>;

export const switchFeedOffInput = z.strictObject({
  /** Shown to everybody whose prices stop. */
  reason: z.string().trim().min(1).max(SWITCH_REASON_MOST),
});

/** One of the connections to Dhan, 1 to 5. */
export const feedConnectionInput = z.strictObject({ connection: z.number().int().min(1).max(5) });
