import { Suspense, useEffect } from "react";
import { Redirect, Route, Switch } from "wouter";
import type { AuthStatus } from "../../shared/auth.ts";
import { Header } from "../header/header.tsx";

import { KeyHelp } from "../keys/key-help.tsx";
import { listenForKeys } from "../keys/listen.ts";
import { useViewCommands } from "../keys/use-view-commands.ts";
import { useMarket, useStreamStatus } from "../market.ts";
import { DemoBanner } from "../notice/demo-banner.tsx";
import { Notice } from "../notice/notice.tsx";
import { HOME, ROUTES } from "../routes.ts";
import { SearchPalette } from "../search/search-palette.tsx";
import { Toasts } from "../toast/toasts.tsx";
import { Sidebar } from "../watchlist/sidebar.tsx";
import { useAddShown } from "../watchlist/use-add-shown.ts";
import { LoadingView } from "./loading-view.tsx";
import { NotFound } from "./not-found.tsx";
import { StatusLine } from "./status-line.tsx";
import { Tabs } from "./tabs.tsx";
import { AdminPage, ChainPage, InstrumentPage, ProfilePage, WatchlistPage } from "./views.ts";

/** What is always there: indices, watchlist, connection state; and one view in the middle of it. */
export function Shell({ status: { mode, me } }: { status: AuthStatus }) {
  const { shortcuts } = useMarket();
  useEffect(() => listenForKeys(shortcuts), [shortcuts]);
  useAddShown();
  useViewCommands({ isAdmin: me?.role === "admin" });
  const isOffline = useStreamStatus().status !== "open";
  return (
    <div className="shell" data-offline={isOffline}>
      {mode === "demo" && <DemoBanner />}
      <Header account={mode === "demo" ? null : me} />
      <div className="shell-body">
        <Sidebar />
        <main className="view">
          <Suspense fallback={<LoadingView />}>
            <Switch>
              <Route path="/">
                <Redirect to={HOME} replace />
              </Route>
              <Route path={ROUTES.chain}>
                {({ underlying, expiry }) => <ChainPage underlying={underlying} expiry={expiry ?? null} />}
              </Route>
              <Route path={ROUTES.watchlist}>{({ listId }) => <WatchlistPage listId={listId ?? null} />}</Route>
              <Route path={ROUTES.instrument}>{({ key }) => <InstrumentPage key={key} instrument={key} />}</Route>
              <Route path={ROUTES.admin}>{({ section }) => <AdminPage section={section ?? null} />}</Route>
              <Route path={ROUTES.profile}>
                <ProfilePage />
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Suspense>
        </main>
      </div>
      {/* Under the view: prices must not move when it comes and goes. */}
      <Notice />
      <StatusLine />
      <Tabs />
      <Toasts />
      <SearchPalette />
      <KeyHelp />
    </div>
  );
}
