import type { LegReason } from "../../shared/chain.ts";
import type { NoIvReason } from "../../shared/option-analytics.ts";
import type { Maturity } from "./black76.ts";
import { parityForward } from "./forward.ts";
import { fillGreeks, type GreekColumns } from "./greek-columns.ts";
import { noIvReason } from "./implied-volatility.ts";
import type { LegColumns } from "./leg-columns.ts";
import { REASON_NUMBER } from "./leg-reader.ts";
import { rounded } from "./leg-view.ts";

const MS_PER_YEAR = 365 * 86_400_000;

/** Digits that are told: more of them say nothing, and would make every leg another one at each tick of the index. */
const DECIMALS = { iv: 5, delta: 4, gamma: 7, theta: 3, vega: 3, intrinsic: 2, forward: 2 } as const;

/** What the solver gives as the reason, in the words of a leg. A leg without a price has the reason of its quote. */
const REASON: Readonly<Record<Exclude<NoIvReason, "no-price">, LegReason>> = {
  "no-forward": "no-forward",
  "no-time": "expired",
  "below-intrinsic": "below-intrinsic",
  "above-bound": "above-bound",
  unresolvable: "unresolvable",
};

export interface LegsToPrice {
  /** Ascending; the columns have all calls by strike, then all puts. */
  strikes: Float64Array;
  columns: LegColumns;
  /** About where the money is, rupees; null while nobody knows. */
  money: number | null;
  msToExpiry: number;
  /** A year, as a fraction. */
  interestRate: number;
}

/** Fills in what follows from the legs' mids: volatility, Greeks, intrinsic value. Returns what they were worked out from. */
export function priceLegs({ strikes, columns, money, msToExpiry, interestRate }: LegsToPrice): Maturity {
  const count = strikes.length;
  const years = Math.max(0, msToExpiry) / MS_PER_YEAR;
  const discount = Math.exp(-interestRate * years);
  const calls = columns.mid.subarray(0, count);
  const puts = columns.mid.subarray(count);
  const isOver = msToExpiry <= 0;
  const parity = isOver || money === null ? null : parityForward(money, discount, strikes, calls, puts).forward;
  const forward = parity === null ? Number.NaN : rounded(parity, DECIMALS.forward);
  const maturity = { forward, years, discount };
  for (const isCall of [true, false]) {
    const from = isCall ? 0 : count;
    const into = greeksFrom(columns, from, count);
    fillGreeks(into, maturity, isCall, strikes, isCall ? calls : puts);
    for (let place = 0; place < count; place++) {
      const leg = from + place;
      columns.ivReason[leg] = isOver ? REASON_NUMBER.expired : reasonOf(into.reason[place]!, columns.quoteReason[leg]!);
      const intrinsic = discount * Math.max(0, isCall ? forward - strikes[place]! : strikes[place]! - forward);
      columns.intrinsic[leg] = rounded(intrinsic, DECIMALS.intrinsic);
    }
  }
  roundAll(columns);
  return maturity;
}

function greeksFrom({ iv, delta, gamma, theta, vega }: LegColumns, from: number, count: number): GreekColumns {
  const part = (column: Float64Array) => column.subarray(from, from + count);
  const reason = new Uint8Array(count);
  return { volatility: part(iv), delta: part(delta), gamma: part(gamma), theta: part(theta), vega: part(vega), reason };
}

/** Place in LEG_REASONS; NaN where there is a volatility. */
function reasonOf(code: number, quoteReason: number): number {
  const reason = noIvReason(code);
  if (reason === null) return Number.NaN;
  return reason === "no-price" ? quoteReason : REASON_NUMBER[REASON[reason]];
}

function roundAll(columns: LegColumns): void {
  for (const field of ["iv", "delta", "gamma", "theta", "vega"] as const) {
    const column = columns[field];
    for (let leg = 0; leg < column.length; leg++) column[leg] = rounded(column[leg]!, DECIMALS[field]);
  }
}
