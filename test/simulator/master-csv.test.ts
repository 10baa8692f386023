import { expect, test } from "bun:test";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { compactCsv, detailedCsv } from "../../server/simulator/master-csv.ts";
import { INSTRUMENT_KINDS } from "../../server/simulator/universe.ts";
import { dayDate } from "../../shared/ist.ts";

const universe = buildUniverse({ date: "2026-09-10", seed: 1 });
const chunks = [...detailedCsv(universe)];
const [header = "", ...lines] = chunks.join("").trimEnd().split("\n");
const columns = header.split(",");
const compactChunks = [...compactCsv(universe)];
const [compactHeader = "", ...compactLines] = compactChunks.join("").trimEnd().split("\n");

/** The market's lines, in the order of its rows. */
const marketLines = [
  ...lines.slice(0, universe.cash.length),
  ...lines.slice(universe.cash.length + universe.untradable.length),
];

/** A line of the detailed file without what depends on prices. */
function withoutLimits(line: string): string {
  const fields = line.split(",");
  fields[columns.indexOf("SM_UPPER_LIMIT")] = "";
  fields[columns.indexOf("SM_LOWER_LIMIT")] = "";
  return fields.join();
}

/** Place of each column in a line. */
const place = Object.fromEntries(columns.map((column, index) => [column, index]));

/** Some columns of a detailed line. */
function pick(line: string, ...names: string[]): string[] {
  const fields = line.split(",");
  return names.map((name) => fields[place[name]!]!);
}

test("the detailed file has today's 32 columns and an empty one, in every line", () => {
  expect(header).toBe(
    "EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG,COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC,BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC,MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,",
  );
  expect(lines.length).toBe(universe.size + universe.untradable.length);
  expect(lines.findIndex((line) => line.split(",").length !== 33)).toBe(-1);
});

test("the compact file has its 16 columns, in as many lines", () => {
  expect(compactHeader).toBe(
    "SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME",
  );
  expect(compactLines.length).toBe(lines.length);
  expect(compactLines.findIndex((line) => line.split(",").length !== 16)).toBe(-1);
});

test("both come in chunks of whole lines, plain ASCII, of 64 to 256 KB", () => {
  for (const parts of [chunks, compactChunks]) {
    for (const chunk of parts) {
      expect(chunk.endsWith("\n")).toBe(true);
      expect(chunk.length).toBeLessThanOrEqual(262_144);
      expect(Buffer.byteLength(chunk)).toBe(chunk.length);
    }
    expect(parts.slice(0, -1).every((chunk) => chunk.length >= 65_536)).toBe(true);
  }
});

const REAL_DETAILED_ROWS = [
  "NSE,I,13,NA,INDEX,13,NIFTY,NIFTY,Nifty 50,INDEX,NA,1.0,0001-01-01,,XX,0.0500,N,N,N,N,NA,A,0,0,0,0,0,0,0,0.0000,0.0000,0,",
  "NSE,D,35070,NA,OPTIDX,26000,NIFTY,NIFTY-Nov2026-18950-CE,NIFTY 23 NOV 18950 CALL,OP,NA,65.0,2026-11-23,18950.00000,CE,5.0000,M,N,N,N,NA,A,0,0,0,0,0,0,0,4500.4000,3369.3000,1756,",
  "NSE,D,35084,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-29150-CE,NIFTY 29 SEP 29150 CALL,OP,NA,65.0,2026-09-29,29150.00000,CE,5.0000,M,N,N,N,NA,A,0,0,0,0,0,0,0,20.1000,0.0500,1756,",
  "BSE,C,1026077,NA,FUTCUR,600,USDINR,USDINR,USDINR AUG FUT,FUTCUR,NA,1.0,2024-08-28,-0.01000,XX,0.2500,M,N,N,N,NA,A,0,0,0,0,0,0,0,86.4500,81.4100,701,",
];

test.each(REAL_DETAILED_ROWS)("real detailed row %s", (row) => {
  const id = row.split(",")[2];
  const start = row.split(",").slice(0, 2).join();
  const line = lines.find((candidate) => candidate.startsWith(`${start},${id},`));
  expect(withoutLimits(line!)).toBe(withoutLimits(row));
});

