import { INSTRUMENT_KINDS, type InstrumentKind, type Universe } from "../universe.ts";
import { hash32, hashUnit } from "./hash.ts";
import { Family, type Valuation } from "./valuation.ts";

/** How much an instrument is traded, for one session. */
export interface Liquidity {
  /** It trades once in each of these; the busiest as often as Dhan's feed looks, four times a second. */
  readonly tradePeriodMs: number;
  /** False for what has never traded: no last price, no previous close, no open interest. */
  readonly hasTraded: boolean;
  /** Half the gap between bid and ask, as a part of the price. */
  readonly halfSpreadRatio: number;
  /** Units held, around which the day's open interest moves; 0 for cash. */
  readonly openInterest: number;
  /** Units in a whole day. */
  readonly dailyVolume: number;
}

const BUSIEST_PERIOD_MS = 250;
/** Each rank trades a quarter as often as the one before; the last, once in three days. */
const LAST_RANK = 10;
/** From this rank on a third of the strikes have never traded. */
const NEVER_TRADED_RANK = 7;
const MAX_HALF_SPREAD_RATIO = 0.05;

/** Lots held in a contract at the money, on an ordinary strike. */
const LOTS_HELD: Readonly<Record<InstrumentKind, number>> = {
  INDEX: 0,
  EQUITY: 0,
  FUTIDX: 200_000,
  OPTIDX: 40_000,
  FUTSTK: 15_000,
  OPTSTK: 1_500,
  FUTCUR: 300_000,
  OPTCUR: 20_000,
  FUTCOM: 10_000,
  OPTFUT: 2_000,
};
/** Rupees of a busy share traded in a day. */
const CASH_TURNOVER = 3e9;
/** Volume travels in 32 bits. */
const MOST_VOLUME = 2e9;
/** Times a day that the open interest of a busy contract changes hands. */
const TURNOVER_OF_INTEREST = 6;

export function liquidityOf(
  universe: Universe,
  valuation: Valuation,
  row: number,
  seed: number,
  utcMs: number,
): Liquidity {
  const kind = INSTRUMENT_KINDS[universe.kind[row]!]!;
  if (kind === "INDEX") {
    return { tradePeriodMs: BUSIEST_PERIOD_MS, hasTraded: true, halfSpreadRatio: 0, openInterest: 0, dailyVolume: 0 };
  }
  const family = valuation.family(row);
  const distance = family === Family.option ? valuation.distance(row, utcMs) : 0;
  const rank = Math.min(LAST_RANK, rankOf(universe, valuation, row, kind, distance, seed, utcMs));
  const hasTraded = rank < NEVER_TRADED_RANK || hash32(seed, row, 1) % 3 !== 0;
  const tradePeriodMs = BUSIEST_PERIOD_MS * 4 ** rank;
  const activity = 0.4 ** rank * (0.5 + hashUnit(seed, row, 2));

  if (family === Family.cash) {
    const price = universe.underlyings[universe.underlying[row]!]!.previousClose;
    return {
      tradePeriodMs,
      hasTraded,
      halfSpreadRatio: 0.0001 * (1 + 2 * rank),
      openInterest: 0,
      dailyVolume: Math.min(MOST_VOLUME, Math.ceil((CASH_TURNOVER * activity) / price)),
    };
  }
  const lot = Math.max(1, universe.lotSize[row]!);
  const heap = family === Family.option ? roundness(universe.strike[row]!) * Math.exp(-((distance / 3) ** 2)) : 1;
  const lots = hasTraded ? Math.ceil(LOTS_HELD[kind] * heap * (0.5 + hashUnit(seed, row, 3))) : 0;
  return {
    tradePeriodMs,
    hasTraded,
    halfSpreadRatio:
      family === Family.option
        ? Math.min(MAX_HALF_SPREAD_RATIO, 0.001 + 0.003 * distance + 0.002 * rank)
        : 0.00004 * (1 + rank),
    openInterest: lots * lot,
    dailyVolume: Math.min(Math.floor(MOST_VOLUME / lot), Math.ceil(lots * TURNOVER_OF_INTEREST * activity)) * lot,
  };
}

function rankOf(
  universe: Universe,
  valuation: Valuation,
  row: number,
  kind: InstrumentKind,
  distance: number,
  seed: number,
  utcMs: number,
): number {
  if (kind === "EQUITY") {
    const hasOptions = universe.underlyings[universe.underlying[row]!]!.optionExpiryDays.length > 0;
    return hasOptions ? 0 : 1 + (hash32(seed, row, 4) % 5);
  }
  const days = valuation.years(row, utcMs) * 365;
  const term = days < 10 ? 0 : days < 40 ? 1 : days < 100 ? 2 : 4;
  if (valuation.family(row) === Family.future) return term >> 1;
  const market = kind === "OPTIDX" ? 0 : 2;
  return market + (term >> 1) + Math.max(0, Math.floor(distance) - 1);
}

/** Round strikes are where interest heaps up: thousands, five hundreds and hundreds of an index at 25,000. */
function roundness(strike: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(strike));
  if (strike % (magnitude / 10) === 0) return 3;
  if (strike % (magnitude / 20) === 0) return 2;
  return strike % (magnitude / 100) === 0 ? 1 : 0.4;
}
