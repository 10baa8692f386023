import type { Auth } from "../auth/auth.ts";
import type { ChainBoard } from "../chains/chain-board.ts";
import type { CredentialBook } from "../dhan/credential-book.ts";
import type { InstrumentDirectory } from "../instruments/instrument-directory.ts";
import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import { type AdminApi, adminRouter } from "./routers/admin.ts";
import { authRouter } from "./routers/auth.ts";
import { chainsRouter } from "./routers/chains.ts";
import { searchRouter } from "./routers/search.ts";
import { type SubscriptionsApi, subscriptionsRouter } from "./routers/subscriptions.ts";
import { watchlistRouter } from "./routers/watchlist.ts";
import { router } from "./trpc.ts";

/** What the API does its work with. */
export interface Services {
  subscriptions: SubscriptionsApi;
  chains: Pick<ChainBoard, "snapshot" | "keep">;
  watchlists: WatchlistService;
  auth: Auth;
  credentials: CredentialBook;
  admin: AdminApi;
  directory: InstrumentDirectory;
}

export function createRouter({ subscriptions, chains, watchlists, auth, credentials, admin, directory }: Services) {
  return router({
    subscriptions: subscriptionsRouter(subscriptions),
    chains: chainsRouter(chains),
    watchlist: watchlistRouter(watchlists),
    search: searchRouter(directory),
    auth: authRouter(auth),
    admin: adminRouter(admin, auth, credentials),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
