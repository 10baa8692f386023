import type { ChainSpec } from "../../shared/chain.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { OptionSeries } from "../instruments/option-series.ts";
import type { ListedFuture, OptionSeriesIndex } from "../instruments/option-series-index.ts";

/** What a master lists of a chain. */
export interface ChainListing {
  series: OptionSeries;
  /** Index, share, or a commodity's near future; null when none is listed. */
  spot: InstrumentKey | null;
  /** The nearest future that does not end before the series; null when none is listed. */
  future: ListedFuture | null;
}

/** Null when the series is not listed. @param today `YYYY-MM-DD`. */
export function chainListing(spec: ChainSpec, index: OptionSeriesIndex, today: string): ChainListing | null {
  const { underlying, exchange, expiry } = spec;
  const series = index.series(underlying, expiry, exchange);
  if (series === null) return null;
  const futures = index.futures(underlying, exchange).filter((future) => future.expiry >= today);
  const spot = index.spotKey(underlying, exchange) ?? futures[0]?.key ?? null;
  return { series, spot, future: futures.find((future) => future.expiry >= expiry) ?? futures.at(-1) ?? null };
}
