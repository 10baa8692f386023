import { dayNumber } from "../../../shared/ist.ts";
import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { type InstrumentKind, OptionType } from "../universe.ts";
import type { Product } from "./listed-universe.ts";

interface RealContract {
  readonly segment: number;
  readonly kind: InstrumentKind;
  readonly symbol: string;
  readonly day: number;
  readonly strike: number;
  readonly optionType: number;
  readonly securityId: number;
}

/** Contracts whose ids are known from Dhan's own master of 2026. All lie outside the ranges other ids are cut from. */
const REAL_CONTRACTS: readonly RealContract[] = [
  nse("FUTIDX", "NIFTY", "2026-09-29", 68407),
  nse("FUTIDX", "NIFTY", "2026-10-27", 48704),
  nse("FUTIDX", "NIFTY", "2026-11-23", 61471),
  nse("FUTIDX", "BANKNIFTY", "2026-10-27", 48699),
  nse("OPTIDX", "NIFTY", "2026-09-15", 47317, 23_950),
  nse("OPTIDX", "NIFTY", "2026-09-29", 35084, 29_150),
  nse("OPTIDX", "NIFTY", "2026-11-23", 35070, 18_950),
  nse("OPTIDX", "BANKNIFTY", "2026-09-29", 69787, 56_000),
  real(SEGMENT_NUMBER.BSE_FNO, "OPTIDX", "SENSEX", "2026-09-17", 869699, 74_300),
  real(SEGMENT_NUMBER.MCX_COMM, "FUTCOM", "CRUDEOIL", "2026-09-21", 565899),
  real(SEGMENT_NUMBER.MCX_COMM, "FUTCOM", "CRUDEOIL", "2026-10-19", 569900),
  real(SEGMENT_NUMBER.MCX_COMM, "OPTFUT", "CRUDEOIL", "2026-09-17", 576398, 9_500),
];

/** Real ids of a product's contracts of one expiry, mostly none. */
export function realContracts(product: Product, expiryDay: number): readonly RealContract[] {
  return REAL_CONTRACTS.filter(
    ({ segment, kind, symbol, day }) =>
      day === expiryDay && symbol === product.symbol && kind === product.kind && segment === product.segment,
  );
}

function nse(kind: InstrumentKind, symbol: string, date: string, securityId: number, strike?: number): RealContract {
  return real(SEGMENT_NUMBER.NSE_FNO, kind, symbol, date, securityId, strike);
}

/** A call when it has a strike, else a future. */
function real(
  segment: number,
  kind: InstrumentKind,
  symbol: string,
  date: string,
  securityId: number,
  strike = Number.NaN,
): RealContract {
  const optionType = Number.isNaN(strike) ? OptionType.none : OptionType.call;
  return { segment, kind, symbol, day: dayNumber(date), strike, optionType, securityId };
}
