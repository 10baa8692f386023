import { type SubscriptionStatus, subscriptionStatus } from "../../../shared/subscription-status.ts";
import { type TierBStatus, tierBStatus } from "../../../shared/tier-b-plan.ts";
import { procedure, router } from "../trpc.ts";

export interface SubscriptionsApi {
  status(): SubscriptionStatus;
  tierB(): TierBStatus;
}

/** What the slots are spent on. */
export function subscriptionsRouter(subscriptions: SubscriptionsApi) {
  return router({
    status: procedure.output(subscriptionStatus).query(() => subscriptions.status()),
    tierB: procedure.output(tierBStatus).query(() => subscriptions.tierB()),
  });
}
