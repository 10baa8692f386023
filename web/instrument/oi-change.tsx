import type { InstrumentKey } from "../../client-sdk/index.ts";
import { Dash } from "../format/dash.tsx";
import { signed, signedPercent, signedShort } from "../format/number.ts";
import { useFullTick } from "../market.ts";

/** Open interest since the end of the session before, in the colour of its direction. */
export function OiChange({ instrument }: { instrument: InstrumentKey }) {
  const oi = useFullTick(instrument, (tick) => tick.oi);
  const previous = useFullTick(instrument, (tick) => tick.previousOi ?? null);
  if (oi === null) return <Dash reason="The feed has not sent its open interest yet" />;
  if (previous === null) return <Dash reason="The previous session's open interest has not come yet" />;
  const change = oi - previous;
  return (
    <span className={change > 0 ? "up" : change < 0 ? "down" : "flat"} title={signed(change, 0)}>
      {signedShort(change)}
      {previous > 0 && ` (${signedPercent((change / previous) * 100)})`}
    </span>
  );
}
