import { type SubscriptionStatus, subscriptionStatus } from "../../../shared/subscription-status.ts";
import { type TierBStatus, tierBStatus } from "../../../shared/tier-b-plan.ts";
import { router, viewerProcedure } from "../trpc.ts";

export interface SubscriptionsApi {
  status(): SubscriptionStatus;
  tierB(): TierBStatus;
}

/** What the slots are spent on. */
export function subscriptionsRouter(subscriptions: SubscriptionsApi) {
  return router({
    status: viewerProcedure.output(subscriptionStatus).query(() => subscriptions.status()),
    tierB: viewerProcedure.output(tierBStatus).query(() => subscriptions.tierB()),
  });
}
