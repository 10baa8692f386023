import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
}

export function createRouter({ subscriptions }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
