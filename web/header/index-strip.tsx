import { useEffect, useState, useSyncExternalStore } from "react";
import { Link } from "wouter";
import { istTime } from "../../shared/ist.ts";
import { useMarket, useQuote } from "../market.ts";
import { Change } from "../quote/change.tsx";
import { LastPrice } from "../quote/last-price.tsx";
import { chainPath } from "../routes.ts";
import { Sparks } from "./sparks.ts";

const INDICES = [
  { name: "NIFTY", key: "IDX_I:13" },
  { name: "BANKNIFTY", key: "IDX_I:25" },
  { name: "FINNIFTY", key: "IDX_I:27" },
  { name: "MIDCPNIFTY", key: "IDX_I:442" },
  { name: "SENSEX", key: "IDX_I:51" },
  { name: "BANKEX", key: "IDX_I:69" },
] as const;
const KEYS = INDICES.map(({ key }) => key);

/** The indices; each leads to its chain. */
export function IndexStrip() {
  const { quotes, seconds } = useMarket();
  const [sparks] = useState(() => new Sparks(quotes, seconds, KEYS));
  return (
    <nav className="index-strip" aria-label="Indices">
      <ul>
        {INDICES.map(({ name, key }) => (
          <IndexQuote key={key} name={name} instrument={key} sparks={sparks} />
        ))}
      </ul>
    </nav>
  );
}

function IndexQuote({ name, instrument, sparks }: { name: string; instrument: string; sparks: Sparks }) {
  const { quotes } = useMarket();
  const isStale = useQuote(instrument, ({ tick }) => tick?.stale ?? false);
  const isEvicted = useQuote(instrument, ({ rejected }) => rejected === "evicted");
  useEffect(() => {
    // The server has it all day whoever looks: asking again takes no room from anybody.
    if (isEvicted) quotes.askAgain(instrument);
  }, [isEvicted, quotes, instrument]);
  return (
    <li data-instrument={instrument} data-stale={isStale} className="index-quote">
      <Link href={chainPath(name)} title={`Open the ${name} chain`}>
        <span className="index-name">{name}</span>
        <span className="index-percent">
          <Change instrument={instrument} unit="percent" />
        </span>
        <span className="index-price">
          <LastPrice instrument={instrument} />
        </span>
        <SparkLine sparks={sparks} instrument={instrument} />
      </Link>
    </li>
  );
}

function SparkLine({ sparks, instrument }: { sparks: Sparks; instrument: string }) {
  const { path, since } = useSyncExternalStore(sparks.subscribe, () => sparks.get(instrument));
  return (
    <svg className="spark" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {since !== null && <title>Last prices since {istTime(since)}</title>}
      <path d={path} />
    </svg>
  );
}
