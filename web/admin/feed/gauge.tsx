import type { ConnectionState, ConnectionStatus } from "../../../client-sdk/index.ts";
import { ConnectionSwitch } from "./connection-switch.tsx";
import { Readings } from "./readings.tsx";

const TONES: Record<ConnectionState, string> = {
  up: "good",
  connecting: "idle",
  "backing-off": "warning",
  refused: "bad",
  stopped: "idle",
};

interface GaugeProps {
  number: number;
  /** Null while the server has said nothing of it. */
  status: ConnectionStatus | null;
  isSwitchedOff: boolean;
}

export function Gauge({ number, status, isSwitchedOff }: GaugeProps) {
  return (
    <article className="gauge" data-connection={number} data-tone={status ? TONES[status.state] : "idle"}>
      <h2>
        <span className="dot" aria-hidden="true" />
        Connection {number}
        <span className="gauge-state">{status === null ? "waiting" : stateText(status)}</span>
      </h2>
      {status === null ? (
        <p className="faint">Nothing heard from the server yet</p>
      ) : (
        <>
          <Readings status={status} />
          <ConnectionSwitch status={status} isSwitchedOff={isSwitchedOff} />
        </>
      )}
    </article>
  );
}

function stateText({ state, isDisconnected }: ConnectionStatus): string {
  return isDisconnected ? "disconnected" : state.replace("-", " ");
}
