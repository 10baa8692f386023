import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { HOME } from "../routes.ts";
import { InstrumentView } from "./instrument-view.tsx";

/** How often the server is asked again while it has no instrument master yet. */
const ASK_AGAIN_MS = 2_000;

export function InstrumentPage({ instrument: key }: { instrument: InstrumentKey }) {
  const { server } = useMarket();
  const { data, error, refetch } = useQuery({
    queryKey: ["search.instrument", { key }],
    queryFn: () => server.search.instrument.query({ key }),
    refetchInterval: ({ state }) =>
      state.data?.ok === false && state.data.reason === "no-master" ? ASK_AGAIN_MS : false,
  });

  if (data?.ok) return <InstrumentView listed={data.instrument} />;
  if (data?.ok === false && data.reason === "no-master") {
    return (
      <Message title={`Waiting for ${key}`}>
        <p role="status">The server is still loading the day's instruments. This page shows it by itself then.</p>
      </Message>
    );
  }
  if (data?.ok === false) {
    return (
      <Message title={`${key} is not listed`}>
        <p>
          It is not in the day's instruments: it has expired, or the key is mistyped. <kbd>/</kbd> searches by name.
        </p>
        <p>
          <Link href={HOME}>Show the NIFTY chain</Link>
        </p>
      </Message>
    );
  }
  if (error !== null) {
    return (
      <Message title={`${key} could not be looked up`}>
        <p role="alert">{error.message}</p>
        <button type="button" onClick={() => void refetch()}>
          Try again
        </button>
      </Message>
    );
  }
  return (
    <Message title={key}>
      <p role="status">Looking it up</p>
    </Message>
  );
}

function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel view-message" aria-label="Instrument">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
