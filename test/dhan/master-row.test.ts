import { expect, test } from "bun:test";
import { findColumns } from "../../server/dhan/master-columns.ts";
import { type BadReason, type DropReason, MasterRowReader } from "../../server/dhan/master-row.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

const DETAILED =
  "EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME," +
  "INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,SM_FREEZE_QTY,";
const COMPACT =
  "SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL," +
  "SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG," +
  "SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME";
const TODAY = "2026-09-15";

const OPTION =
  "NSE,D,47317,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-23950-CE,NIFTY 15 SEP 23950 CALL,OP,NA,65.0,2026-09-15,23950.00000,CE,5.0000,W,1756,";
const SHARE =
  "NSE,E,2885,INE002A01018,EQUITY,,RELIANCE,RELIANCE INDUSTRIES LTD,Reliance Industries,ES,EQ,1.0,,,,10.0000,NA,0,";

function read(row: string, header = DETAILED, today = TODAY): InstrumentRow | DropReason | BadReason {
  return new MasterRowReader(findColumns(header), dayNumber(today)).read(row.split(","));
}

function instrument(row: string, header = DETAILED): InstrumentRow {
  const result = read(row, header);
  if (typeof result === "string") throw new Error(`rejected: ${result}`);
  return result;
}

test("an option of the detailed file is read whole", () => {
  expect(instrument(OPTION)).toEqual({
    segment: SEGMENT_NUMBER.NSE_FNO,
    securityId: 47_317,
    kind: "OPTIDX",
    symbol: "NIFTY-Sep2026-23950-CE",
    displayName: "NIFTY 15 SEP 23950 CALL",
    underlying: "NIFTY",
    expiryDay: dayNumber("2026-09-15"),
    strike: 23_950,
    optionType: "CE",
    lotSize: 65,
    tickSize: 0.05,
    freezeQuantity: 1_756,
    isin: "",
    series: "",
  });
});

test("a share has its ticker, ISIN and series, and neither expiry nor strike", () => {
  expect(instrument(SHARE)).toEqual({
    segment: SEGMENT_NUMBER.NSE_EQ,
    securityId: 2_885,
    kind: "EQUITY",
    symbol: "RELIANCE",
    displayName: "Reliance Industries",
    underlying: "RELIANCE",
    expiryDay: 0,
    strike: Number.NaN,
    optionType: null,
    lotSize: 1,
    tickSize: 0.1,
    freezeQuantity: 0,
    isin: "INE002A01018",
    series: "EQ",
  });
});

test("exchange and letter give the segment of the wire", () => {
  const segments = [
    ["NSE,I", 0],
    ["BSE,I", 0],
    ["NSE,E", 1],
    ["NSE,D", 2],
    ["NSE,C", 3],
    ["BSE,E", 4],
    ["MCX,M", 5],
    ["BSE,C", 7],
    ["BSE,D", 8],
  ] as const;
  for (const [letters, number] of segments) expect(instrument(SHARE.replace("NSE,E", letters)).segment).toBe(number);
});

test("commodities of NSE have no number on the feed and are left out by rule, other unknown segments are bad", () => {
  expect(read(OPTION.replace("NSE,D", "NSE,M"))).toBe("unsupportedSegment");
  for (const letters of ["NSE,X", "NYSE,E", "MCX,D", ",", "nse,e"])
    expect(read(OPTION.replace("NSE,D", letters))).toBe("segment");
});

test("tick sizes are paise, but for an index rupees", () => {
  const index = "NSE,I,13,NA,INDEX,13,NIFTY,NIFTY,Nifty 50,INDEX,NA,1.0,0001-01-01,,XX,0.0500,N,0,";
  expect(instrument(index).tickSize).toBe(0.05);
  expect(instrument(index.replace("0.0500", "0")).tickSize).toBe(0);
  expect(instrument(SHARE.replace("10.0000", "5")).tickSize).toBe(0.05);
  expect(
    instrument(
      "BSE,C,1026077,NA,FUTCUR,600,USDINR,USDINR,USDINR SEP FUT,FUTCUR,NA,1.0,2026-09-28,-0.01000,XX,0.2500,M,701,",
    ).tickSize,
  ).toBe(0.0025);
});

test("a future has no strike, whatever the column holds", () => {
  const future =
    "NSE,D,68407,NA,FUTIDX,26000,NIFTY,NIFTY-Sep2026-FUT,NIFTY SEP FUT,FUT,NA,65.0,2026-09-29,-0.01000,XX,10.0000,M,1756,";
  for (const strike of ["-0.01000", "-0.01", "0.00000", "0", ""]) {
    const row = instrument(future.replace("-0.01000", strike));
    expect([row.strike, row.optionType]).toEqual([Number.NaN, null]);
  }
});

