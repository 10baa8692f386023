import type { InstrumentKey } from "../../client-sdk/index.ts";
import { grouped } from "../format/number.ts";
import { useTick } from "../market.ts";
import { decimalsOf } from "./last-price.tsx";
import { Unknown } from "./unknown.tsx";

/** One of the day's prices. */
export function DayPrice({ instrument, field }: { instrument: InstrumentKey; field: "open" | "high" | "low" }) {
  const price = useTick(instrument, (tick) => tick[field]);
  if (price === null) return <Unknown field={field} instrument={instrument} />;
  return grouped(price, decimalsOf(instrument));
}
