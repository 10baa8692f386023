import type { OptionSeries } from "../../server/instruments/option-series.ts";
import { black76, greeks76 } from "../../server/simulator/market/black76.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { FullTick } from "../../shared/tick.ts";
import { legsOf } from "../fakes/option-market.ts";

const YEAR_MS = 365 * 86_400_000;

export interface RecomputedLeg {
  key: InstrumentKey;
  mid: number | null;
  iv: number | null;
  delta: number | null;
  vega: number | null;
  intrinsic: number | null;
}

/**
 * A chain worked out from nothing but the last ticks, in the plainest way: bisection over the simulator's Black-76. It
 * shares no code with the server's chains, and knows their rules from domain.md alone.
 */
export function recomputeChain(
  series: OptionSeries,
  strikes: readonly number[],
  tickOf: (key: InstrumentKey) => FullTick,
  { spot, now, expiresAt, rate }: { spot: number; now: number; expiresAt: number; rate: number },
): { forward: number; legs: Map<InstrumentKey, RecomputedLeg> } {
  const years = (expiresAt - now) / YEAR_MS;
  const shown = legsOf(series).filter(({ strike }) => strikes.includes(strike));
  const midOf = (key: InstrumentKey) => {
    const best = tickOf(key).depth?.[0];
    const isQuoted = best != null && best.bidPrice !== null && best.askPrice !== null && best.bidPrice <= best.askPrice;
    return isQuoted && !tickOf(key).stale ? (best.bidPrice! + best.askPrice!) / 2 : null;
  };
  const forwards = strikes
    .toSorted((a, b) => Math.abs(a - spot) - Math.abs(b - spot) || a - b)
    .flatMap((strike) => {
      const [call, put] = [true, false].map((isCall) =>
        midOf(shown.find((leg) => leg.strike === strike && leg.isCall === isCall)!.key),
      );
      return call === null || put === null ? [] : [strike + (call! - put!) / Math.exp(-rate * years)];
    })
    .slice(0, 5)
    .sort((a, b) => a - b);
  const forward = Math.round(forwards[2]! * 100) / 100;

  const legs = shown.map(({ key, strike, isCall }): RecomputedLeg => {
    const mid = midOf(key);
    const intrinsic = Math.exp(-rate * years) * Math.max(0, isCall ? forward - strike : strike - forward);
    const iv =
      mid === null || mid <= intrinsic ? null : bisect((v) => black76(isCall, forward, strike, v, years, rate), mid);
    const greeks = iv === null ? null : greeks76(isCall, forward, strike, iv, years, rate);
    return { key, mid, iv, delta: greeks?.delta ?? null, vega: greeks?.vega ?? null, intrinsic };
  });
  return { forward, legs: new Map(legs.map((leg) => [leg.key, leg])) };
}

function bisect(priceAt: (volatility: number) => number, price: number): number {
  let low = 0.001;
  let high = 5;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (priceAt(middle) < price) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
