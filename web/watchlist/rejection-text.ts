import type { Rejection } from "../../client-sdk/index.ts";

const TEXTS: Record<Rejection["reason"], string> = {
  "bad-key": "Not an instrument key",
  "unknown-instrument":
    "Unknown instrument: not in today's instrument master. It may have expired, or the key is mistyped.",
  "session-full": "This page holds as many instruments as the server allows it",
  "feed-full": "The feed is full: no slot is free for this instrument",
  delisted: "No longer listed: it has expired, or left the instrument master.",
  reassigned:
    "This key names another instrument in the new instrument master. Remove it and add it again to get that one.",
  evicted: "Had to make room for others on the full feed. Remove it and add it again to bring it back.",
};

/** What a refusal means to the one who asked. */
export function rejectionText(reason: Rejection["reason"]): string {
  return TEXTS[reason];
}
