import { EXCHANGE_OF_SEGMENT, type Exchange } from "../../../shared/exchange.ts";
import { dayDate } from "../../../shared/ist.ts";
import type { ListedInstrument } from "../../../shared/search.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";

/** A row of the table as the contract words it. */
export function listedInstrumentAt(table: InstrumentTable, series: OptionSeriesIndex, row: number): ListedInstrument {
  const { expiryDay, strike, lotSize, tickSize, freezeQuantity } = table.columns;
  const type = table.optionTypeAt(row);
  return {
    key: table.keyAt(row),
    name: table.nameAt(row),
    symbol: table.symbolAt(row),
    displayName: table.displayNameAt(row),
    segment: table.segmentAt(row),
    exchange: exchangeAt(table, series, row),
    kind: table.kindAt(row),
    underlying: table.underlyingAt(row),
    expiry: expiryDay[row] === 0 ? null : dayDate(expiryDay[row]!),
    strike: type === null ? null : strike[row]!,
    optionType: type,
    lotSize: lotSize[row]!,
    tickSize: tickSize[row] || null,
    freezeQuantity: freezeQuantity[row] || null,
    isin: table.isinAt(row) || null,
    series: table.seriesAt(row) || null,
  };
}

/** Where a row is traded. Their segment holds the indices of two exchanges: one is of the exchange whose contracts follow it, else null. */
export function exchangeAt(table: InstrumentTable, series: OptionSeriesIndex, row: number): Exchange | null {
  const segment = table.segmentAt(row);
  if (segment !== "IDX_I") return EXCHANGE_OF_SEGMENT[segment];
  const [ticker, key] = [table.underlyingAt(row), table.keyAt(row)];
  return series.exchangesOf(ticker).find((exchange) => series.spotKey(ticker, exchange) === key) ?? null;
}
