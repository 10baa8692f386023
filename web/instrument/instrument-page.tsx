import type { InstrumentKey } from "../../client-sdk/index.ts";

export function InstrumentPage({ instrument }: { instrument: InstrumentKey }) {
  return (
    <section className="panel instrument" aria-label="Instrument">
      <h2>{instrument}</h2>
    </section>
  );
}
