import { StreamLimits } from "../shared/stream-limits.ts";

/** The client's own limits. The server's are StreamLimits. */
export interface ClientLimits {
  /** From the start of an attempt to the server's hello. */
  openWithinMs: number;
  /** Silence after which an open socket is taken for dead: the server sends its state every two seconds. */
  silenceMs: number;
  /** Back-off: a random time from 0 to the base doubled at each attempt, at most the cap. */
  backoffBaseMs: number;
  backoffCapMs: number;
  /** How long a connection must have been open before its loss counts as a first one. */
  stableAfterMs: number;
  /** Messages sent in any second: half of what the server takes, since the network may deliver two seconds' worth in one. */
  messagesPerSecond: number;
}

export const defaultClientLimits: Readonly<ClientLimits> = {
  openWithinMs: 10_000,
  silenceMs: 5_000,
  backoffBaseMs: 500,
  backoffCapMs: 15_000,
  stableAfterMs: 10_000,
  messagesPerSecond: StreamLimits.messagesPerSecond / 2,
};
