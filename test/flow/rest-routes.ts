import type { Role } from "../../shared/role.ts";

/** The sixteen routes, and the least role that each needs. */
export const ROUTES: readonly { route: string; least: Role }[] = [
  { route: "GET /instruments/search", least: "viewer" },
  { route: "GET /instruments/{key}", least: "viewer" },
  { route: "GET /instruments/{underlying}/expiries", least: "viewer" },
  { route: "GET /option-chain/{symbol}", least: "viewer" },
  { route: "POST /option-chain/subscribe", least: "trader" },
  { route: "GET /subscriptions/status", least: "viewer" },
  { route: "GET /subscriptions/active", least: "viewer" },
  { route: "GET /subscriptions/{key}", least: "viewer" },
  { route: "GET /watchlist", least: "viewer" },
  { route: "POST /watchlist/add", least: "trader" },
  { route: "POST /watchlist/remove", least: "trader" },
  { route: "GET /admin/ws-status", least: "admin" },
  { route: "POST /admin/rebalance-ws", least: "admin" },
  { route: "POST /admin/eod", least: "admin" },
  { route: "POST /admin/unsubscribe-all-tier-a", least: "admin" },
  { route: "POST /admin/clear-watchlists", least: "admin" },
];
