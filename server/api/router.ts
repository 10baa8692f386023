import type { InstrumentDirectory } from "../instruments/instrument-directory.ts";
import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import { type AdminApi, adminRouter } from "./routers/admin.ts";
import { searchRouter } from "./routers/search.ts";
import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { watchlistRouter } from "./routers/watchlist.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
  watchlists: WatchlistService;
  admin: AdminApi;
  directory: InstrumentDirectory;
}

export function createRouter({ subscriptions, watchlists, admin, directory }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
    watchlist: watchlistRouter(watchlists),
    admin: adminRouter(admin),
    search: searchRouter(directory),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
