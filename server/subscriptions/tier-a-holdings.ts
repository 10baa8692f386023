import type { TierAHolding } from "../../shared/tier-a-holding.ts";
import type { AllocationView } from "./allocation.ts";
import { STREAM_USER } from "./stream-demand.ts";

/**
 * What each user holds of Tier A, the most first. Users who hold nothing are left out.
 * @param shareOf the share that is in force for a user
 */
export function tierAHoldings(
  { units, usage }: Pick<AllocationView, "units" | "usage">,
  shareOf: (userId: string) => number,
): TierAHolding[] {
  const unitsOf = new Map<string, number>();
  for (const { userId } of units.values()) if (userId !== null) unitsOf.set(userId, (unitsOf.get(userId) ?? 0) + 1);
  return [...unitsOf]
    .map(([userId, held]) => ({
      userId: userId === STREAM_USER ? null : userId,
      units: held,
      slots: usage.get(userId) ?? 0,
      share: shareOf(userId),
    }))
    .sort((a, b) => b.slots - a.slots);
}
