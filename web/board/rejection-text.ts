import type { Rejection } from "../../client-sdk/index.ts";

const TEXTS: Record<Rejection["reason"], string> = {
  "bad-key": "Not an instrument key",
  "unknown-instrument":
    "Unknown instrument: not in today's instrument master. It may have expired, or the key is mistyped.",
  "session-full": "This page holds as many instruments as the server allows it",
  "feed-full": "The feed is full: no slot is free for this instrument",
  evicted: "Had to make room for others on the full feed. Remove it and add it again to bring it back.",
};

/** What a refusal means to the one who asked. */
export function rejectionText(reason: Rejection["reason"]): string {
  return TEXTS[reason];
}
