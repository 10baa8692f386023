import { z } from "zod";
import { SEGMENTS } from "./instrument-key.ts";

export const segmentSession = z.object({
  segment: z.enum(SEGMENTS),
  /** Whether it trades: while it does not, prices stand still and nothing is wrong. */
  isOpen: z.boolean(),
  /** UTC milliseconds at which it opens, or closes, next; null when nothing is known of that. */
  changesAt: z.number().int().nullable(),
});

/** Where trading goes on, segment by segment. */
export const marketSessions = z.object({ segments: z.array(segmentSession) });
export type MarketSessions = z.infer<typeof marketSessions>;
