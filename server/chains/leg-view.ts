import { type ChainLeg, LEG_REASONS, type LegReason, PREVIOUS_OI_SOURCES } from "../../shared/chain.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { buildUp } from "./chain-summary.ts";
import type { LegColumns } from "./leg-columns.ts";

/** Which leg a place of the columns stands for. */
export interface LegName {
  key: InstrumentKey;
  strike: number;
  optionType: "CE" | "PE";
}

/** A leg as it is told: unknowns are null, and each group that lacks any says why. */
export function chainLeg(name: LegName, columns: LegColumns, leg: number): ChainLeg {
  const at = (column: Float64Array) => orNull(column[leg]!);
  const ltp = at(columns.ltp);
  const previousClose = at(columns.previousClose);
  const receivedTime = at(columns.receivedTime);
  const oi = at(columns.oi);
  const previousOi = at(columns.previousOi);
  const mid = at(columns.mid);
  const iv = at(columns.iv);
  const intrinsic = at(columns.intrinsic);
  const change = difference(ltp, previousClose);
  const oiChange = difference(oi, previousOi);

  const reasons: ChainLeg["reasons"] = {};
  const absent = (whenHere: LegReason): LegReason => (receivedTime === null ? "waiting" : whenHere);
  if (ltp === null) reasons.price = absent("not-traded");
  if (change === null) reasons.change = reasons.price ?? "no-previous";
  if (mid === null) reasons.quote = LEG_REASONS[columns.quoteReason[leg]!]!;
  if (oi === null) reasons.oi = absent("not-sent");
  if (oiChange === null) reasons.oiChange = reasons.oi ?? "no-previous";
  if (iv === null) reasons.iv = LEG_REASONS[columns.ivReason[leg]!]!;

  return {
    ...name,
    ltp,
    exchangeTime: at(columns.exchangeTime),
    receivedTime,
    stale: columns.stale[leg] === 1,
    previousClose,
    change,
    changePercent: percent(change, previousClose),
    bidPrice: at(columns.bidPrice),
    bidQuantity: at(columns.bidQuantity),
    askPrice: at(columns.askPrice),
    askQuantity: at(columns.askQuantity),
    volume: at(columns.volume),
    oi,
    previousOi,
    previousOiSource: PREVIOUS_OI_SOURCES[columns.previousOiSource[leg]!] ?? null,
    oiChange,
    oiChangePercent: percent(oiChange, previousOi),
    buildUp: buildUp(change, oiChange),
    mid,
    iv,
    delta: at(columns.delta),
    gamma: at(columns.gamma),
    theta: at(columns.theta),
    vega: at(columns.vega),
    intrinsic,
    timeValue: difference(mid, intrinsic),
    reasons,
  };
}

export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Exact to the least digit a price has. */
export function difference(value: number | null, from: number | null): number | null {
  return value === null || from === null ? null : rounded(value - from, 4);
}

/** Of a base that is not 0, to a hundredth of a percent. */
export function percent(change: number | null, base: number | null): number | null {
  return change === null || base === null || base === 0 ? null : rounded((100 * change) / base, 2);
}

/** To so many decimals; never -0. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale + 0;
}
