import { useFeedState, useStreamStatus } from "../market.ts";
import { overallStatus } from "./overall-status.ts";

export function StatusLight() {
  const state = useFeedState();
  const { label, tone, detail } = overallStatus(useStreamStatus(), state);
  return (
    <div className="status">
      {state?.source === "simulator" && (
        <strong className="simulated" title="These prices are made up by the built-in simulator. Nothing here is real.">
          SIMULATED PRICES
        </strong>
      )}
      <span className="status-light" role="status" data-tone={tone} title={detail}>
        <span className="dot" aria-hidden="true" />
        {label}
      </span>
    </div>
  );
}
