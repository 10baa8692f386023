import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { watchlistRouter } from "./routers/watchlist.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
  watchlists: WatchlistService;
}

export function createRouter({ subscriptions, watchlists }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
    watchlist: watchlistRouter(watchlists),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
