import type { Auth } from "../auth/auth.ts";
import type { ChainBoard } from "../chains/chain-board.ts";
import type { CredentialBook } from "../dhan/credential-book.ts";
import type { InstrumentDirectory } from "../instruments/instrument-directory.ts";
import type { WatchlistService } from "../watchlist/watchlist-service.ts";
import type { Announcements } from "./live/announcements.ts";
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
  chains: Pick<ChainBoard, "snapshot" | "keep" | "open" | "close">;
  watchlists: WatchlistService;
  auth: Auth;
  credentials: CredentialBook;
  admin: AdminApi;
  directory: InstrumentDirectory;
  /** What subscriptions pass on. */
  announcements: Announcements;
}

export function createRouter({ announcements, ...services }: Services) {
  const { subscriptions, chains, watchlists, auth, credentials, admin, directory } = services;
  return router({
    subscriptions: subscriptionsRouter(subscriptions, announcements),
    chains: chainsRouter(chains, announcements),
    watchlist: watchlistRouter(watchlists, announcements),
    search: searchRouter(directory, announcements),
    auth: authRouter(auth),
    admin: adminRouter(admin, auth, credentials, announcements),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
