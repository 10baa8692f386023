import type { FeedState } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";
import { age } from "../../format/time.ts";
import { useNow } from "../../market.ts";

type ConnectionStatus = FeedState["connections"][number];

const TONES: Record<ConnectionStatus["state"], string> = {
  up: "good",
  connecting: "idle",
  "backing-off": "warning",
  refused: "bad",
  stopped: "idle",
};

/** Null while the server has said nothing of it. */
export function Gauge({ number, status }: { number: number; status: ConnectionStatus | null }) {
  return (
    <article className="gauge panel" data-connection={number} data-tone={status ? TONES[status.state] : "idle"}>
      <h2>
        <span className="dot" aria-hidden="true" />
        Connection {number}
        <span className="gauge-state">{status?.state.replace("-", " ") ?? "waiting"}</span>
      </h2>
      {status === null ? <p className="faint">Nothing heard from the server yet</p> : <Readings status={status} />}
    </article>
  );
}

function Readings({ status }: { status: ConnectionStatus }) {
  const now = useNow();
  const { instruments, confirmed, packetsPerSecond, lastPacketTime, reason, retryAt } = status;
  const share = instruments === 0 ? 0 : confirmed / instruments;
  const trouble = [retryAt !== null && retryText(retryAt - now), reason].filter(Boolean).join(": ");
  return (
    <>
      <div className="gauge-bar" aria-hidden="true">
        <div style={{ transform: `scaleX(${share})` }} />
      </div>
      <dl>
        <div>
          <dt>Confirmed</dt>
          <dd
            title={`${grouped(confirmed)} of ${grouped(instruments)} instruments have ticked since they were asked for`}
          >
            {grouped(confirmed)} / {grouped(instruments)}
          </dd>
        </div>
        <div>
          <dt>Packets</dt>
          <dd>{grouped(Math.round(packetsPerSecond))}/s</dd>
        </div>
        <div>
          <dt>Last</dt>
          <dd>{lastPacketTime === null ? <span title="No packet yet">—</span> : age(now - lastPacketTime)}</dd>
        </div>
      </dl>
      <p className="gauge-reason" title={trouble}>
        {trouble}
      </p>
    </>
  );
}

function retryText(inMs: number): string {
  const seconds = Math.ceil(inMs / 1_000);
  return seconds > 0 ? `retry in ${seconds} s` : "retrying";
}
