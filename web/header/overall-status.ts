import type { FeedState, StreamStatus } from "../../client-sdk/index.ts";

export interface OverallStatus {
  label: "LIVE" | "DEGRADED" | "DOWN" | "CONNECTING" | "RECONNECTING" | "CLOSED";
  tone: "good" | "warning" | "bad" | "idle";
  detail: string;
}

/** One word for the whole way from Dhan to this page; the weakest part decides. */
export function overallStatus(stream: StreamStatus, state: FeedState | null): OverallStatus {
  if (stream.status === "closed") return { label: "CLOSED", tone: "bad", detail: stream.reason };
  if (stream.status === "reconnecting") return { label: "RECONNECTING", tone: "warning", detail: stream.reason };
  if (stream.status === "connecting" || state === null) {
    return { label: "CONNECTING", tone: "idle", detail: "Connecting to the server" };
  }
  const all = state.connections.length;
  const up = state.connections.filter((connection) => connection.state === "up").length;
  const detail = `${up} of ${all} connections to the feed are up`;
  if (state.feed === "up") return { label: "LIVE", tone: "good", detail };
  return state.feed === "degraded"
    ? { label: "DEGRADED", tone: "warning", detail }
    : { label: "DOWN", tone: "bad", detail };
}
