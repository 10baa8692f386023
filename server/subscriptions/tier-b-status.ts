import type { AtmStatus, NoAtmReason } from "../../shared/atm.ts";
import type { TierBEntry, TierBEntryStatus } from "../../shared/tier-b-plan.ts";
import type { DemandRefusal } from "./demand-unit.ts";

const NO_ATM: Readonly<Record<NoAtmReason, string>> = {
  unlisted: "neither the underlying nor a future of it is listed",
  waiting: "waiting for the underlying's price",
  none: "the underlying has no price",
  stale: "the underlying has no price of this session",
  absurd: "the underlying's price is too far from yesterday's close to be believed",
  "expiry-not-listed": "not listed",
  expired: "expired",
};

/** What is held of one entry. */
export interface HeldEntry {
  series: readonly ({ expiry: string; instruments: number; refusal: DemandRefusal | null } & AtmStatus)[];
  futures: { instruments: number; refusal: DemandRefusal | null };
}

/** Compares what is held of an entry with what it asks for, and says what is short and why. */
export function tierBEntryStatus(entry: TierBEntry, { series, futures }: HeldEntry): TierBEntryStatus {
  const { underlying, exchange } = entry;
  const shortfalls: string[] = [];
  if (series.length < entry.optionExpiries)
    shortfalls.push(`${series.length} of ${entry.optionExpiries} expiries are listed`);
  if (futures.instruments < entry.futures)
    shortfalls.push(`${futures.instruments} of ${entry.futures} futures are listed`);
  for (const { expiry, reason } of series) if (reason !== null) shortfalls.push(`${expiry}: ${NO_ATM[reason]}`);
  for (const { expiry, refusal } of series) if (refusal !== null) shortfalls.push(`${expiry}: no room on the feed`);
  if (futures.refusal !== null) shortfalls.push("futures: no room on the feed");
  return {
    underlying,
    ...(exchange === undefined ? {} : { exchange }),
    optionExpiries: { wanted: entry.optionExpiries, listed: series.length },
    futures: { wanted: entry.futures, listed: futures.instruments },
    series: series.map(({ refusal: _, ...shown }) => shown),
    shortfalls,
  };
}
