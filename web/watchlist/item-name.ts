import { useQuery } from "@tanstack/react-query";
import type { WatchlistItem } from "../../client-sdk/index.ts";
import { istDate } from "../../shared/ist.ts";
import { dayText } from "../format/time.ts";
import { useInstrumentName, useMarket } from "../market.ts";
import { pricedKey } from "./item-path.ts";

/** Expiries named in full; of more the number says it. */
const EXPIRIES_NAMED = 2;

/** Of options: `NIFTY 24 Nov chain`, `NIFTY 24 Nov, 1 Dec chain`, `NIFTY 24 Nov + 3 chain`. */
export function chainName(underlying: string, expiries: readonly string[], today: string): string {
  const named = expiries.length > EXPIRIES_NAMED ? 1 : EXPIRIES_NAMED;
  const texts = expiries.slice(0, named).map((expiry) => dayText(expiry, today));
  const others = expiries.length - texts.length;
  return `${underlying} ${texts.join(", ")}${others > 0 ? ` + ${others}` : ""} chain`;
}

/** What an item is called; a future by its underlying alone until the server has said more. */
export function useItemName(item: WatchlistItem): string {
  const { server, stream } = useMarket();
  const { kind, key, underlying, expiries } = item;
  const streamed = useInstrumentName(key ?? "");
  // The stream names what it sends; of what it does not send an underlying has several futures.
  const { data } = useQuery({
    queryKey: ["search.instrument", { key }],
    queryFn: () => server.search.instrument.query({ key: key! }),
    enabled: kind === "FUTURE" && streamed === null && pricedKey(item) === null,
  });
  if (expiries !== null) return chainName(underlying, expiries, istDate(stream.serverNow()));
  const listed = data?.ok ? data.instrument.name : null;
  return streamed ?? listed ?? (kind === "FUTURE" ? `${underlying} FUT` : underlying);
}
