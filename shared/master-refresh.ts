import { z } from "zod";
import { masterChange, masterCounts } from "./master-change.ts";

const count = z.number().int().nonnegative();
/** UTC milliseconds. */
const time = z.number().int();

/** start: the process began. schedule: at its time of the day. retry: after one that failed or was missed. admin: asked for. */
export const REFRESH_TRIGGERS = ["start", "schedule", "retry", "admin"] as const;
export type RefreshTrigger = (typeof REFRESH_TRIGGERS)[number];

/**
 * replaced: another master is in use. unchanged: the one in use is still the newest. refused: the newest cannot be
 * right, and the one before stays. failed: there was none to be had, and the one before stays.
 */
export const REFRESH_OUTCOMES = ["replaced", "unchanged", "refused", "failed"] as const;

/** downloaded: when it was read. unchanged: the kept copy, which was still the newest. last-good: the kept copy, for want of a better. */
export const MASTER_SOURCES = ["downloaded", "unchanged", "last-good"] as const;

/** One attempt to have the newest instrument master. */
export const masterRefresh = z.object({
  /** Null when it could not be kept. */
  id: z.number().int().nullable(),
  startedAt: time,
  finishedAt: time,
  trigger: z.enum(REFRESH_TRIGGERS),
  /** A user's id, or `server`. */
  actor: z.string(),
  /** Whether what cannot be right was to be taken all the same. */
  isForced: z.boolean(),
  outcome: z.enum(REFRESH_OUTCOMES),
  /** Why it was refused or failed, or what was overruled; else null. */
  reason: z.string().nullable(),
  /** Instruments in use afterwards; 0 while there are none. */
  instruments: count,
  /** What differs from the one before; null where nothing was replaced, or nothing was there before. */
  counts: masterCounts.nullable(),
});
export type MasterRefresh = z.infer<typeof masterRefresh>;

/** What a refresh that runs is at. */
export const REFRESH_PHASES = ["reading", "comparing", "building"] as const;

export const runningRefresh = z.object({
  trigger: z.enum(REFRESH_TRIGGERS),
  actor: z.string(),
  isForced: z.boolean(),
  startedAt: time,
  phase: z.enum(REFRESH_PHASES),
  /** Read so far. */
  bytes: count,
  /** Null while unknown. */
  totalBytes: count.nullable(),
  rows: count,
});
export type RunningRefresh = z.infer<typeof runningRefresh>;

export const masterStatus = z.object({
  /** Of the master in use; null while there is none. */
  inUse: z
    .object({
      source: z.enum(MASTER_SOURCES),
      instruments: count,
      /** When it was downloaded, and when it was last known to be the newest; null when that was never asked with success. */
      fetchedAt: time,
      newestAt: time.nullable(),
      /** When it came into use. */
      loadedAt: time,
    })
    .nullable(),
  running: runningRefresh.nullable(),
  /** Why the last attempt was refused or failed; null when it was not. */
  problem: z.object({ outcome: z.enum(["refused", "failed"]), reason: z.string(), at: time }).nullable(),
  /** When it is refreshed by itself the next time; where that is now, it is within a minute. */
  nextRunAt: time,
});
export type MasterStatus = z.infer<typeof masterStatus>;

export const refreshMasterInput = z
  .strictObject({
    /** Takes a master that would be refused for what it lacks beside the one in use. Logged with who asked. */
    force: z.boolean().default(false),
  })
  .prefault({});

/** `refresh` is null while it runs on: the status shows how far it is. */
export const refreshMasterAnswer = z.object({ refresh: masterRefresh.nullable(), status: masterStatus });

export const masterChangeInput = z.strictObject({ refreshId: z.number().int() });
/** Null when there is no such refresh, or it changed nothing. */
export const masterChangeAnswer = masterChange.nullable();
