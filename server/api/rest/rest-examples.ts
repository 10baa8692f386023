/** What a curl call of a route looks like: filled in for NIFTY and RELIANCE, which every master lists. */
export interface RestExample {
  /** As in OpenAPI, with its `{names}`. */
  route: string;
  method: "GET" | "POST";
  /** The path and query that are called. `EXPIRY`, `LIST` and `ITEM` stand for what an earlier answer gave. */
  path: string;
  body?: object;
}

const get = (route: string, path = route): RestExample => ({ method: "GET", route, path });
const post = (route: string, body?: object): RestExample => ({
  method: "POST",
  route,
  path: route,
  ...(body && { body }),
});

/** One of each route, in an order in which they can be run one after another. */
export const REST_EXAMPLES: readonly RestExample[] = [
  get("/instruments/search", "/instruments/search?query=nifty%2025000%20ce&limit=5"),
  get("/instruments/{key}", "/instruments/NSE_EQ:2885"),
  get("/instruments/{underlying}/expiries", "/instruments/NIFTY/expiries"),
  get("/option-chain/{symbol}", "/option-chain/NIFTY?expiry=EXPIRY"),
  post("/option-chain/subscribe", { underlying: "NIFTY", expiry: "EXPIRY", keepMs: 60_000 }),
  get("/subscriptions/status"),
  get("/subscriptions/active", "/subscriptions/active?tier=B&limit=5"),
  get("/subscriptions/{key}", "/subscriptions/IDX_I:13"),
  get("/watchlist"),
  post("/watchlist/add", { listId: "LIST", item: { kind: "EQUITY", key: "NSE_EQ:2885" } }),
  post("/watchlist/remove", { itemId: "ITEM" }),
  get("/admin/ws-status"),
  post("/admin/rebalance-ws"),
  post("/admin/eod", { market: "MCX" }),
  post("/admin/unsubscribe-all-tier-a"),
  post("/admin/clear-watchlists"),
];

/** The call as it is typed. */
export function curlOf({ method, path, body }: RestExample, baseUrl: string): string {
  const call = `curl ${method === "GET" ? "" : "-X POST "}'${baseUrl}${path}'`;
  if (method === "GET") return call;
  return `${call} -H 'content-type: application/json' -d '${JSON.stringify(body ?? {})}'`;
}
