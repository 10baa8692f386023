import type { InstrumentKey } from "../../client-sdk/index.ts";
import { grouped, short } from "../format/number.ts";
import { useTick } from "../market.ts";
import { Unknown } from "./unknown.tsx";
import { impossibleReason } from "./unknown-reason.ts";

/** Volume or open interest in lakh and crore, the full figure on hover. */
export function Quantity({ instrument, field }: { instrument: InstrumentKey; field: "volume" | "oi" }) {
  const quantity = useTick(instrument, (tick) => (impossibleReason(field, instrument) === null ? tick[field] : null));
  if (quantity === null) return <Unknown field={field} instrument={instrument} />;
  return <span title={grouped(quantity)}>{short(quantity)}</span>;
}
