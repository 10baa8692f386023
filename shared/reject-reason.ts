/** Why an instrument is not sent (PROTOCOL.md, P16). */
export const REJECT_REASONS = ["bad-key", "unknown-instrument", "session-full", "feed-full"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
