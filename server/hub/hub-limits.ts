import { StreamLimits } from "../../shared/stream-limits.ts";

/** The limits of the tick stream that the hub watches over; what one message may hold is in the schemas. */
export const HUB_LIMITS = {
  sessions: StreamLimits.sessions,
  instrumentsPerSession: StreamLimits.instrumentsPerSession,
  messageBytes: StreamLimits.messageBytes,
  messagesPerSecond: StreamLimits.messagesPerSecond,
  errorsPerSession: StreamLimits.errorsPerSession,
  laggingBytes: StreamLimits.laggingBytes,
  bufferedBytes: StreamLimits.bufferedBytes,
  laggingMs: StreamLimits.laggingMs,
};
export type HubLimits = Readonly<typeof HUB_LIMITS>;
