import type { InstrumentTable } from "./instrument-table.ts";
import { OptionSeriesIndex } from "./option-series-index.ts";
import { InstrumentSearch } from "./search/instrument-search.ts";

interface ListingParts {
  series: OptionSeriesIndex;
  search: InstrumentSearch;
}

/**
 * One day's master with all that is looked up in it. Its parts are made together and it is replaced as one, so that
 * nobody ever sees a half of two masters.
 */
export class Listing {
  readonly table: InstrumentTable;
  readonly series: OptionSeriesIndex;
  readonly search: InstrumentSearch;

  /** Makes all parts at once, which takes some tenths of a second of a whole master: `inSlices` is for where others wait. */
  constructor(table: InstrumentTable, parts = allAtOnce(partsOf(table))) {
    this.table = table;
    this.series = parts.series;
    this.search = parts.search;
  }

  /** The same in slices, of some 20 ms at most, between which the event loop has its turn. */
  static async inSlices(table: InstrumentTable): Promise<Listing> {
    const parts = partsOf(table);
    for (let slice = parts.next(); ; slice = parts.next()) {
      if (slice.done) return new Listing(table, slice.value);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function* partsOf(table: InstrumentTable): Generator<void, ListingParts> {
  const series = new OptionSeriesIndex(table);
  yield;
  return { series, search: yield* InstrumentSearch.build(table, series) };
}

function allAtOnce<T>(work: Generator<void, T>): T {
  for (let slice = work.next(); ; slice = work.next()) if (slice.done) return slice.value;
}
