import type { ListedInstrument } from "../../client-sdk/index.ts";
import { useQuote } from "../market.ts";
import { Depth } from "./depth.tsx";
import { Facts } from "./facts.tsx";
import { Heading } from "./heading.tsx";
import { IntradayChart } from "./intraday-chart.tsx";
import { NotSent } from "./not-sent.tsx";

/** All there is to know of an instrument that is listed. */
export function InstrumentView({ listed }: { listed: ListedInstrument }) {
  const isStale = useQuote(listed.key, ({ tick }) => tick?.stale ?? false);
  return (
    <section className="instrument" aria-label={listed.name} data-instrument={listed.key} data-stale={isStale}>
      <Heading listed={listed} />
      <NotSent instrument={listed.key} />
      <div className="instrument-body">
        <IntradayChart instrument={listed.key} name={listed.name} />
        <div className="instrument-side">
          <Depth instrument={listed.key} />
          <Facts listed={listed} />
        </div>
      </div>
    </section>
  );
}
