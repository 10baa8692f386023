import { istTime } from "../../shared/ist.ts";
import { grouped } from "../format/number.ts";
import { useFeedState, useNow } from "../market.ts";

/** The server's slots, as DhanHQ allows them: five connections of 5,000 instruments. */
const SLOTS = 25_000;

export function StatusLine() {
  const state = useFeedState();
  return (
    <footer className="status-line">
      {state === null ? <span>Waiting for the server</span> : <Totals connections={state.connections} />}
      <Clock />
    </footer>
  );
}

function Totals({ connections }: { connections: NonNullable<ReturnType<typeof useFeedState>>["connections"] }) {
  const sum = (field: "instruments" | "packetsPerSecond") => connections.reduce((total, one) => total + one[field], 0);
  const up = connections.filter(({ state }) => state === "up").length;
  return (
    <span>
      {up}/{connections.length} connections · {grouped(sum("instruments"))} of {grouped(SLOTS)} slots
      <span className="wide-only"> · {grouped(Math.round(sum("packetsPerSecond")))} packets/s</span>
    </span>
  );
}

function Clock() {
  return <span className="clock">IST {istTime(useNow())}</span>;
}
