/** Why an instrument is not sent (PROTOCOL.md, P16). */
export const REJECT_REASONS = ["bad-key", "unknown-instrument", "session-full", "feed-full"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * Why a subscription ended that nobody asked to end.
 * evicted: it had to make room on the feed; subscribing again tries again. delisted: the new instrument master does not
 * list it. reassigned: its key names another instrument in the new master; subscribing again subscribes to that one.
 */
export const UNASKED_REASONS = ["evicted", "delisted", "reassigned"] as const;
export type UnaskedReason = (typeof UNASKED_REASONS)[number];
