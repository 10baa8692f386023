import { istDate, istTime } from "../../shared/ist.ts";
import { useMarket } from "../market.ts";
import { Dash } from "./dash.tsx";
import { istMoment } from "./time.ts";

interface MomentProps {
  /** UTC milliseconds. */
  at: number | null;
  /** Why there is none. */
  unknown?: string;
}

/** An Indian time, with the date where that is not today's; all of it on hover. */
export function Moment({ at, unknown = "Not known" }: MomentProps) {
  const { stream } = useMarket();
  if (at === null) return <Dash reason={unknown} />;
  return (
    <time dateTime={new Date(at).toISOString()} title={`${istDate(at)} ${istTime(at)} IST`}>
      {istMoment(at, stream.serverNow())}
    </time>
  );
}
