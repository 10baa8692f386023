import type { FullTick, LtpTick, QuoteTick, Tick } from "../../shared/tick.ts";
import type { Mode } from "../../shared/tick-mode.ts";

/** A tick of which nothing is known. */
export function blankTick(instrument: string): FullTick {
  return {
    instrument,
    ltp: null,
    exchangeTime: null,
    receivedTime: null,
    source: null,
    stale: false,
    previousClose: null,
    open: null,
    high: null,
    low: null,
    averagePrice: null,
    lastQuantity: null,
    volume: null,
    totalBuyQuantity: null,
    totalSellQuantity: null,
    oi: null,
    previousOi: null,
    oiDayHigh: null,
    oiDayLow: null,
    depth: null,
  };
}

/** What a subscription of a mode is sent of it. */
export function tickInMode(tick: FullTick, mode: Mode): Tick {
  const { instrument, ltp, exchangeTime, receivedTime, source, stale } = tick;
  const least: LtpTick = { instrument, ltp, exchangeTime, receivedTime, source, stale };
  if (mode === "ltp") return least;
  if (mode === "full") return tick;
  const { previousOi: _a, oiDayHigh: _b, oiDayLow: _c, depth: _d, ...quote } = tick;
  return quote satisfies QuoteTick;
}
