import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import type { InstrumentTable } from "../../server/instruments/instrument-table.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

export function tableOf(rows: readonly InstrumentRow[]): InstrumentTable {
  const builder = new InstrumentTableBuilder(rows.length);
  for (const row of rows) builder.add(row);
  return builder.build();
}

export function share(securityId: number, symbol: string, fields: Partial<InstrumentRow> = {}): InstrumentRow {
  return {
    segment: SEGMENT_NUMBER.NSE_EQ,
    securityId,
    kind: "EQUITY",
    symbol,
    displayName: `${symbol} Limited`,
    underlying: symbol,
    expiryDay: 0,
    strike: Number.NaN,
    optionType: null,
    lotSize: 1,
    tickSize: 0.05,
    freezeQuantity: 0,
    isin: `INE${String(securityId).padStart(9, "0")}`,
    series: "EQ",
    ...fields,
  };
}

export function index(securityId: number, symbol: string): InstrumentRow {
  return share(securityId, symbol, { segment: SEGMENT_NUMBER.IDX_I, kind: "INDEX", isin: "", series: "" });
}

export function future(securityId: number, underlying: string, expiry: string): InstrumentRow {
  return {
    ...share(securityId, underlying, { segment: SEGMENT_NUMBER.NSE_FNO, kind: "FUTSTK", isin: "", series: "" }),
    symbol: `${underlying}-${expiry}-FUT`,
    displayName: `${underlying} ${expiry} FUT`,
    expiryDay: dayNumber(expiry),
    lotSize: 500,
  };
}

export function option(
  securityId: number,
  underlying: string,
  expiry: string,
  strike: number,
  optionType: "CE" | "PE" = "CE",
): InstrumentRow {
  const symbol = `${underlying}-${expiry}-${strike}-${optionType}`;
  return {
    ...future(securityId, underlying, expiry),
    kind: "OPTSTK",
    symbol,
    displayName: symbol,
    strike,
    optionType,
    freezeQuantity: 20_000,
  };
}
