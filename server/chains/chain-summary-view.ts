import type { AtmStatus } from "../../shared/atm.ts";
import type { ChainAnchor, ChainSummary } from "../../shared/chain.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { dayNumber, istDate } from "../../shared/ist.ts";
import type { Maturity } from "./black76.ts";
import type { ChainListing } from "./chain-listing.ts";
import { atmVolatility, expectedMove, maxPain, putCallRatio, straddlePrice, total } from "./chain-summary.ts";
import { placeOf, strikeTotals } from "./chain-totals.ts";
import type { LegColumns } from "./leg-columns.ts";
import type { ChainTicks } from "./leg-reader.ts";
import { difference, orNull, percent, rounded } from "./leg-view.ts";
import type { RestChain } from "./rest-chains.ts";
import type { StreamPrice, UnderlyingPrice } from "./underlying-price.ts";

/** What a summary is drawn from, once the legs are priced. */
export interface SummarySources {
  listing: ChainListing;
  /** Shown, ascending; the columns have all calls by strike, then all puts. */
  strikes: Float64Array;
  columns: LegColumns;
  ticks: ChainTicks;
  underlying: UnderlyingPrice;
  atm: AtmStatus;
  maturity: Maturity;
  rest: RestChain | null;
  /** UTC milliseconds. */
  expiresAt: number;
  now: number;
}

/** The chain as a whole; each unknown that belongs to the money says why. */
export function summarise(sources: SummarySources): ChainSummary {
  const { listing, strikes, columns, ticks, underlying, maturity, rest, expiresAt, now } = sources;
  const { series } = listing;
  const spot = listing.spot === null ? null : chainAnchor(ticks, listing.spot, null);
  const future = listing.future === null ? null : chainAnchor(ticks, listing.future.key, listing.future.expiry);
  const { atm, reason: atmReason } = atmShown(sources);
  const forward = orNull(maturity.forward);
  const count = strikes.length;
  const atmIv = toDecimals(
    atmVolatility(maturity.forward, strikes, columns.iv.subarray(0, count), columns.iv.subarray(count)),
    5,
  );
  const move = toDecimals(expectedMove(forward, atmIv, maturity.years), 2);
  const straddle = straddleAt(atm?.strike ?? null, strikes, columns);

  const totals = strikeTotals(strikes, columns, rest);
  const callOi = total(totals.callOi);
  const putOi = total(totals.putOi);
  const callVolume = total(totals.callVolume);
  const putVolume = total(totals.putVolume);
  const pcrOi = toDecimals(putCallRatio(callOi, putOi), 4);
  const pcrVolume = toDecimals(putCallRatio(callVolume, putVolume), 4);
  const pain = maxPain(totals.strikes, totals.callOi, totals.putOi);
  const newest = columns.receivedTime.reduce(latest, Number.NEGATIVE_INFINITY);

  const reasons: ChainSummary["reasons"] = {};
  if (forward === null) reasons.forward = underlying.price === null && atm === null ? "no-price" : "no-quotes";
  if (straddle === null) reasons.straddle = atm === null ? "no-atm" : "no-quotes";
  if (atmIv === null) reasons.atmIv = "no-volatility";
  if (move === null) reasons.expectedMove = reasons.atmIv ?? "no-volatility";
  if (pcrOi === null) reasons.pcrOi = "no-oi";
  if (pcrVolume === null) reasons.pcrVolume = "no-volume";
  if (pain === null) reasons.maxPain = "no-oi";

  return {
    spot,
    future,
    underlyingPrice: underlying.price,
    underlyingPriceSource: underlying.price === null ? null : underlying.source,
    atm,
    atmReason,
    forward,
    basis: difference(forward, spot?.ltp ?? null),
    atmIv,
    straddle,
    expectedMove: move,
    callOi,
    putOi,
    callVolume,
    putVolume,
    pcrOi,
    pcrVolume,
    maxPain: pain,
    totals: {
      strikes: countKnown(totals.callOi, totals.putOi),
      listed: series.strikes.length,
      othersAt: totals.othersAt,
    },
    lotSize: series.lotSize,
    freezeQuantity: series.freezeQuantity === 0 ? null : series.freezeQuantity,
    expiresAt,
    daysToExpiry: dayNumber(series.expiry) - dayNumber(istDate(now)),
    receivedTime: Number.isFinite(newest) ? newest : null,
    computedAt: now,
    reasons,
  };
}

const NOTHING_KNOWN: StreamPrice = { ltp: null, previousClose: null, exchangeTime: null, receivedTime: null };

/** An instrument that the chain goes by, as the feed has it; nothing is known of one that it does not hold. */
function chainAnchor(ticks: ChainTicks, key: InstrumentKey, expiry: string | null): ChainAnchor {
  const last = ticks.lastPrice(key) ?? NOTHING_KNOWN;
  const change = difference(last.ltp, last.previousClose);
  const changePercent = percent(change, last.previousClose);
  return { key, expiry, ...last, change, changePercent, stale: isStale(ticks, key) };
}

function isStale({ slotOf, reader }: ChainTicks, key: InstrumentKey): boolean {
  const slot = slotOf(key);
  return slot !== -1 && reader.isStale(slot);
}

/**
 * The ATM as it may be shown. The strikes stay where they are while a price is lost, but a price that nothing keeps
 * fresh, or that nobody can believe, marks none of them.
 */
function atmShown({ atm, underlying, ticks }: SummarySources): AtmStatus {
  if (atm.atm === null) return atm;
  if (underlying.price === null) return { atm: null, reason: underlying.reason };
  const isLive = underlying.source === "stream" || underlying.source === "future";
  return isLive && isStale(ticks, underlying.instrument) ? { atm: null, reason: "stale" } : atm;
}

function straddleAt(strike: number | null, strikes: Float64Array, { mid }: LegColumns): number | null {
  const place = strike === null ? -1 : placeOf(strikes, strike);
  if (place === -1) return null;
  return toDecimals(straddlePrice(orNull(mid[place]!), orNull(mid[strikes.length + place]!)), 2);
}

function toDecimals(value: number | null, decimals: number): number | null {
  return value === null ? null : rounded(value, decimals);
}

function countKnown(calls: Float64Array, puts: Float64Array): number {
  return calls.reduce((count, oi, place) => count + (Number.isNaN(oi) && Number.isNaN(puts[place]!) ? 0 : 1), 0);
}

function latest(max: number, at: number): number {
  return Number.isNaN(at) ? max : Math.max(max, at);
}
