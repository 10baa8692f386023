import { lazy, Suspense, useEffect, useMemo } from "react";
import type { ChainSpecWish } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { ChainStore } from "./chain-store.ts";
import { ChainSummaryLine } from "./chain-summary.tsx";
import { ChainTable } from "./chain-table.tsx";
import { ChainTrouble } from "./chain-trouble.tsx";
import type { StraddleLog } from "./charts/straddle-log.ts";
import { ChainContext, useChain } from "./use-chain.ts";

/** A page that was open while the server was brought up to date asks for a file that is gone: the chain goes on. */
const ChainCharts = lazy(() => import("./charts/chain-charts.tsx").catch(() => ({ default: NoCharts })));

function NoCharts() {
  return (
    <aside className="chain-charts">
      <p className="chart">The charts could not be fetched: load the page again.</p>
    </aside>
  );
}

interface SeriesViewProps {
  spec: ChainSpecWish;
  /** What it is called. */
  title: string;
  nearestPath: string;
  hasCharts: boolean;
  straddles: StraddleLog;
}

/** One option series, live while it is mounted. */
export function SeriesView({ spec, title, nearestPath, hasCharts, straddles }: SeriesViewProps) {
  const { stream } = useMarket();
  const store = useMemo(() => new ChainStore(stream, spec, (apply) => requestAnimationFrame(apply)), [stream, spec]);
  useEffect(() => store.open(), [store]);
  useEffect(() => straddles.follow(store), [straddles, store]);
  return (
    <ChainContext value={store}>
      <ChainSummaryLine />
      <ChainTrouble nearestPath={nearestPath} />
      <Body title={title} hasCharts={hasCharts} straddles={straddles} />
    </ChainContext>
  );
}

/** There is something to show, or will be. */
function Body({ title, hasCharts, straddles }: Pick<SeriesViewProps, "title" | "hasCharts" | "straddles">) {
  const status = useChain(({ state }) => state.status);
  const hasStrikes = useChain(({ strikes }) => strikes.length > 0);
  if (!hasStrikes && status !== "waiting") return null;
  return (
    <div className="chain-body" data-lost={status === "lost" || undefined}>
      <ChainTable title={title} />
      {hasCharts && (
        <Suspense fallback={<aside className="chain-charts" />}>
          <ChainCharts straddles={straddles} />
        </Suspense>
      )}
    </div>
  );
}
