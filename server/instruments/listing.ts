import type { InstrumentTable } from "./instrument-table.ts";
import { OptionSeriesIndex } from "./option-series-index.ts";

/**
 * One day's master with all that is looked up in it. Its parts are made together and it is replaced as one, so that
 * nobody ever sees a half of two masters.
 */
export class Listing {
  readonly table: InstrumentTable;
  readonly series: OptionSeriesIndex;

  constructor(table: InstrumentTable) {
    this.table = table;
    this.series = new OptionSeriesIndex(table);
  }
}
