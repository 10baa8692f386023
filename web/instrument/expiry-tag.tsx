import { dayNumber, istDate } from "../../shared/ist.ts";
import { dayText } from "../format/time.ts";
import { useNow } from "../market.ts";

/** When a contract ends, and in how many days; or that it has. */
export function ExpiryTag({ expiry }: { expiry: string }) {
  const today = istDate(useNow());
  return (
    <span className="tag">
      {dayText(expiry, today)} · {daysText(dayNumber(expiry) - dayNumber(today))}
    </span>
  );
}

function daysText(daysLeft: number): string {
  if (daysLeft < 0) return "expired";
  if (daysLeft === 0) return "expires today";
  return daysLeft === 1 ? "1 day left" : `${daysLeft} days left`;
}
