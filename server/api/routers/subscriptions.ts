import { type SubscriptionStatus, subscriptionStatus } from "../../../shared/subscription-status.ts";
import { procedure, router } from "../trpc.ts";

export interface SubscriptionsApi {
  status(): SubscriptionStatus;
}

/** What the slots are spent on. */
export function subscriptionsRouter(subscriptions: SubscriptionsApi) {
  return router({
    status: procedure.output(subscriptionStatus).query(() => subscriptions.status()),
  });
}
