import type { ConnectionState } from "../../shared/feed-state.ts";
import type { SubscriptionStatus } from "../../shared/subscription-status.ts";
import type { Carried } from "../dhan/feed-status.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Adds up what the feed's connections carry; the allocation only says which tier an instrument is of. */
export function subscriptionStatus(
  carried: Iterable<Carried>,
  states: readonly ConnectionState[],
  subscriptions: Pick<Subscriptions, "tierOf" | "counts">,
  capacity: number,
): SubscriptionStatus {
  const none = () => ({ desired: 0, confirmed: 0 });
  const total = none();
  const tiers = { pinned: none(), B: none(), A: none() };
  const connections = states.map((state, i) => ({ connection: i + 1, state, ...none(), pinned: 0, B: 0, A: 0 }));
  for (const { connection, key, isConfirmed } of carried) {
    const own = connections[connection - 1]!;
    // Let go of within this beat: the wire has yet to hear of it.
    const tier = subscriptions.tierOf(key);
    for (const counted of tier === null ? [total, own] : [total, own, tiers[tier]]) {
      counted.desired++;
      if (isConfirmed) counted.confirmed++;
    }
    if (tier !== null) own[tier]++;
  }
  return {
    total,
    tiers,
    connections,
    capacity: { instruments: capacity, left: capacity - total.desired },
    ...subscriptions.counts,
  };
}
