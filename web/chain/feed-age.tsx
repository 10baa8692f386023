import { parseInstrumentKey } from "../../shared/instrument-key.ts";
import { Dash } from "../format/dash.tsx";
import { useFeedState, useMarketSessions, useNow } from "../market.ts";
import { ChainMetric } from "./chain-metric.tsx";
import type { ChainStore } from "./chain-store.ts";
import { feedAgeText } from "./feed-age-text.ts";
import { useChainStore, useSummary } from "./use-chain.ts";

/** How long ago anything of the chain was last received. */
export function FeedAge() {
  const store = useChainStore();
  const now = useNow();
  const feed = useFeedState()?.feed;
  const market = useMarketSessions();
  const hasSummary = useSummary(() => true) ?? false;
  // Read at each second's turn: told of each packet it would always be 0.
  const receivedTime = store.summary?.receivedTime ?? null;
  const segment = segmentOf(store);
  const isOpen = market?.segments.find((one) => one.segment === segment)?.isOpen;
  const { text, title, isQuiet } = feedAgeText({ receivedTime, feed, isOpen }, now);
  return (
    <ChainMetric label="Feed" title={title} width={6} isStale={isQuiet}>
      {text !== null ? (
        <span className={isQuiet ? "quiet" : ""}>{text}</span>
      ) : (
        hasSummary && <Dash reason="No packet of any leg has come" />
      )}
    </ChainMetric>
  );
}

/** Where the chain's legs are traded. */
function segmentOf({ rows: [first] }: ChainStore): string | undefined {
  const key = first?.call?.key ?? first?.put?.key;
  return key === undefined ? undefined : parseInstrumentKey(key)?.segment;
}
