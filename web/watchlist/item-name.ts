import type { WatchlistItem } from "../../client-sdk/index.ts";
import { istDate } from "../../shared/ist.ts";
import { dayText } from "../format/time.ts";
import { useInstrumentName, useMarket } from "../market.ts";

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
export function useItemName({ kind, key, underlying, expiries }: WatchlistItem): string {
  const { stream } = useMarket();
  const instrumentName = useInstrumentName(key ?? "");
  if (expiries !== null) return chainName(underlying, expiries, istDate(stream.serverNow()));
  return instrumentName ?? (kind === "FUTURE" ? `${underlying} FUT` : underlying);
}
