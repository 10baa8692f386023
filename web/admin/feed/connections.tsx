import type { FeedState } from "../../../client-sdk/index.ts";
import { Gauge } from "./gauge.tsx";

const CONNECTIONS = [1, 2, 3, 4, 5];

/** The five connections from the server to Dhan. */
export function Connections({ state }: { state: FeedState | null }) {
  return (
    <section className="connections" aria-label="Connections to the feed">
      {CONNECTIONS.map((number) => (
        <Gauge
          key={number}
          number={number}
          status={state?.connections.find(({ connection }) => connection === number) ?? null}
          isSwitchedOff={state?.switchedOff != null}
        />
      ))}
    </section>
  );
}
