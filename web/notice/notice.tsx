import { useSyncExternalStore } from "react";
import type { StreamStatus } from "../../client-sdk/index.ts";
import { istTime } from "../../shared/ist.ts";
import { age } from "../format/time.ts";
import { useFeedState, useMarket, useNow, useStreamStatus } from "../market.ts";
import { feedTrouble } from "./feed-trouble.ts";

/** A bar that is there only while something is wrong: since when, why, and what is being done. */
export function Notice() {
  const { stream, lagging } = useMarket();
  const status = useStreamStatus();
  const state = useFeedState();
  const isLagging = useSyncExternalStore(lagging.subscribe, () => lagging.isLagging);
  if (status.status === "reconnecting") return <Reconnecting status={status} onRetry={stream.retryNow} />;
  if (status.status === "closed") {
    return (
      <div className="notice" data-tone="bad" role="alert">
        <p>
          <strong>Not live.</strong> The server closed this page's stream: {status.reason}. Prices below are the last
          known.
        </p>
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
  const trouble = state === null ? null : feedTrouble(state);
  if (trouble !== null) {
    return (
      <div className="notice" data-tone={state!.feed === "down" ? "bad" : "warning"} role="status">
        <p>
          <strong>{trouble.title}</strong> {trouble.detail}
        </p>
      </div>
    );
  }
  if (!isLagging) return null;
  return (
    <div className="notice" data-tone="warning" role="status">
      <p>
        <strong>Slow connection.</strong> This browser cannot keep up with every tick; it is sent the newest prices
        only.
      </p>
    </div>
  );
}

type ReconnectingStatus = Extract<StreamStatus, { status: "reconnecting" }>;

function Reconnecting({ status, onRetry }: { status: ReconnectingStatus; onRetry: () => void }) {
  const now = useNow();
  const inSeconds = status.retryAt === null ? 0 : Math.ceil((status.retryAt - now) / 1_000);
  return (
    <div className="notice" data-tone="warning">
      {/* Only the first words are announced: what counts seconds would be read out each second. */}
      <p>
        <strong role="status">Not live: reconnecting.</strong> No ticks since {istTime(status.since)} (
        {age(now - status.since)}): {status.reason}. Attempt {status.attempt}
        {inSeconds > 0 ? ` in ${inSeconds} s.` : " now."}
      </p>
      <button type="button" onClick={onRetry} disabled={status.retryAt === null}>
        Retry now
      </button>
    </div>
  );
}
