import type { LogEntry } from "../../../client-sdk/index.ts";

export type LogAction = LogEntry["action"];

/** What the log's actions are called. */
export const ACTION_NAMES: Record<LogAction, string> = {
  SUBSCRIBE: "Subscribed",
  UNSUBSCRIBE: "Unsubscribed",
  EVICT: "Evicted",
  EOD_CLEANUP: "End of day",
  REBALANCE: "Rebalanced",
  ATM_SHIFT: "ATM moved",
};
