import type { ChainLeg, ChainSpec, ChainSummary, ChainUpdate } from "../../shared/chain.ts";
import { chainId } from "../../shared/chain-id.ts";

export const CHAIN_SPEC: ChainSpec = { underlying: "NIFTY", expiry: "2026-12-01", strikesEachSide: 10 };

/** A leg of which nothing is known but what is given. */
export function blankLeg(strike: number, optionType: "CE" | "PE", fields: Partial<ChainLeg> = {}): ChainLeg {
  return {
    ...{
      key: `NSE_FNO:${strike * 10 + (optionType === "CE" ? 1 : 2)}`,
      strike,
      optionType,
      ltp: null,
      exchangeTime: null,
    },
    ...{ receivedTime: null, stale: false, previousClose: null, change: null, changePercent: null, bidPrice: null },
    ...{ bidQuantity: null, askPrice: null, askQuantity: null, volume: null, oi: null, previousOi: null },
    ...{
      previousOiSource: null,
      oiChange: null,
      oiChangePercent: null,
      buildUp: null,
      mid: null,
      iv: null,
      delta: null,
    },
    ...{ gamma: null, theta: null, vega: null, intrinsic: null, timeValue: null, reasons: { price: "waiting" } },
    ...fields,
  };
}

export const BLANK_SUMMARY: ChainSummary = {
  ...{ spot: null, future: null, underlyingPrice: null, underlyingPriceSource: null, atm: null, atmReason: "waiting" },
  ...{ forward: null, basis: null, atmIv: null, straddle: null, expectedMove: null, callOi: null, putOi: null },
  ...{ callVolume: null, putVolume: null, pcrOi: null, pcrVolume: null, maxPain: null },
  ...{ totals: { strikes: 0, listed: 2, othersAt: null }, lotSize: 65, freezeQuantity: 1_756, receivedTime: null },
  ...{
    expiresAt: Date.parse("2026-12-01T15:40:00+05:30"),
    daysToExpiry: 4,
    computedAt: 1_795_755_600_000,
    reasons: {},
  },
};

/** A chain of these legs and their strikes; a snapshot unless it says what it builds on. */
export function chainOf(
  version: number,
  legs: readonly ChainLeg[],
  { spec = CHAIN_SPEC, ...rest }: Partial<ChainUpdate> = {},
): ChainUpdate {
  const strikes = [...new Set(legs.map(({ strike }) => strike))].sort((a, b) => a - b);
  return {
    chain: chainId(spec),
    spec,
    version,
    since: null,
    summary: BLANK_SUMMARY,
    strikes,
    legs: [...legs],
    ...rest,
  };
}
