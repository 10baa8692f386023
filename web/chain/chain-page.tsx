import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "wouter";
import type { Exchange } from "../../client-sdk/index.ts";
import { browserStorage, useMarket } from "../market.ts";
import { ChainSettings } from "./chain-settings.ts";
import { StraddleLog } from "./charts/straddle-log.ts";
import { ListedChains } from "./listed-chains.tsx";
import { NoExpiries } from "./no-expiries.tsx";
import { SettingsContext } from "./use-settings.ts";

const EXCHANGES: readonly Exchange[] = ["NSE", "BSE", "MCX"];
/** The list of instruments comes with the server's start: asked again until it is there. */
const NO_MASTER_RETRY_MS = 2_000;
/** Days pass and expiries go. */
const REFRESH_MS = 300_000;

/** @param expiry `YYYY-MM-DD`; the nearest when null */
export function ChainPage({ underlying, expiry }: { underlying: string; expiry: string | null }) {
  const { server } = useMarket();
  const [query] = useSearchParams();
  const [settings] = useState(() => new ChainSettings(browserStorage));
  const [straddles] = useState(() => new StraddleLog());
  const exchange = EXCHANGES.find((one) => one === query.get("exchange"));
  const input = { underlying, exchange };
  const { data, error, refetch } = useQuery({
    queryKey: ["search.expiries", input],
    queryFn: () => server.search.expiries.query(input),
    refetchInterval: ({ state: { data: last } }) =>
      last?.ok === false && last.reason === "no-master" ? NO_MASTER_RETRY_MS : REFRESH_MS,
  });

  return (
    <SettingsContext value={settings}>
      <section className="panel chain" aria-label="Option chain">
        {data?.ok ? (
          <ListedChains
            listed={data.listed}
            underlying={{ ticker: data.listed.underlying, exchange }}
            expiry={expiry}
            straddles={straddles}
          />
        ) : (
          <NoExpiries underlying={underlying} refusal={data} error={error} onAskAgain={refetch} />
        )}
      </section>
    </SettingsContext>
  );
}
