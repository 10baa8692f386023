import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import type { Exchange } from "../../client-sdk/index.ts";
import { browserStorage, useMarket } from "../market.ts";
import { HOME } from "../routes.ts";
import { ChainMessage } from "./chain-message.tsx";
import { ChainSettings } from "./chain-settings.ts";
import { StraddleLog } from "./charts/straddle-log.ts";
import { ListedChains } from "./listed-chains.tsx";
import { UnderlyingPicker } from "./underlying-picker.tsx";
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
    refetchInterval: (latest) => (latest.state.data?.ok === false ? NO_MASTER_RETRY_MS : REFRESH_MS),
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
          <>
            <header className="chain-bar">
              <UnderlyingPicker underlying={underlying} />
            </header>
            {error !== null ? (
              <ChainMessage title="The server did not say which expiries there are">
                <p>{error.message}</p>
                <button type="button" onClick={() => refetch()}>
                  Ask again
                </button>
              </ChainMessage>
            ) : (
              data !== undefined && (
                <ChainMessage
                  title={
                    data.reason === "no-master" ? "The list of instruments is loading" : `No options of ${underlying}`
                  }
                >
                  <p>{data.message}</p>
                  {data.reason !== "no-master" && <Link href={HOME}>Show the NIFTY chain</Link>}
                </ChainMessage>
              )
            )}
          </>
        )}
      </section>
    </SettingsContext>
  );
}
