import { z } from "zod";
import { feedCut } from "./feed-switch.ts";

/**
 * States of one connection to Dhan. `refused` needs a person: credentials, plan or account. `stopped` has been
 * disconnected, or all are: it is not tried again until somebody connects it, or switches the feed on.
 */
export const CONNECTION_STATES = ["connecting", "up", "backing-off", "refused", "stopped"] as const;
export const connectionState = z.enum(CONNECTION_STATES);
export type ConnectionState = z.infer<typeof connectionState>;

export const connectionStatus = z.object({
  /** 1 to 5. */
  connection: z.number().int(),
  state: connectionState,
  /** UTC milliseconds at which this state began. */
  since: z.number(),
  /** Why it is not up, in words; null while it is. */
  reason: z.string().nullable(),
  /** When the next attempt is made; null unless backing off. */
  retryAt: z.number().nullable(),
  /**
   * An admin has disconnected this one: it stays so until it is connected again or the server restarts, also while the
   * whole feed is switched off and on. Its instruments are stale; after half a minute the others take them, where they
   * have room.
   */
  isDisconnected: z.boolean(),
  /** What went wrong last, and when; kept while it is up again, null when nothing has since the start. */
  lastError: z.object({ at: z.number(), reason: z.string() }).nullable(),
  /** Instruments asked for. */
  instruments: z.number().int(),
  /** Of those, the ones that have sent a packet since they were asked for. */
  confirmed: z.number().int(),
  packetsPerSecond: z.number(),
  lastPacketTime: z.number().nullable(),
  reconnects: z.number().int(),
});
export type ConnectionStatus = z.infer<typeof connectionStatus>;

export const feedState = z.object({
  /** up: all five; degraded: some; down: none. */
  feed: z.enum(["up", "degraded", "down"]),
  /** Whose prices these are. Simulated prices are never shown as real ones. */
  source: z.enum(["dhan", "simulator"]),
  /** An admin has switched the whole feed off: since when and why; null while it is on. */
  switchedOff: feedCut.nullable(),
  connections: z.array(connectionStatus),
});
export type FeedState = z.infer<typeof feedState>;
