import { SEGMENT_NUMBER } from "../../server/dhan/protocol.ts";
import type { MasterCsv } from "../../server/simulator/rest/master-files.ts";
import type { Listing } from "../../server/simulator/simulator.ts";
import { INSTRUMENT_KINDS, OptionType, type Universe } from "../../server/simulator/universe.ts";
import { SEGMENTS, type Segment } from "../../shared/instrument-key.ts";
import { dayDate } from "../../shared/ist.ts";
import { smallUniverse } from "./small-universe.ts";

const DETAILED_HEADER =
  "EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME," +
  "INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG";
const COMPACT_HEADER = "SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME";

const EXCHANGE_AND_LETTER: Readonly<Record<Segment, string>> = {
  IDX_I: "NSE,I",
  NSE_EQ: "NSE,E",
  NSE_FNO: "NSE,D",
  NSE_CURRENCY: "NSE,C",
  BSE_EQ: "BSE,E",
  MCX_COMM: "MCX,M",
  BSE_CURRENCY: "BSE,C",
  BSE_FNO: "BSE,D",
};

/** The small universe with a master in the detailed file's first seventeen columns; the next day its first expiry is gone. */
export function smallListing(universe: Universe = smallUniverse()): Listing {
  const firstExpiry = universe.expiryDay.reduce((first, day) => (day === 0 ? first : Math.min(first, day)), Infinity);
  return { universe, csv: csvOf(universe, 0), nextDay: () => csvOf(universe, firstExpiry) };
}

/** @param over day number of an expiry that is listed no longer */
function csvOf(universe: Universe, over: number): MasterCsv {
  return {
    *detailed() {
      yield `${DETAILED_HEADER}\n`;
      for (let row = 0; row < universe.size; row++) {
        const day = universe.expiryDay[row]!;
        if (day === 0 || day !== over) yield `${detailedRow(universe, row)}\n`;
      }
    },
    *compact() {
      yield `${COMPACT_HEADER}\n`;
      for (let row = 0; row < universe.size; row++) {
        yield `${marketOf(universe, row)},${universe.securityId[row]},${INSTRUMENT_KINDS[universe.kind[row]!]}\n`;
      }
    },
  };
}

function detailedRow(universe: Universe, row: number): string {
  const kind = INSTRUMENT_KINDS[universe.kind[row]!]!;
  const { symbol } = universe.underlyings[universe.underlying[row]!]!;
  const day = universe.expiryDay[row]!;
  const strike = universe.strike[row]!;
  const type = universe.optionType[row];
  const isIndex = kind === "INDEX";
  return [
    marketOf(universe, row),
    universe.securityId[row],
    "NA",
    kind,
    0,
    symbol,
    symbol,
    symbol,
    kind,
    kind === "EQUITY" ? "EQ" : "NA",
    `${universe.lotSize[row]}.0`,
    isIndex ? "0001-01-01" : day === 0 ? "" : dayDate(day),
    Number.isNaN(strike) ? "" : strike.toFixed(5),
    type === OptionType.call ? "CE" : type === OptionType.put ? "PE" : "XX",
    // Paise, but rupees for an index.
    (universe.tickSize[row]! * (isIndex ? 1 : 100)).toFixed(4),
    "M",
  ].join(",");
}

function marketOf(universe: Universe, row: number): string {
  return EXCHANGE_AND_LETTER[SEGMENTS.find((segment) => SEGMENT_NUMBER[segment] === universe.segment[row])!];
}
