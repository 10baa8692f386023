import type { InstrumentKey } from "../../client-sdk/index.ts";
import { parseInstrumentKey, priceDecimals } from "../../shared/instrument-key.ts";
import { grouped } from "../format/number.ts";
import { useTick } from "../market.ts";
import { Unknown } from "./unknown.tsx";
import { useFlash } from "./use-flash.ts";

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
