import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useTick } from "../market.ts";
import { DayPrice } from "../quote/day-price.tsx";

/** Lowest and highest of the day, and where the last price is between them. */
export function DayRange({ instrument }: { instrument: InstrumentKey }) {
  const place = useTick(instrument, ({ low, high, ltp }) => {
    if (low === null || high === null || ltp === null || high <= low) return null;
    return Math.min(1, Math.max(0, (ltp - low) / (high - low)));
  });
  return (
    <dl className="day-range">
      <div>
        <dt>Low</dt>
        <dd>
          <DayPrice instrument={instrument} field="low" />
        </dd>
      </div>
      <div className="day-range-bar" aria-hidden="true">
        {place !== null && <span className="day-range-place" style={{ left: `${place * 100}%` }} />}
      </div>
      <div>
        <dt>High</dt>
        <dd>
          <DayPrice instrument={instrument} field="high" />
        </dd>
      </div>
    </dl>
  );
}
