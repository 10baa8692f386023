import type { Mode } from "../shared/tick-mode.ts";
import type { FullTick, LtpTick, QuoteTick } from "./generated/api.ts";
import type { Tick, TickOf } from "./tick.ts";

const RICHNESS: Record<Mode, number> = { ltp: 0, quote: 1, full: 2 };

export function isAtLeast(mode: Mode, least: Mode): boolean {
  return RICHNESS[mode] >= RICHNESS[least];
}

/** A tick carries the fields of its mode, and no others. */
function modeOf(tick: Tick): Mode {
  if ("depth" in tick) return "full";
  return "oi" in tick ? "quote" : "ltp";
}

/**
 * The tick as a listener of `mode` sees it: itself, or a copy with that mode's fields only. Null when it has less than
 * that mode: an answer to an earlier, leaner subscription, still on its way when the richer one was made.
 */
export function tickAs<M extends Mode>(tick: Tick, mode: M): TickOf[M] | null;
export function tickAs(tick: Tick, mode: Mode): Tick | null {
  const own = modeOf(tick);
  if (own === mode) return tick;
  if (!isAtLeast(own, mode)) return null;
  return mode === "ltp" ? asLtp(tick) : asQuote(tick as FullTick);
}

function asLtp(tick: Tick): LtpTick {
  return {
    instrument: tick.instrument,
    ltp: tick.ltp,
    exchangeTime: tick.exchangeTime,
    receivedTime: tick.receivedTime,
    source: tick.source,
    stale: tick.stale,
  };
}

function asQuote(tick: FullTick): QuoteTick {
  const { previousOi: _previousOi, oiDayHigh: _oiDayHigh, oiDayLow: _oiDayLow, depth: _depth, ...quote } = tick;
  return quote;
}