/** As in a copy of September 2026 that left out the columns between EXPIRY_FLAG and SM_FREEZE_QTY. */
const REAL_TRIMMED_ROWS = [
  "NSE,D,47317,NA,OPTIDX,26000,NIFTY,NIFTY-Sep2026-23950-CE,NIFTY 15 SEP 23950 CALL,OP,NA,65.0,2026-09-15,23950.00000,CE,5.0000,W,1756,",
  "NSE,D,69787,NA,OPTIDX,26009,BANKNIFTY,BANKNIFTY-Sep2026-56000-CE,BANKNIFTY 29 SEP 56000 CALL,OP,NA,30.0,2026-09-29,56000.00000,CE,5.0000,M,600,",
  "NSE,D,68407,NA,FUTIDX,26000,NIFTY,NIFTY-Sep2026-FUT,NIFTY SEP FUT,FUT,NA,65.0,2026-09-29,-0.01000,XX,10.0000,M,1756,",
  "BSE,D,869699,NA,OPTIDX,1,SENSEX,BSXOPT,SENSEX 17 SEP 74300 CALL,OPTIDX,NA,20.0,2026-09-17,74300.00000,CE,5.0000,W,1000,",
  "MCX,M,565899,NA,FUTCOM,294,CRUDEOIL,CRUDEOIL,CRUDEOIL SEP FUT,FUTCOM,2,1.0,2026-09-21,0.00000,XX,100.0000,M,100,",
  "MCX,M,576398,NA,OPTFUT,294,CRUDEOIL,CRUDEOIL,CRUDEOIL 17 SEP 9500 CALL,OPTFUT,2,1.0,2026-09-17,9500.00000,CE,10.0000,M,100,",
  "NSE,E,2885,INE002A01018,EQUITY,,RELIANCE,RELIANCE INDUSTRIES LTD,Reliance Industries,ES,EQ,1.0,,,,10.0000,NA,0,",
];

test.each(REAL_TRIMMED_ROWS)("real trimmed row %s", (row) => {
  const start = row.split(",").slice(0, 3).join();
  const fields = lines.find((candidate) => candidate.startsWith(`${start},`))!.split(",");
  const expiryFlag = columns.indexOf("EXPIRY_FLAG");
  expect([...fields.slice(0, expiryFlag + 1), ...fields.slice(columns.indexOf("SM_FREEZE_QTY"))].join()).toBe(row);
});

const REAL_COMPACT_ROWS = [
  "NSE,I,13,INDEX,0,NIFTY,1.0,Nifty 50,0001-01-01,,XX,0.0500,,INDEX,X,NIFTY",
  "NSE,E,2885,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,10.0000,NA,ES,EQ,RELIANCE INDUSTRIES LTD",
  "NSE,D,48704,FUTIDX,0,NIFTY-Oct2026-FUT,65.0,NIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,10.0000,M,FUT,,",
  "NSE,D,61471,FUTIDX,0,NIFTY-Nov2026-FUT,65.0,NIFTY NOV FUT,2026-11-23 14:30:00,-0.01000,XX,10.0000,M,FUT,,",
  "NSE,D,48699,FUTIDX,0,BANKNIFTY-Oct2026-FUT,30.0,BANKNIFTY OCT FUT,2026-10-27 14:30:00,-0.01000,XX,20.0000,M,FUT,,",
  "MCX,M,569900,FUTCOM,0,CRUDEOIL-19Oct2026-FUT,1.0,CRUDEOIL OCT FUT,2026-10-19 23:30:00,0.00000,XX,100.0000,M,FUTCOM,2,CRUDEOIL",
  // The real file of July 2026 wrote 1, 0.01 and 5 where today's writes decimals.
  "BSE,I,51,INDEX,0,SENSEX,1.0,Sensex,0001-01-01,,XX,0.0100,,INDEX,X,SENSEX",
  "NSE,I,5024,INDEX,0,GIFTNIFTY,1.0,Gift Nifty,0001-01-01,,XX,0.0000,,INDEX,X,GIFTNIFTY",
  "BSE,E,500325,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,5.0000,NA,ES,A,RELIANCE INDUSTRIES LTD.",
];

test.each(REAL_COMPACT_ROWS)("real compact row %s", (row) => {
  expect(compactLines).toContain(row);
});

test("every instrument of the universe is in the detailed file as it is in the columns", () => {
  const sides = ["XX", "CE", "PE"];
  marketLines.forEach((line, row) => {
    const fields = line.split(",");
    const field = (name: string) => fields[place[name]!]!;
    const kind = INSTRUMENT_KINDS[universe.kind[row]!]!;
    const isCash = kind === "INDEX" || kind === "EQUITY";
    const paise = Number(field("TICK_SIZE"));
    const printed = [
      Number(field("SECURITY_ID")),
      field("INSTRUMENT"),
      Number(field("LOT_SIZE")),
      isCash ? "" : field("SM_EXPIRY_DATE"),
      universe.optionType[row] === 0 ? Number.NaN : Number(field("STRIKE_PRICE")),
      kind === "EQUITY" ? "XX" : field("OPTION_TYPE"),
      // GIFTNIFTY has no tick in the master.
      (kind === "INDEX" ? Math.max(0.01, paise) : paise / 100).toFixed(6),
    ].join();
    const listed = [
      universe.securityId[row],
      kind,
      universe.lotSize[row],
      isCash ? "" : dayDate(universe.expiryDay[row]!),
      universe.strike[row],
      sides[universe.optionType[row]!],
      universe.tickSize[row]!.toFixed(6),
    ].join();
    if (printed !== listed) throw new Error(`row ${row} is printed as ${printed} and listed as ${listed}`);
  });
});