test("an underlying is named by its ticker, never by the exchange's token", () => {
  const sensex =
    "BSE,D,869699,NA,OPTIDX,1,SENSEX,BSXOPT,SENSEX 17 SEP 74300 CALL,OPTIDX,NA,20.0,2026-09-17,74300.00000,CE,5.0000,W,1000,";
  expect(instrument(sensex)).toMatchObject({ underlying: "SENSEX", symbol: "BSXOPT" });
});

test("derivatives that spell their index otherwise are joined to the index's own ticker", () => {
  expect(instrument(OPTION.replace(",NIFTY,", ",NIFTY NEXT 50,")).underlying).toBe("NIFTYNXT50");
  expect(instrument(OPTION.replace(",NIFTY,", ",SENSEX50,")).underlying).toBe("SNSX50");
});

test("the compact file's contracts tell their underlying by their names", () => {
  const underlyings = [
    ["NIFTY-Oct2026-FUT", "NIFTY OCT FUT", "NIFTY"],
    ["BAJAJ-AUTO-Oct2026-FUT", "BAJAJ-AUTO OCT FUT", "BAJAJ-AUTO"],
    ["CRUDEOIL-19Oct2026-FUT", "CRUDEOIL OCT FUT", "CRUDEOIL"],
    ["M&M-Oct2026-FUT", "", "M&M"],
    ["BSXFUT", "SENSEX 17 OCT FUT", "SENSEX"],
    ["N50", "NIFTY NEXT 50 27 OCT FUT", "NIFTYNXT50"],
  ];
  for (const [symbol, display, underlying] of underlyings) {
    const row = instrument(
      `NSE,D,48704,FUTIDX,0,${symbol},65.0,${display},2026-10-27 14:30:00,-0.01000,XX,10.0000,M,FUT,,`,
      COMPACT,
    );
    expect(row.underlying).toBe(underlying!);
    expect(row.symbol).toBe(symbol!);
    expect(row.expiryDay).toBe(dayNumber("2026-10-27"));
  }
  expect(read("NSE,D,1,FUTIDX,0,N50,65.0,,2026-10-27,0,XX,10,M,FUT,,", COMPACT)).toBe("symbol");
});

test("a contract is listed up to the day it expires, and not after", () => {
  expect(read(OPTION, DETAILED, "2026-09-15")).toBeObject();
  expect(read(OPTION, DETAILED, "2026-09-16")).toBe("expired");
});

test("the exchange's dummies are left out, also those that expire late", () => {
  expect(
    read(
      "NSE,D,36687,NA,FUTSTK,14747,011NSETEST,011NSETEST-Nov2036-FUT,011NSETEST 27 NOV FUT,FUT,NA,50,27/11/36,-0.01,XX,5,W,,",
    ),
  ).toBe("dummy");
});

test("a row that cannot be read is rejected by the field that is wrong", () => {
  const spoilt: [string, string, BadReason][] = [
    ["47317", "", "securityId"],
    ["47317", "0", "securityId"],
    ["47317", "-5", "securityId"],
    ["47317", "4294967296", "securityId"],
    ["47317", "4.5", "securityId"],
    ["OPTIDX", "OPTXYZ", "kind"],
    ["2026-09-15", "", "expiry"],
    ["2026-09-15", "2026-09-31", "expiry"],
    ["23950.00000", "-0.01000", "strike"],
    ["23950.00000", "", "strike"],
    [",CE,", ",XX,", "optionType"],
    ["65.0", "0", "lotSize"],
    ["65.0", "2.5", "lotSize"],
    ["65.0", "many", "lotSize"],
    ["5.0000", "", "tickSize"],
    ["5.0000", "-5", "tickSize"],
    [",NIFTY,", ",,", "symbol"],
  ];
  for (const [from, to, reason] of spoilt) expect([to, read(OPTION.replace(from, to))]).toEqual([to, reason]);
  expect(read("")).toBe("segment");
  expect(read("NSE,D,47317")).toBe("kind");
});

test("an unreadable freeze quantity is unknown and spoils nothing", () => {
  for (const text of ["", "NA", "-1", "0", "99999999999"])
    expect(instrument(OPTION.replace("1756", text)).freezeQuantity).toBe(0);
});
