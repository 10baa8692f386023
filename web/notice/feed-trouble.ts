import type { FeedState } from "../../client-sdk/index.ts";
import { istTime } from "../../shared/ist.ts";

/** What is wrong between the server and Dhan, since when, and what is being done; null when nothing is. */
export function feedTrouble({ feed, switchedOff, connections }: FeedState): { title: string; detail: string } | null {
  if (switchedOff !== null)
    return {
      title: "The feed is switched off.",
      detail: `Since ${istTime(switchedOff.since)}: ${switchedOff.reason}. An admin has to switch it on again.`,
    };
  if (feed === "up") return null;
  const out = connections.filter(({ state }) => state !== "up");
  const since = istTime(Math.min(...out.map((connection) => connection.since)));
  const reason = out.find((connection) => connection.reason !== null)?.reason;
  const isRefused = out.some(({ state }) => state === "refused");
  const action = isRefused ? "Somebody has to look at the account." : "The server is reconnecting.";
  const title =
    feed === "down"
      ? "The feed is down."
      : `The feed is degraded: ${out.length} of ${connections.length} connections ${out.length === 1 ? "is" : "are"} out.`;
  return { title, detail: `Since ${since}${reason ? `: ${reason}` : ""}. ${action}` };
}
