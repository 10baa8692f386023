import type { InstrumentKey } from "../../client-sdk/index.ts";
import { UNKNOWN } from "../format/number.ts";
import { useQuote } from "../market.ts";
import { type QuoteField, unknownReason } from "./unknown-reason.ts";

/** A dash, and the reason for it on hover and to assistive technology. */
export function Unknown({ field, instrument }: { field: QuoteField; instrument: InstrumentKey }) {
  const reason = useQuote(instrument, ({ tick }) => unknownReason(field, instrument, tick));
  return (
    <span className="unknown" title={reason}>
      <span aria-hidden="true">{UNKNOWN}</span>
      <span className="for-ear">{reason}</span>
    </span>
  );
}
