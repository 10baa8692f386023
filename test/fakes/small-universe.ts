import { SEGMENT_NUMBER } from "../../server/dhan/protocol.ts";
import {
  INSTRUMENT_KINDS,
  type InstrumentKind,
  OptionType,
  type Underlying,
  type Universe,
} from "../../server/simulator/universe.ts";
import type { Segment } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

/** The day the small universe is of: a Wednesday. Its options end in six days, in five weeks and in half a year. */
export const SMALL_UNIVERSE_DATE = "2026-11-25";
export const SMALL_UNIVERSE_EXPIRIES = ["2026-12-01", "2026-12-29", "2027-06-29"] as const;
/** 11:00 IST of that day. */
export const SMALL_UNIVERSE_NOW = Date.parse("2026-11-25T05:30:00Z");

const CALL_PUT = [OptionType.call, OptionType.put];

interface Row {
  segment: Segment;
  securityId: number;
  kind: InstrumentKind;
  underlying: number;
  expiry?: string;
  strike?: number;
  optionType?: number;
  tickSize: number;
  lotSize: number;
}

/**
 * A hand-made universe: NIFTY with futures and 201 strikes an expiry, RELIANCE with options, a share without,
 * NIFTY's namesake by id (ABB), CRUDEOIL and USDINR. 1,900 rows or so.
 */
export function smallUniverse(): Universe {
  const rows: Row[] = [
    { segment: "IDX_I", securityId: 13, kind: "INDEX", underlying: 0, tickSize: 0.05, lotSize: 1 },
    { segment: "NSE_EQ", securityId: 2885, kind: "EQUITY", underlying: 1, tickSize: 0.1, lotSize: 1 },
    { segment: "BSE_EQ", securityId: 500325, kind: "EQUITY", underlying: 1, tickSize: 0.05, lotSize: 1 },
    { segment: "NSE_EQ", securityId: 13, kind: "EQUITY", underlying: 2, tickSize: 0.5, lotSize: 1 },
  ];
  let nextId = 40_000;
  const future = (segment: Segment, kind: InstrumentKind, underlying: number, tickSize: number, lotSize: number) => {
    for (const expiry of SMALL_UNIVERSE_EXPIRIES) {
      rows.push({ segment, securityId: nextId++, kind, underlying, expiry, tickSize, lotSize });
    }
  };
  const options = (
    segment: Segment,
    kind: InstrumentKind,
    underlying: number,
    strikes: { from: number; step: number; count: number },
    tickSize: number,
    lotSize: number,
  ) => {
    for (const expiry of SMALL_UNIVERSE_EXPIRIES) {
      for (let i = 0; i < strikes.count; i++) {
        for (const optionType of CALL_PUT) {
          const strike = strikes.from + i * strikes.step;
          rows.push({
            segment,
            securityId: nextId++,
            kind,
            underlying,
            expiry,
            strike,
            optionType,
            tickSize,
            lotSize,
          });
        }
      }
    }
  };
  future("NSE_FNO", "FUTIDX", 0, 0.1, 65);
  options("NSE_FNO", "OPTIDX", 0, { from: 20_000, step: 50, count: 201 }, 0.05, 65);
  future("NSE_FNO", "FUTSTK", 1, 0.1, 500);
  options("NSE_FNO", "OPTSTK", 1, { from: 1_200, step: 20, count: 21 }, 0.05, 500);
  future("MCX_COMM", "FUTCOM", 3, 1, 1);
  options("MCX_COMM", "OPTFUT", 3, { from: 5_000, step: 50, count: 41 }, 0.1, 1);
  future("NSE_CURRENCY", "FUTCUR", 4, 0.0025, 1_000);

  const cash = (row: number, restSegment: Segment, restId: number, expiries: readonly string[]) => ({
    cashRow: row,
    restSegment: SEGMENT_NUMBER[restSegment],
    restId,
    optionExpiryDays: Int32Array.from(expiries, dayNumber),
  });
  const underlyings: Underlying[] = [
    { symbol: "NIFTY", previousClose: 25_000, volatility: 0.12, ...cash(0, "IDX_I", 13, SMALL_UNIVERSE_EXPIRIES) },
    {
      symbol: "RELIANCE",
      previousClose: 1_400,
      volatility: 0.26,
      ...cash(1, "NSE_EQ", 2885, SMALL_UNIVERSE_EXPIRIES),
    },
    { symbol: "ABB", previousClose: 5_200, volatility: 0.3, ...cash(3, "NSE_EQ", 13, []) },
    {
      symbol: "CRUDEOIL",
      previousClose: 5_800,
      volatility: 0.34,
      ...cash(-1, "MCX_COMM", 294, SMALL_UNIVERSE_EXPIRIES),
    },
    { symbol: "USDINR", previousClose: 88.5, volatility: 0.04, ...cash(-1, "NSE_CURRENCY", 1, []) },
  ];
  return universeOf(rows, underlyings);
}

/** `count` NIFTY options and the index: for tests that count subscriptions, not prices. */
export function wideUniverse(count: number): Universe {
  const rows: Row[] = [{ segment: "IDX_I", securityId: 13, kind: "INDEX", underlying: 0, tickSize: 0.05, lotSize: 1 }];
  for (let i = 0; i < count; i++) {
    rows.push({
      segment: "NSE_FNO",
      securityId: 40_000 + i,
      kind: "OPTIDX",
      underlying: 0,
      expiry: SMALL_UNIVERSE_EXPIRIES[0],
      strike: 20_000 + 50 * (i % 201),
      optionType: CALL_PUT[i % 2]!,
      tickSize: 0.05,
      lotSize: 65,
    });
  }
  return universeOf(rows, [
    {
      symbol: "NIFTY",
      previousClose: 25_000,
      volatility: 0.12,
      cashRow: 0,
      restSegment: SEGMENT_NUMBER.IDX_I,
      restId: 13,
      optionExpiryDays: Int32Array.of(dayNumber(SMALL_UNIVERSE_EXPIRIES[0])),
    },
  ]);
}

function universeOf(rows: readonly Row[], underlyings: readonly Underlying[]): Universe {
  const rowByWire = new Map(rows.map((row, i) => [`${SEGMENT_NUMBER[row.segment]}:${row.securityId}`, i]));
  return {
    size: rows.length,
    segment: Uint8Array.from(rows, (row) => SEGMENT_NUMBER[row.segment]),
    securityId: Uint32Array.from(rows, (row) => row.securityId),
    kind: Uint8Array.from(rows, (row) => INSTRUMENT_KINDS.indexOf(row.kind)),
    underlying: Int32Array.from(rows, (row) => row.underlying),
    expiryDay: Int32Array.from(rows, (row) => (row.expiry === undefined ? 0 : dayNumber(row.expiry))),
    strike: Float64Array.from(rows, (row) => row.strike ?? Number.NaN),
    optionType: Uint8Array.from(rows, (row) => row.optionType ?? OptionType.none),
    tickSize: Float64Array.from(rows, (row) => row.tickSize),
    lotSize: Uint32Array.from(rows, (row) => row.lotSize),
    underlyings,
    rowOf: (segment, securityId) => rowByWire.get(`${segment}:${securityId}`) ?? -1,
  };
}
