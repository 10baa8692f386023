import { istTime } from "../../shared/ist.ts";
import { Dash } from "../format/dash.tsx";
import { age } from "../format/time.ts";
import { useFeedState, useNow } from "../market.ts";
import { ChainMetric } from "./chain-metric.tsx";
import { useChainStore, useSummary } from "./use-chain.ts";

/** Without a packet for so long nothing trades: the market is closed, or nobody wants these options. */
const QUIET_AFTER_MS = 60_000;

/** How long ago anything of the chain was last received. */
export function FeedAge() {
  const store = useChainStore();
  const now = useNow();
  const feed = useFeedState()?.feed;
  const hasSummary = useSummary(() => true) ?? false;
  // Read at each second's turn: told of each packet it would always be 0.
  const received = store.summary?.receivedTime ?? null;
  const ms = received === null ? null : Math.max(0, now - received);
  const isQuiet = ms !== null && ms > QUIET_AFTER_MS;
  const why = feed === "up" ? "the market is closed, or nothing of it trades" : "the feed is not whole";
  return (
    <ChainMetric
      label="Feed"
      title={isQuiet ? `No packet since ${istTime(received!)} IST: ${why}` : "Since the last packet of any leg"}
      width={6}
      isStale={isQuiet}
    >
      {ms !== null ? (
        <span className={isQuiet ? "quiet" : ""}>{isQuiet ? `quiet ${age(ms)}` : ageOf(ms)}</span>
      ) : (
        hasSummary && <Dash reason="No packet of any leg has come" />
      )}
    </ChainMetric>
  );
}

function ageOf(ms: number): string {
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : age(ms);
}
