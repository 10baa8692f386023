import type { InstrumentKey } from "../../client-sdk/index.ts";
import { age, istMoment } from "../format/time.ts";
import { useTickInTime } from "../market.ts";
import { Unknown } from "./unknown.tsx";

/** How long ago anything of the instrument was last received. */
export function TickAge({ instrument }: { instrument: InstrumentKey }) {
  const text = useTickInTime(instrument, (tick, now) =>
    tick.receivedTime === null ? null : age(now - tick.receivedTime),
  );
  return text ?? <Unknown field="age" instrument={instrument} />;
}

/** When the exchange last traded it, Indian time. */
export function ExchangeTime({ instrument }: { instrument: InstrumentKey }) {
  const text = useTickInTime(instrument, (tick, now) =>
    tick.exchangeTime === null ? null : istMoment(tick.exchangeTime, now),
  );
  return text ?? <Unknown field="exchangeTime" instrument={instrument} />;
}
