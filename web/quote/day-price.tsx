import type { InstrumentKey } from "../../client-sdk/index.ts";
import { grouped } from "../format/number.ts";
import { useTick } from "../market.ts";
import { decimalsOf } from "./last-price.tsx";
import { Unknown } from "./unknown.tsx";
import { type DayPriceField, impossibleReason } from "./unknown-reason.ts";

/** One of the day's prices. */
export function DayPrice({ instrument, field }: { instrument: InstrumentKey; field: DayPriceField }) {
  const price = useTick(instrument, (tick) => (impossibleReason(field, instrument) === null ? tick[field] : null));
  if (price === null) return <Unknown field={field} instrument={instrument} />;
  return grouped(price, decimalsOf(instrument));
}