test("limits of the day lie around the price, a tick at least, and indices have none", () => {
  for (const line of marketLines) {
    const [kind, high, low] = pick(line, "INSTRUMENT", "SM_UPPER_LIMIT", "SM_LOWER_LIMIT");
    const [upper, lower] = [Number(high), Number(low)];
    const isSound = kind === "INDEX" ? upper === 0 && lower === 0 : lower > 0 && upper >= lower;
    if (!isSound) throw new Error(line);
  }
});

test("NSE's weekly contracts of a month have one trading symbol and are told apart by their display names", () => {
  const atm = lines.filter((line) => line.includes(",NIFTY-Sep2026-25000-CE,"));
  expect(atm.map((line) => pick(line, "DISPLAY_NAME", "EXPIRY_FLAG"))).toEqual([
    ["NIFTY 15 SEP 25000 CALL", "W"],
    ["NIFTY 22 SEP 25000 CALL", "W"],
    ["NIFTY 29 SEP 25000 CALL", "M"],
  ]);
});

/** The values of a column in each segment, sorted. */
function valuesOf(column: string): Record<string, string[]> {
  const values = new Map<string, Set<string>>();
  for (const line of lines) {
    const [exchange, segment, value] = pick(line, "EXCH_ID", "SEGMENT", column);
    const key = `${exchange},${segment}`;
    values.set(key, (values.get(key) ?? new Set()).add(value!));
  }
  return Object.fromEntries([...values].map(([key, set]) => [key, [...set].sort()]));
}

test("expiry flags, instrument types, series and codes are each segment's own", () => {
  expect(valuesOf("EXPIRY_FLAG")).toEqual({
    "NSE,I": ["N"],
    "BSE,I": ["N"],
    "NSE,E": ["NA"],
    "BSE,E": ["NA"],
    "NSE,D": ["M", "W"],
    "BSE,D": ["M", "W"],
    "NSE,C": ["M", "W"],
    "BSE,C": ["M", "W"],
    "MCX,M": ["M"],
  });
  expect(valuesOf("INSTRUMENT_TYPE")).toMatchObject({
    "NSE,D": ["FUT", "OP"],
    "BSE,D": ["FUTIDX", "FUTSTK", "OPTIDX", "OPTSTK"],
    "MCX,M": ["FUTCOM", "OPTFUT"],
  });
  const series = valuesOf("SERIES");
  expect(series).toMatchObject({ "NSE,D": ["NA"], "BSE,D": ["NA"], "MCX,M": ["2"] });
  expect(series["BSE,E"]).toEqual(["A", "B", "F", "G", "M", "MT", "T", "X", "XT", "Z"]);
  expect(series["NSE,E"]).toEqual(
    expect.arrayContaining(["EQ", "BE", "BZ", "SM", "ST", "SG", "GS", "TB", "GB", "MF", "N0"]),
  );
  expect(valuesOf("SYMBOL_NAME")["BSE,D"]).toEqual(expect.arrayContaining(["BSXOPT", "BSXFUT", "BKXOPT", "BKXFUT"]));
});

test("underlyings are given by the exchange's token and not by the feed's id", () => {
  const tokens = new Map<string, string>();
  for (const line of lines) {
    const [exchange, symbol, token] = pick(line, "EXCH_ID", "UNDERLYING_SYMBOL", "UNDERLYING_SECURITY_ID");
    if (line.startsWith("D,", 4) || line.startsWith("M,", 4)) tokens.set(`${exchange} ${symbol}`, token!);
  }
  const known = { NIFTY: "26000", BANKNIFTY: "26009", FINNIFTY: "26037", RELIANCE: "2885", TCS: "11536" };
  for (const [symbol, token] of Object.entries(known)) expect(tokens.get(`NSE ${symbol}`)).toBe(token);
  expect(["SENSEX", "BANKEX", "SENSEX50"].map((symbol) => tokens.get(`BSE ${symbol}`))).toEqual(["1", "2", "3"]);
  expect(["CRUDEOIL", "NATURALGAS", "GOLD"].map((symbol) => tokens.get(`MCX ${symbol}`))).toEqual([
    "294",
    "401",
    "114",
  ]);
});

test("the file has the real one's dummies and leftovers", () => {
  expect(lines.filter((line) => line.includes("NSETEST,") && line.includes(",2036-11-27,"))).toHaveLength(18);
  const expired = lines.filter((line) => {
    const [date = ""] = pick(line, "SM_EXPIRY_DATE");
    return date > "0001-01-01" && date < "2026-09-10";
  });
  expect(expired.length).toBeGreaterThan(0);
  expect(expired.every((line) => line.startsWith("BSE,C,"))).toBe(true);
});
