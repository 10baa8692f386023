import type { InstrumentKey } from "../../client-sdk/index.ts";
import { grouped, short } from "../format/number.ts";
import { useTick } from "../market.ts";
import { Unknown } from "./unknown.tsx";
import { impossibleReason, type QuantityField } from "./unknown-reason.ts";

/** Volume, open interest and the like in lakh and crore, the full figure on hover. */
export function Quantity({ instrument, field }: { instrument: InstrumentKey; field: QuantityField }) {
  const quantity = useTick(instrument, (tick) => (impossibleReason(field, instrument) === null ? tick[field] : null));
  if (quantity === null) return <Unknown field={field} instrument={instrument} />;
  return <span title={grouped(quantity)}>{short(quantity)}</span>;
}
