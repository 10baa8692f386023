import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useQuote } from "../market.ts";
import { Dash } from "./dash.tsx";
import { type QuoteField, unknownReason } from "./unknown-reason.ts";

/** In place of a field of an instrument that has no value. */
export function Unknown({ field, instrument }: { field: QuoteField; instrument: InstrumentKey }) {
  return <Dash reason={useQuote(instrument, ({ tick }) => unknownReason(field, instrument, tick))} />;
}
