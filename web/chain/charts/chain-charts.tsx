import { useMemo } from "react";
import { istTime } from "../../../shared/ist.ts";
import { useChain, useChainStore } from "../use-chain.ts";
import { Chart } from "./chart.tsx";
import { IV_SMILE } from "./iv-smile.ts";
import { OI_BY_STRIKE } from "./oi-by-strike.ts";
import { straddleDay } from "./straddle-day.ts";
import type { StraddleLog } from "./straddle-log.ts";

/** Beside the chain; loaded when first shown. */
export default function ChainCharts({ straddles }: { straddles: StraddleLog }) {
  const store = useChainStore();
  const points = useMemo(() => straddles.of(store), [straddles, store]);
  const kind = useMemo(() => straddleDay(points), [points]);
  const from = useChain(() => points.times[0] ?? null);
  return (
    <aside className="chain-charts" aria-label="Charts">
      <Chart title="OI by strike" note={<Sides />} kind={OI_BY_STRIKE} />
      <Chart title="IV smile" note={<Sides />} kind={IV_SMILE} />
      <Chart
        title="Straddle"
        note={from === null ? "nothing yet" : `since ${istTime(from * 1_000)}, when opened here`}
        kind={kind}
      />
    </aside>
  );
}

function Sides() {
  return (
    <>
      <span className="chart-key" data-side="call" /> calls <span className="chart-key" data-side="put" /> puts
    </>
  );
}
