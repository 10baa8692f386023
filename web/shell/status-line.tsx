import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { istTime } from "../../shared/ist.ts";
import { grouped } from "../format/number.ts";
import { useFeedState, useMarket, useMarketSessions, useNow } from "../market.ts";
import { tradingHoursText } from "./trading-hours.ts";

/** The server's slots, as DhanHQ allows them: five connections of 5,000 instruments. */
const SLOTS = 25_000;
const TIER_A_EVERY_MS = 5_000;

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
  const tierA = useTierA();
  const sum = (field: "instruments" | "packetsPerSecond") => connections.reduce((total, one) => total + one[field], 0);
  const up = connections.filter(({ state }) => state === "up").length;
  return (
    <span>
      {up}/{connections.length} connections · {grouped(sum("instruments"))} of {grouped(SLOTS)} slots
      <span className="wide-only">
        {tierA !== null && (
          <span title="Instruments subscribed because somebody wants them"> · Tier A {grouped(tierA)}</span>
        )}
        <span title="Packets that the feed sends, all connections together">
          {" "}
          · ticks {grouped(Math.round(sum("packetsPerSecond")))}/s
        </span>
        <Delay />
      </span>
    </span>
  );
}

/** Sorting a thousand numbers each second would be more work than it is worth. */
const DELAY_EVERY_MS = 5_000;

function Delay() {
  const { quotes } = useMarket();
  const period = Math.floor(useNow() / DELAY_EVERY_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when a period is over.
  const p99 = useMemo(() => quotes.delays.p99(), [quotes, period]);
  if (p99 === null) return null;
  return (
    <span title="99 of 100 prices are here within this time of reaching the server, which sends each of them every 100 ms at most">
      {" "}
      · p99 {grouped(Math.round(p99))} ms
    </span>
  );
}

/** Instruments that are subscribed on demand; null while not known. */
function useTierA(): number | null {
  const { server } = useMarket();
  const { data } = useQuery({
    queryKey: ["subscriptions.status"],
    queryFn: () => server.subscriptions.status.query(),
    refetchInterval: TIER_A_EVERY_MS,
  });
  return data?.tiers.A.desired ?? null;
}

function Clock() {
  const market = useMarketSessions();
  const now = useNow();
  const hours = market === null ? null : tradingHoursText(market, now);
  return (
    <span className="clock">
      {hours !== null && <span className="wide-only">{hours} · </span>}IST {istTime(now)}
    </span>
  );
}
