import type { MarketSessions } from "../../client-sdk/index.ts";
import { istDate, istTime } from "../../shared/ist.ts";
import { dayText, weekday } from "../format/time.ts";

/** Those that keep hours of their own and stand for the rest of their exchange. */
const SHOWN = [
  { segment: "NSE_FNO", name: "NSE F&O" },
  { segment: "MCX_COMM", name: "MCX" },
] as const;

/**
 * Until when it is traded, or when it is again: `NSE F&O till 15:30 · MCX opens Mon 30 Nov 09:00`. Null where there is nothing
 * to say: a simulated market that never closes.
 * @param now UTC milliseconds
 */
export function tradingHoursText({ segments }: MarketSessions, now: number): string | null {
  const parts = SHOWN.flatMap(({ segment, name }) => {
    const session = segments.find((one) => one.segment === segment);
    if (session === undefined) return [];
    const { isOpen, changesAt } = session;
    if (changesAt === null) return isOpen ? [] : [`${name} closed`];
    const time = istTime(changesAt).slice(0, 5);
    if (isOpen) return [`${name} till ${time}`];
    const [date, today] = [istDate(changesAt), istDate(now)];
    return [`${name} opens ${date === today ? "" : `${weekday(date)} ${dayText(date, today)} `}${time}`];
  });
  return parts.length === 0 ? null : parts.join(" · ");
}
