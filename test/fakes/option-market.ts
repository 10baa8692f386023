import type { OptionSeries } from "../../server/instruments/option-series.ts";
import { black76 } from "../../server/simulator/market/black76.ts";
import { type InstrumentKey, parseInstrumentKey, SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { type Full, full } from "../fixtures/packets.ts";

const YEAR_MS = 365 * 86_400_000;
const PAISE_TICK = 0.05;

export interface MarketLeg {
  key: InstrumentKey;
  strike: number;
  isCall: boolean;
}

/** Every leg of a series, calls first. */
export function legsOf(series: OptionSeries): MarketLeg[] {
  const side = (isCall: boolean) =>
    [...series.strikes].flatMap((strike, place) => {
      const { ce, pe } = series.legsAt(place);
      const key = isCall ? ce : pe;
      return key === null ? [] : [{ key, strike, isCall }];
    });
  return [...side(true), ...side(false)];
}

/**
 * A market of one series: full packets whose bids and asks lie a tick each side of what the simulator's own Black-76
 * gives, with a smile. It shares no code with what it tests.
 */
export class OptionMarket {
  forward: number;
  readonly #rate: number;
  readonly #expiresAt: number;

  /** @param expiresAt UTC milliseconds. */
  constructor(forward: number, expiresAt: number, rate: number) {
    this.forward = forward;
    this.#expiresAt = expiresAt;
    this.#rate = rate;
  }

  volatility(strike: number): number {
    const away = Math.log(strike / this.forward);
    return 0.12 + 1.5 * away * away - 0.1 * away;
  }

  fair({ strike, isCall }: MarketLeg, now: number): number {
    const years = (this.#expiresAt - now) / YEAR_MS;
    return black76(isCall, this.forward, strike, this.volatility(strike), years, this.#rate);
  }

  /** A full packet of a leg that trades at its fair price, with something in every field. */
  packet(leg: MarketLeg, now: number, fields: Partial<Full> = {}): Uint8Array {
    const { segment, securityId } = parseInstrumentKey(leg.key)!;
    const tick = (price: number) => Math.max(PAISE_TICK, Math.round(price / PAISE_TICK) * PAISE_TICK);
    const fair = this.fair(leg, now);
    const ltp = tick(fair);
    const oi = oiOf(leg);
    return full(SEGMENT_NUMBER[segment], securityId, {
      ...{
        ltp,
        ltq: 65,
        ltt: Math.floor(now / 1_000) + 19_800,
        atp: ltp,
        volume: oi * 3,
        sellQty: 100,
        buyQty: 200,
        oi,
      },
      ...{ open: ltp, close: tick(fair * 0.9), high: ltp, low: ltp },
      depth: [
        {
          ...{ bidQty: 650, askQty: 1_300, bidOrders: 3, askOrders: 4 },
          ...{ bidPrice: ltp - PAISE_TICK, askPrice: ltp + PAISE_TICK },
        },
      ],
      ...fields,
    });
  }
}

/** Heaped on round strikes, more calls above the money than puts. */
export function oiOf({ strike, isCall }: Pick<MarketLeg, "strike" | "isCall">): number {
  const heap = strike % 500 === 0 ? 5 : strike % 100 === 0 ? 2 : 1;
  return heap * (isCall ? 65_000 : 52_000);
}
