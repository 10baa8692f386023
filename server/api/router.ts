import type { Auth } from "../auth/auth.ts";
import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import { type AdminApi, adminRouter } from "./routers/admin.ts";
import { authRouter } from "./routers/auth.ts";
import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { watchlistRouter } from "./routers/watchlist.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
  watchlists: WatchlistService;
  auth: Auth;
  admin: AdminApi;
}

export function createRouter({ subscriptions, watchlists, auth, admin }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
    watchlist: watchlistRouter(watchlists),
    auth: authRouter(auth),
    admin: adminRouter(admin, auth),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
