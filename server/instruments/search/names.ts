import { INSTRUMENT_KINDS } from "../instrument-row.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";
import { exchangeAt } from "./listed-instrument.ts";
import { securityForm } from "./security-form.ts";
import { MOST_TRADED } from "./traded-names.ts";

/** Rows of the table that are read in one slice; of those that have names, most stand together. */
const ROWS_PER_SLICE = 4_000;

/** What is looked for by name, best first: among names that fit a query equally well the one of the lower number comes first. */
const NameClass = {
  tradedIndex: 0,
  tradedShare: 1,
  /** Has derivatives and no spot: commodities and currencies. */
  spotless: 2,
  index: 3,
  share: 4,
  fund: 5,
  debt: 6,
} as const;

/** Room in `order` for a place among the most traded, and for the length of a ticker. */
const PLACES = 256;
const LENGTHS = 256;

interface Name {
  row: number;
  underlying: number;
  /** Class, then place among the most traded, then shorter tickers first: fewer letters are left to type. */
  order: number;
}

/** Row of a name that stands for futures and options alone. */
export const NO_ROW = -1;

const INDEX = INSTRUMENT_KINDS.indexOf("INDEX");
const EQUITY = INSTRUMENT_KINDS.indexOf("EQUITY");
const PLACE_TRADED = new Map(MOST_TRADED.map((ticker, place) => [ticker, place]));

/**
 * The names that can be looked for: one for each row of an index, share, fund or bond, and one for each underlying that has
 * none. Names are numbered from the best on; those of one ticker on NSE and BSE follow each other.
 */
export interface Names {
  readonly size: number;
  /** Row of each, or NO_ROW. */
  readonly rows: Int32Array;
  /** Number of each one's underlying in the table. */
  readonly underlyings: Int32Array;
  /** Whether futures or options follow the underlying. */
  readonly hasContracts: Uint8Array;
  /** Funds begin here, and bonds behind them. */
  readonly firstFund: number;
  readonly firstDebt: number;
}

/** Yields where a slice of the work is done. */
export function* namesOf(table: InstrumentTable, series: OptionSeriesIndex): Generator<void, Names> {
  const tickers = table.underlyings;
  const isTraded = Uint8Array.from(tickers, (ticker) => (series.exchangeOf(ticker) === null ? 0 : 1));
  yield;
  const spotless = isTraded.slice();
  const named: Name[] = [];
  const debt: Name[] = [];
  const add = (row: number, underlying: number, nameClass: number) => {
    const ticker = tickers[underlying]!;
    const traded = PLACE_TRADED.get(ticker) ?? PLACES - 1;
    const length = Math.min(ticker.length, LENGTHS - 1);
    named.push({ row, underlying, order: (nameClass * PLACES + traded) * LENGTHS + length });
  };
  const { kind, underlying } = table.columns;
  for (let row = 0; row < table.size; row++) {
    if (row % ROWS_PER_SLICE === 0) yield;
    const of = underlying[row]!;
    if (kind[row] === INDEX) {
      add(row, of, exchangeAt(table, series, row) === null ? NameClass.index : NameClass.tradedIndex);
    } else if (kind[row] === EQUITY) {
      const form = securityForm(table, row);
      if (form === "debt") debt.push({ row, underlying: of, order: NameClass.debt });
      else if (form === "fund") add(row, of, NameClass.fund);
      else add(row, of, isTraded[of] ? NameClass.tradedShare : NameClass.share);
    } else continue;
    spotless[of] = 0;
  }
  spotless.forEach((isSpotless, of) => {
    if (isSpotless) add(NO_ROW, of, NameClass.spotless);
  });

  const segmentOf = (row: number) => (row === NO_ROW ? 0 : table.columns.segment[row]!);
  named.sort(
    (a, b) =>
      a.order - b.order ||
      compare(tickers[a.underlying]!, tickers[b.underlying]!) ||
      segmentOf(a.row) - segmentOf(b.row) ||
      a.row - b.row,
  );
  yield;
  const firstFund = named.findIndex(({ order }) => order >= NameClass.fund * PLACES * LENGTHS);
  const firstDebt = named.length;
  // Bonds stay in the master's order: one is as good as another.
  const all = named.concat(debt);
  return {
    size: all.length,
    rows: Int32Array.from(all, ({ row }) => row),
    underlyings: Int32Array.from(all, ({ underlying }) => underlying),
    hasContracts: Uint8Array.from(all, ({ underlying }) => isTraded[underlying]!),
    firstFund: firstFund === -1 ? firstDebt : firstFund,
    firstDebt,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
