import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { AuthStatus } from "../client-sdk/index.ts";
import { createMarket, MarketContext } from "./market.ts";
import { createQueryClient } from "./query-client.ts";
import { server } from "./server.ts";
import { Shell } from "./shell/shell.tsx";
import { useSignedOut } from "./sign-in/signed-out.ts";
import { followListEvents } from "./watchlist/list-events.ts";

/** The terminal of whoever is in: the stream is opened with it. */
export function Terminal({ status }: { status: AuthStatus }) {
  const [queries] = useState(createQueryClient);
  const [market] = useState(() => createMarket({ server, queries, me: status.me }));
  useSignedOut(market.stream);
  useEffect(() => followListEvents({ ...market, queries }), [market, queries]);
  return (
    <QueryClientProvider client={queries}>
      <MarketContext value={market}>
        <Shell status={status} />
      </MarketContext>
    </QueryClientProvider>
  );
}
