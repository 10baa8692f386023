import type { SubscriptionStatus } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";

/** Since the start: who had to make room, and who was turned away. */
export function TierCounts({ status: { evictions, refusals } }: { status: SubscriptionStatus }) {
  return (
    <p className="faint tier-counts">
      Since the start: {grouped(evictions)} evicted, {grouped(refusals.capacity)} refused for want of room,{" "}
      {grouped(refusals.share)} for a share that was used up.
    </p>
  );
}
