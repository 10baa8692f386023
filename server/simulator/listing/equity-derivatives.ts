import { listFutures, listOptions } from "./contracts.ts";
import { indexCycle } from "./expiry-cycle.ts";
import type { FnoStock } from "./fno-stocks.ts";
import type { Product } from "./listed-universe.ts";
import type { SecurityIds } from "./security-ids.ts";
import { type StrikeBand, strikeGrid } from "./strike-grid.ts";
import type { UniverseColumns } from "./universe-columns.ts";

type EquityKind = "FUTIDX" | "OPTIDX" | "FUTSTK" | "OPTSTK";

/** NSE or BSE as a place where contracts on indices and shares are traded. */
export interface EquityDerivatives {
  readonly exchange: "NSE" | "BSE";
  readonly segment: number;
  /** The day of the week on which its contracts end. */
  readonly weekday: number;
  /** INSTRUMENT_TYPE in the master. */
  instrumentType(kind: EquityKind): string;
  /** SYMBOL_NAME in the master; null for the trading symbol. */
  code(symbol: string, kind: EquityKind): string | null;
  readonly ids: SecurityIds;
}

/** Contracts of one index. */
export interface IndexFamily {
  readonly symbol: string;
  /** The exchange's own id for it. */
  readonly token: number;
  readonly lot: number;
  readonly futureTickPaise: number;
  readonly freezeQuantity: number;
  /** Expiries of its options, beside those of the next three months. */
  readonly weeks: number;
  readonly quarters: number;
  readonly halfYears: number;
  readonly bands: readonly StrikeBand[];
}

const OPTION_TICK_PAISE = 5;
/** An order may hold so many lots of a share's contract. */
const FREEZE_LOTS = 40;

/** Lists three months of futures of an index, and its options. */
export function listIndexContracts(
  columns: UniverseColumns,
  on: EquityDerivatives,
  underlying: number,
  family: IndexFamily,
): void {
  const { weeks, quarters, halfYears, bands } = family;
  const rule = { calendar: "NSE", weekday: on.weekday } as const;
  const grid = strikeGrid(columns.underlyingAt(underlying).previousClose, bands);
  const future = product(on, "FUTIDX", { ...family, tickPaise: family.futureTickPaise });
  const option = product(on, "OPTIDX", { ...family, tickPaise: OPTION_TICK_PAISE });
  listFutures(columns, future, underlying, indexCycle({ ...rule, weeks: 0, quarters: 0, halfYears: 0 }), on.ids);
  listOptions(columns, option, underlying, indexCycle({ ...rule, weeks, quarters, halfYears }), grid, on.ids);
}

/**
 * Lists three months of futures and options of a share.
 * @param token NSE's id of the share, on both exchanges
 */
export function listStockContracts(
  columns: UniverseColumns,
  on: EquityDerivatives,
  underlying: number,
  stock: FnoStock,
  token: number,
  bands: readonly StrikeBand[],
): void {
  const cycle = indexCycle({ calendar: "NSE", weekday: on.weekday, weeks: 0, quarters: 0, halfYears: 0 });
  const facts = { symbol: stock.symbol, token, lot: stock.lot, freezeQuantity: stock.lot * FREEZE_LOTS + 1 };
  const future = product(on, "FUTSTK", { ...facts, tickPaise: stock.futureTickPaise });
  const option = product(on, "OPTSTK", { ...facts, tickPaise: OPTION_TICK_PAISE });
  listFutures(columns, future, underlying, cycle, on.ids);
  listOptions(columns, option, underlying, cycle, strikeGrid(stock.previousClose, bands), on.ids);
}

function product(
  on: EquityDerivatives,
  kind: EquityKind,
  facts: Pick<IndexFamily, "symbol" | "token" | "lot" | "freezeQuantity"> & { tickPaise: number },
): Product {
  return {
    exchange: on.exchange,
    letter: "D",
    segment: on.segment,
    kind,
    symbol: facts.symbol,
    underlyingToken: facts.token,
    code: on.code(facts.symbol, kind),
    instrumentType: on.instrumentType(kind),
    series: "NA",
    lot: facts.lot,
    tickPaise: facts.tickPaise,
    freezeQuantity: facts.freezeQuantity,
  };
}
