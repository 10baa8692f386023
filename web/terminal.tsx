import { useState } from "react";
import { createTickStream } from "../client-sdk/index.ts";
import type { AuthStatus } from "../shared/auth.ts";
import { App } from "./app.tsx";
import { createMarket, MarketContext } from "./market.ts";
import { useSignedOut } from "./sign-in/signed-out.ts";

/** The terminal of whoever is in: the stream is opened with it. */
export function Terminal({ status }: { status: AuthStatus }) {
  const [market] = useState(() => createMarket(createTickStream({ url: new URL("/ticks", location.href) })));
  useSignedOut(market.stream);
  return (
    <MarketContext value={market}>
      <App status={status} />
    </MarketContext>
  );
}
