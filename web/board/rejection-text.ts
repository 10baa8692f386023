import type { RejectReason } from "../../client-sdk/index.ts";

const TEXTS: Record<RejectReason, string> = {
  "bad-key": "Not an instrument key",
  "unknown-instrument":
    "Unknown instrument: not in today's instrument master. It may have expired, or the key is mistyped.",
  "session-full": "This page holds as many instruments as the server allows it",
  "feed-full": "The feed is full: no slot is free for this instrument",
};

/** What a refusal means to the one who asked. */
export function rejectionText(reason: RejectReason): string {
  return TEXTS[reason];
}
