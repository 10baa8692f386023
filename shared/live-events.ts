import { z } from "zod";
import { eodRun } from "./admin.ts";
import { masterChangedEvent } from "./master-change.ts";
import { userEvent } from "./user-event.ts";

/**
 * The first item of every stream of events, also after a reconnect: what happens from here on is told. What was read
 * before may be old, so it is read now.
 */
export const listeningEvent = z.object({ type: z.literal("listening") });
export type ListeningEvent = z.infer<typeof listeningEvent>;

/** What happens to the caller's watchlists by itself, or in another of their windows. */
export const watchlistEvent = z.discriminatedUnion("type", [listeningEvent, userEvent]);

/** Another instrument master is in use. */
export const masterEvent = z.discriminatedUnion("type", [listeningEvent, masterChangedEvent]);

/** An end of day has finished, well or not, or what it let go was added to. */
export const eodEvent = z.object({ type: z.literal("eod-run"), run: eodRun });
export type EodEvent = z.infer<typeof eodEvent>;
export const eodStreamEvent = z.discriminatedUnion("type", [listeningEvent, eodEvent]);

/** Why a stream of events is refused or ended, and what to do about it. */
export const EVENT_REFUSALS = {
  "too-slow": "More happened than was read, and some of it is lost: read anew what it is about, then subscribe again.",
  "too-many-streams": "As many streams of events as there may be are open: close one, or come back later.",
} as const;
export type EventRefusalReason = keyof typeof EVENT_REFUSALS;
