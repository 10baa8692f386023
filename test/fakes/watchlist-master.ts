import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { Listing } from "../../server/instruments/listing.ts";

import { SEGMENT_NUMBER, type Segment } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

export const NIFTY_EXPIRIES = ["2026-06-16", "2026-06-23", "2026-06-30", "2026-07-28"];
export const RELIANCE_EXPIRIES = ["2026-06-30", "2026-07-28", "2026-08-25"];
export const RELIANCE = "NSE_EQ:2885";
export const CRUDEOIL_FUTURE = "MCX_COMM:90001";
export const NIFTY_FUTURE = "NSE_FNO:90002";
/** Ordinary shares beside RELIANCE, by number from 0. */
export const SHARES = 150;

export function shareKey(n: number): string {
  return `NSE_EQ:${10_000 + n}`;
}

type Fields = Partial<InstrumentRow> & Pick<InstrumentRow, "kind" | "underlying" | "securityId">;

/**
 * A master of one index, some shares and two futures. `isAfter` a date leaves out what expires before it, `edit` takes
 * each row and gives another, or null to leave it out.
 */
export function watchlistMaster(
  isAfter = "0001-01-01",
  edit: (row: InstrumentRow) => InstrumentRow | null = (row) => row,
): Listing {
  const builder = new InstrumentTableBuilder(4_000);
  const add = (segment: Segment, fields: Fields) => {
    const row = edit({
      segment: SEGMENT_NUMBER[segment],
      symbol: fields.underlying,
      displayName: fields.underlying,
      expiryDay: 0,
      strike: Number.NaN,
      optionType: null,
      lotSize: 1,
      tickSize: 0.05,
      freezeQuantity: 0,
      isin: "",
      series: "",
      ...fields,
    });
    if (row !== null) builder.add(row);
  };
  let nextId = 40_000;
  const options = (kind: "OPTIDX" | "OPTSTK" | "OPTFUT", underlying: string, expiry: string, strikes: number[]) => {
    for (const strike of expiry < isAfter ? [] : strikes) {
      for (const optionType of ["CE", "PE"] as const) {
        const segment = kind === "OPTFUT" ? "MCX_COMM" : "NSE_FNO";
        add(segment, { kind, underlying, securityId: nextId++, expiryDay: dayNumber(expiry), strike, optionType });
      }
    }
  };

  add("IDX_I", { kind: "INDEX", underlying: "NIFTY", securityId: 13 });
  for (const expiry of NIFTY_EXPIRIES) options("OPTIDX", "NIFTY", expiry, strikesFrom(23_500, 50, 61));
  add("NSE_EQ", { kind: "EQUITY", underlying: "RELIANCE", securityId: 2885, series: "EQ", isin: "INE002A01018" });
  for (const expiry of RELIANCE_EXPIRIES) options("OPTSTK", "RELIANCE", expiry, strikesFrom(1_000, 20, 41));
  for (let n = 0; n < SHARES; n++) {
    add("NSE_EQ", { kind: "EQUITY", underlying: `SHARE${n}`, securityId: 10_000 + n, series: "EQ" });
  }
  const crude = dayNumber("2026-06-19");
  add("MCX_COMM", { kind: "FUTCOM", underlying: "CRUDEOIL", securityId: 90_001, expiryDay: crude });
  options("OPTFUT", "CRUDEOIL", "2026-06-16", strikesFrom(5_000, 50, 41));
  add("NSE_FNO", { kind: "FUTIDX", underlying: "NIFTY", securityId: 90_002, expiryDay: dayNumber("2026-06-30") });

  return new Listing(builder.build());
}

function strikesFrom(first: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => first + place * step);
}
