import type { InstrumentKey } from "../../client-sdk/index.ts";
import { signed, signedPercent } from "../format/number.ts";
import { useTick } from "../market.ts";
import { dayChange } from "./day-change.ts";
import { decimalsOf } from "./last-price.tsx";
import { Unknown } from "./unknown.tsx";

/** Change since the previous close, in rupees or in percent, in the colour of its direction. */
export function Change({ instrument, unit }: { instrument: InstrumentKey; unit: "rupees" | "percent" }) {
  const text = useTick(instrument, (tick) => {
    const change = dayChange(tick);
    if (change === null) return null;
    return unit === "percent" ? signedPercent(change.percent) : signed(change.amount, decimalsOf(instrument));
  });
  const direction = useTick(instrument, (tick) => Math.sign(dayChange(tick)?.amount ?? 0));
  if (text === null) return <Unknown field="change" instrument={instrument} />;
  return <span className={direction === 1 ? "up" : direction === -1 ? "down" : "flat"}>{text}</span>;
}
