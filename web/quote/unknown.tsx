import type { InstrumentKey } from "../../client-sdk/index.ts";
import { Dash } from "../format/dash.tsx";
import { useQuote } from "../market.ts";
import { type QuoteField, unknownReason } from "./unknown-reason.ts";

/** A dash, and the reason for it on hover and to assistive technology. */
export function Unknown({ field, instrument }: { field: QuoteField; instrument: InstrumentKey }) {
  return <Dash reason={useQuote(instrument, ({ tick }) => unknownReason(field, instrument, tick))} />;
}
