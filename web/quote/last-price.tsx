import { useState } from "react";
import type { InstrumentKey } from "../../client-sdk/index.ts";
import { parseInstrumentKey, priceDecimals } from "../../shared/instrument-key.ts";
import { grouped } from "../format/number.ts";
import { useTick } from "../market.ts";
import { Unknown } from "./unknown.tsx";

/** The last price; its background flashes once when it changes. */
export function LastPrice({ instrument }: { instrument: InstrumentKey }) {
  const ltp = useTick(instrument, (tick) => tick.ltp);
  const flash = useFlash(ltp);
  if (ltp === null) return <Unknown field="ltp" instrument={instrument} />;
  return <span className={`last-price ${flash}`}>{grouped(ltp, decimalsOf(instrument))}</span>;
}

export function decimalsOf(instrument: InstrumentKey): 2 | 4 {
  const ref = parseInstrumentKey(instrument);
  return ref === null ? 2 : priceDecimals(ref.segment);
}

/**
 * The class that flashes for the last change of a value, nothing for its first. Two animations of the same look take
 * turns: a class that stays would not start its animation again, and taking it off and on costs a layout.
 */
function useFlash(value: number | null): string {
  const [seen, setSeen] = useState({ value, direction: "", turn: 0 });
  if (seen.value === value) return seen.direction && `flash-${seen.direction}-${seen.turn}`;
  const isMove = seen.value !== null && value !== null;
  const direction = !isMove ? "" : value > seen.value! ? "up" : "down";
  setSeen({ value, direction, turn: 1 - seen.turn });
  return "";
}
