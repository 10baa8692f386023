import type { InstrumentKey, ListedInstrument } from "../../client-sdk/index.ts";
import { useTick } from "../market.ts";
import { Change } from "../quote/change.tsx";
import { LastPrice } from "../quote/last-price.tsx";
import { TickAge } from "../quote/moments.tsx";
import { AddButton } from "./add-button.tsx";
import { ChainLink } from "./chain-link.tsx";
import { DayRange } from "./day-range.tsx";
import { ExpiryTag } from "./expiry-tag.tsx";

const KINDS: Record<ListedInstrument["kind"], string> = {
  INDEX: "Index",
  EQUITY: "Share",
  FUTIDX: "Index future",
  OPTIDX: "Index option",
  FUTSTK: "Stock future",
  OPTSTK: "Stock option",
  FUTCUR: "Currency future",
  OPTCUR: "Currency option",
  FUTCOM: "Commodity future",
  OPTFUT: "Commodity option",
};

/** What it is, what it costs now, and where to go from here. */
export function Heading({ listed }: { listed: ListedInstrument }) {
  const { key, name, symbol, displayName, exchange, kind, series, expiry } = listed;
  return (
    <header className="panel instrument-heading">
      <div className="instrument-names">
        <h2>
          {name}
          {exchange !== null && <span className="tag">{exchange}</span>}
          <span className="tag">{KINDS[kind]}</span>
          {series !== null && <span className="tag">{series}</span>}
          {expiry !== null && <ExpiryTag expiry={expiry} />}
        </h2>
        <p className="faint">
          {displayName} · {symbol} · {key}
        </p>
      </div>
      <div className="instrument-price">
        <p className="instrument-ltp">
          <span className="rupee">₹</span>
          <LastPrice instrument={key} />
        </p>
        <p className="instrument-change">
          <Change instrument={key} unit="rupees" /> <Change instrument={key} unit="percent" />
        </p>
        <Freshness instrument={key} />
      </div>
      <DayRange instrument={key} />
      <div className="instrument-actions">
        <AddButton listed={listed} />
        <ChainLink listed={listed} />
      </div>
    </header>
  );
}

/** Said only where the price is not of now. */
function Freshness({ instrument }: { instrument: InstrumentKey }) {
  const state = useTick(instrument, ({ stale, source, ltp }) => {
    if (ltp === null) return null;
    if (stale) return "stale";
    return source === "previous-close" ? "close" : null;
  });
  if (state === null) return null;
  return (
    <p className="instrument-freshness">
      {state === "stale" ? (
        <>
          Stale: last heard of <TickAge instrument={instrument} /> ago
        </>
      ) : (
        "Not traded today: this is the previous close"
      )}
    </p>
  );
}
