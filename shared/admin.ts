import { z } from "zod";
import { market } from "./market.ts";

const count = z.number().int().nonnegative();
/** UTC milliseconds. */
const time = z.number().int();

/** One end of day of one market. */
export const eodRun = z.object({
  date: z.iso.date(),
  market,
  startedAt: time,
  /** Null while it runs, and for ever where the process ended in between. */
  finishedAt: time.nullable(),
  unitsDropped: count,
  legsDropped: count,
  trigger: z.enum(["schedule", "catch-up", "admin"]),
  error: z.string().nullable(),
});

export const LOG_ACTIONS = ["SUBSCRIBE", "UNSUBSCRIBE", "EVICT", "EOD_CLEANUP", "REBALANCE", "ATM_SHIFT"] as const;

/** One thing that happened to one unit of demand, or to a batch; never one row a leg. */
export const logEntry = z.object({
  id: z.number().int(),
  at: time,
  action: z.enum(LOG_ACTIONS),
  unitId: z.string(),
  userId: z.string().nullable(),
  actor: z.string(),
  reason: z.string(),
  legs: count,
  connection: z.number().int().nullable(),
});

export const logQuery = z.strictObject({
  limit: z.number().int().min(1).max(500).default(100),
  /** The `next` of the page before. */
  before: z.number().int().optional(),
  action: z.enum(LOG_ACTIONS).optional(),
  userId: z.string().max(100).optional(),
  unitId: z.string().max(200).optional(),
});
export const logPage = z.object({ entries: z.array(logEntry), next: z.number().int().nullable() });

/** What an admin's word took away: units of demand (an item, a chain, a page's instrument), and their legs counted by unit. */
export const stoppedCount = z.object({ units: count, legs: count });
