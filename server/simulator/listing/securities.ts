import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { hashUnit } from "../market/hash.ts";
import type { CashListing } from "./listed-universe.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** A security of the cash market to list: what its listing says, and what it is priced from. */
export interface Security extends Omit<CashListing, "mtfLeverage" | "circuit" | "tick"> {
  readonly securityId: number;
  readonly tickPaise: number;
  readonly lot: number;
  readonly mtfLeverage?: number;
  /** Part of the previous close; a fifth when absent. */
  readonly circuit?: number;
  /** Rupees; drawn from `prices` when absent. */
  readonly previousClose?: number;
  readonly prices: PriceRange;
  /** Place in `underlyings`, when it follows what is listed elsewhere. */
  readonly underlying?: number;
}

/** Where the prices of a kind of security lie, in rupees, and how much they move in a year. */
export interface PriceRange {
  readonly low: number;
  readonly high: number;
  readonly volatility: number;
}

export const SHARE_PRICES: PriceRange = { low: 12, high: 4_000, volatility: 0.32 };
export const SMALL_SHARE_PRICES: PriceRange = { low: 4, high: 600, volatility: 0.4 };
export const FUND_PRICES: PriceRange = { low: 10, high: 900, volatility: 0.14 };
/** Parts of the previous close: of most shares, and of those for delivery only. */
export const USUAL_CIRCUIT = 0.2;
export const DELIVERY_CIRCUIT = 0.05;
const LEAST_TICK_PAISE = 1;

/** Lists a security of NSE or BSE. */
export function listSecurity(columns: UniverseColumns, security: Security): { row: number; underlying: number } {
  const { exchange, securityId, symbol, tickPaise, lot, prices, previousClose } = security;
  const segment = exchange === "NSE" ? SEGMENT_NUMBER.NSE_EQ : SEGMENT_NUMBER.BSE_EQ;
  const tickSize = Math.max(LEAST_TICK_PAISE, tickPaise) / 100;
  const isFollower = security.underlying !== undefined;
  const underlying =
    security.underlying ??
    columns.addUnderlying({
      symbol,
      previousClose: previousClose ?? drawPrice(columns.seed, securityId, segment, prices, tickSize),
      volatility: prices.volatility * (0.75 + 0.5 * hashUnit(columns.seed, securityId, ~segment)),
      restSegment: segment,
      restId: securityId,
    });
  const row = columns.addCash({
    segment,
    securityId,
    underlying,
    tickSize,
    lot,
    listing: {
      exchange,
      isin: security.isin,
      symbol,
      name: security.name,
      displayName: security.displayName,
      instrumentType: security.instrumentType,
      series: security.series,
      tick: tickPaise,
      mtfLeverage: security.mtfLeverage ?? 0,
      circuit: security.circuit ?? USUAL_CIRCUIT,
    },
  });
  if (!isFollower) columns.setCashRow(underlying, row);
  return { row, underlying };
}

/** Low prices are as common as high ones: the logarithm is even. */
function drawPrice(
  seed: number,
  securityId: number,
  segment: number,
  { low, high }: PriceRange,
  tickSize: number,
): number {
  const price = low * (high / low) ** hashUnit(seed, securityId, segment);
  return Math.round(Math.round(price / tickSize) * tickSize * 100) / 100;
}
