import { useQuote } from "../market.ts";
import { Change } from "../quote/change.tsx";
import { LastPrice } from "../quote/last-price.tsx";

const INDICES = [
  { name: "NIFTY", key: "IDX_I:13" },
  { name: "BANKNIFTY", key: "IDX_I:25" },
  { name: "FINNIFTY", key: "IDX_I:27" },
  { name: "MIDCPNIFTY", key: "IDX_I:442" },
  { name: "SENSEX", key: "IDX_I:51" },
  { name: "BANKEX", key: "IDX_I:69" },
] as const;

export function IndexStrip() {
  return (
    // A strip that scrolls sideways must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="index-strip" aria-label="Indices" tabIndex={0}>
      <ul>
        {INDICES.map(({ name, key }) => (
          <IndexQuote key={key} name={name} instrument={key} />
        ))}
      </ul>
    </section>
  );
}

function IndexQuote({ name, instrument }: { name: string; instrument: string }) {
  const isStale = useQuote(instrument, ({ tick }) => tick?.stale ?? false);
  return (
    <li className="index-quote" data-instrument={instrument} data-stale={isStale}>
      <span className="index-name">{name}</span>
      <span className="index-percent">
        <Change instrument={instrument} unit="percent" />
      </span>
      <span className="index-price">
        <LastPrice instrument={instrument} />
      </span>
      <span className="index-change">
        <Change instrument={instrument} unit="rupees" />
      </span>
    </li>
  );
}
