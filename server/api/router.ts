import type { ChainBoard } from "../chains/chain-board.ts";
import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import { type AdminApi, adminRouter } from "./routers/admin.ts";
import { chainsRouter } from "./routers/chains.ts";
import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { watchlistRouter } from "./routers/watchlist.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
  chains: Pick<ChainBoard, "snapshot" | "keep">;
  watchlists: WatchlistService;
  admin: AdminApi;
}

export function createRouter({ subscriptions, chains, watchlists, admin }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
    chains: chainsRouter(chains),
    watchlist: watchlistRouter(watchlists),
    admin: adminRouter(admin),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
