import { expect, test } from "bun:test";
import { buildUniverse } from "../../../server/simulator/listing/build-universe.ts";
import { INSTRUMENT_KINDS, type InstrumentKind } from "../../../server/simulator/universe.ts";
import { SEGMENT_NUMBER, type Segment } from "../../../shared/instrument-key.ts";
import { expiryDates, rowsOf } from "./contracts-of.ts";

const universe = buildUniverse({ date: "2026-09-10", seed: 1 });
const COLUMNS = [
  "segment",
  "securityId",
  "kind",
  "underlying",
  "expiryDay",
  "strike",
  "optionType",
  "tickSize",
  "lotSize",
] as const;

function count(segment: Segment, kind: InstrumentKind): number {
  let rows = 0;
  for (let row = 0; row < universe.size; row++) {
    if (universe.segment[row] === SEGMENT_NUMBER[segment] && INSTRUMENT_KINDS[universe.kind[row]!] === kind) rows++;
  }
  return rows;
}

test("a whole market is listed on any day, in the real proportions", () => {
  for (const date of ["2019-02-28", "2026-01-26", "2026-11-20", "2026-12-31", "2031-06-24"]) {
    const { size } = buildUniverse({ date, seed: 3 });
    expect(size).toBeGreaterThanOrEqual(289_000);
    expect(size).toBeLessThanOrEqual(296_000);
  }
  const names = universe.cash.filter(({ instrumentType }) => instrumentType === "INDEX");
  expect(names.filter(({ exchange }) => exchange === "NSE")).toHaveLength(119);
  expect(names.filter(({ exchange }) => exchange === "BSE")).toHaveLength(72);
  expect(count("BSE_EQ", "EQUITY")).toBe(13_339);
  expect(count("NSE_EQ", "EQUITY")).toBeGreaterThan(9_350);
  expect(count("NSE_EQ", "EQUITY")).toBeLessThan(9_590);
  expect(count("NSE_FNO", "FUTSTK")).toBe(206 * 3);
  expect(count("NSE_FNO", "FUTIDX")).toBe(5 * 3);
  expect(count("BSE_FNO", "FUTIDX")).toBe(3 * 3);
});

test("every kind is listed in its segments and in no other", () => {
  const seen = new Set<string>();
  for (let row = 0; row < universe.size; row++)
    seen.add(`${universe.segment[row]} ${INSTRUMENT_KINDS[universe.kind[row]!]}`);
  const { IDX_I, NSE_EQ, BSE_EQ, NSE_FNO, BSE_FNO, NSE_CURRENCY, BSE_CURRENCY, MCX_COMM } = SEGMENT_NUMBER;
  const contracts = ["FUTIDX", "OPTIDX", "FUTSTK", "OPTSTK"];
  expect(seen).toEqual(
    new Set([
      `${IDX_I} INDEX`,
      `${NSE_EQ} EQUITY`,
      `${BSE_EQ} EQUITY`,
      ...[NSE_FNO, BSE_FNO].flatMap((segment) => contracts.map((kind) => `${segment} ${kind}`)),
      ...[NSE_CURRENCY, BSE_CURRENCY].flatMap((segment) => [`${segment} FUTCUR`, `${segment} OPTCUR`]),
      `${MCX_COMM} FUTCOM`,
      `${MCX_COMM} OPTFUT`,
    ]),
  );
});

test("a segment and an id name one row, and rowOf finds it", () => {
  const keys = new Set<number>();
  for (let row = 0; row < universe.size; row++) {
    const segment = universe.segment[row]!;
    const id = universe.securityId[row]!;
    keys.add(segment * 2 ** 32 + id);
    if (universe.rowOf(segment, id) !== row) throw new Error(`row ${row} is not where rowOf(${segment}, ${id}) says`);
  }
  expect(keys.size).toBe(universe.size);
});

test("rowOf knows no other instrument", () => {
  expect(universe.rowOf(SEGMENT_NUMBER.IDX_I, 999_999)).toBe(-1);
  expect(universe.rowOf(SEGMENT_NUMBER.NSE_EQ, 0)).toBe(-1);
  expect(universe.rowOf(SEGMENT_NUMBER.NSE_FNO, 4_294_967_295)).toBe(-1);
  expect(universe.rowOf(6, 13)).toBe(-1);
  expect(universe.rowOf(300, 13)).toBe(-1);
});

test("the ids that are known of the real market stand for the same things here", () => {
  const symbolOf = (segment: Segment, id: number) => universe.cash[universe.rowOf(SEGMENT_NUMBER[segment], id)]?.symbol;
  const indices = {
    13: "NIFTY",
    21: "INDIA VIX",
    25: "BANKNIFTY",
    27: "FINNIFTY",
    29: "NIFTYIT",
    38: "NIFTYNXT50",
    442: "MIDCPNIFTY",
    5024: "GIFTNIFTY",
    51: "SENSEX",
    69: "BANKEX",
    83: "SNSX50",
    65: "BSE100",
    67: "BSE500",
  };
  for (const [id, symbol] of Object.entries(indices)) expect(symbolOf("IDX_I", Number(id))).toBe(symbol);
  const shares = { 13: "ABB", 25: "ADANIENT", 1333: "HDFCBANK", 2885: "RELIANCE", 11536: "TCS" };
  for (const [id, symbol] of Object.entries(shares)) expect(symbolOf("NSE_EQ", Number(id))).toBe(symbol);
  expect(symbolOf("BSE_EQ", 500325)).toBe("RELIANCE");
});

test("names of a company's share are given to no other share of its exchange", () => {
  for (const exchange of ["NSE", "BSE"]) {
    const shares = universe.cash.filter((cash) => cash.exchange === exchange && cash.instrumentType === "ES");
    expect(new Set(shares.map(({ symbol }) => symbol)).size).toBe(shares.length);
    expect(new Set(shares.map(({ isin }) => isin)).size).toBe(shares.length);
  }
});

test("a symbol of a share may be a bond's too, in another series", () => {
  const series = universe.cash
    .filter(({ exchange, symbol }) => exchange === "NSE" && symbol === "CHOLAFIN")
    .map((cash) => cash.series);
  expect(series.toSorted()).toEqual(["D1", "EQ"]);
});

test("a share listed on both exchanges has one price, and its BSE contracts follow it", () => {
  const nse = universe.underlying[universe.rowOf(SEGMENT_NUMBER.NSE_EQ, 2885)]!;
  expect(universe.underlying[universe.rowOf(SEGMENT_NUMBER.BSE_EQ, 500325)]).toBe(nse);
  const [future] = rowsOf(universe, SEGMENT_NUMBER.BSE_FNO, "FUTSTK", "RELIANCE");
  const onBse = universe.underlyings[universe.underlying[future!]!]!;
  expect(onBse).toMatchObject({
    follows: nse,
    previousClose: universe.underlyings[nse]!.previousClose,
    restSegment: SEGMENT_NUMBER.BSE_EQ,
    restId: 500325,
  });
});

test("an underlying names its cash row, how REST asks for it, and the days its options end", () => {
  for (const [place, underlying] of universe.underlyings.entries()) {
    const { cashRow, restSegment, restId, follows } = underlying;
    if (cashRow >= 0) expect([universe.segment[cashRow], universe.securityId[cashRow]]).toEqual([restSegment, restId]);
    if (follows !== undefined) expect(universe.underlyings[follows]!.follows).toBeUndefined();
    expect(follows).not.toBe(place);
  }
  const rest = universe.underlyings.map(({ restSegment, restId }) => `${restSegment}:${restId}`);
  expect(new Set(rest).size).toBe(rest.length);
  const listed = new Map<number, Set<number>>();
  for (let row = 0; row < universe.size; row++) {
    if (universe.optionType[row] === 0) continue;
    const days = listed.get(universe.underlying[row]!) ?? new Set();
    listed.set(universe.underlying[row]!, days.add(universe.expiryDay[row]!));
  }
  universe.underlyings.forEach(({ optionExpiryDays }, place) => {
    expect([...optionExpiryDays]).toEqual([...(listed.get(place) ?? [])].sort((a, b) => a - b));
  });
});

/** Bytes of a column: compared so, NaN equals NaN. */
const bytes = (column: ArrayBufferView) => Buffer.from(column.buffer, column.byteOffset, column.byteLength);

test("the same day and seed list the same market", () => {
  const again = buildUniverse({ date: "2026-09-10", seed: 1 });
  expect(again.size).toBe(universe.size);
  for (const column of COLUMNS)
    expect([column, bytes(again[column]).equals(bytes(universe[column]))]).toEqual([column, true]);
  expect(again.underlyings).toEqual(universe.underlyings);
  expect(again.cash).toEqual(universe.cash);
  expect(again.runs).toEqual(universe.runs);
});

test("another seed draws other prices and nothing else", () => {
  const other = buildUniverse({ date: "2026-09-10", seed: 2 });
  for (const column of COLUMNS)
    expect([column, bytes(other[column]).equals(bytes(universe[column]))]).toEqual([column, true]);
  expect(other.cash).toEqual(universe.cash);
  const closes = (of: typeof universe) => of.underlyings.map(({ previousClose }) => previousClose);
  expect(closes(other)).not.toEqual(closes(universe));
});

test("a contract keeps its id from one day to the next, while others expire and come", () => {
  const later = buildUniverse({ date: "2026-10-02", seed: 1 });
  const contract = (of: typeof universe, row: number) =>
    [
      of.underlyings[of.underlying[row]!]!.symbol,
      of.kind[row],
      of.expiryDay[row],
      of.strike[row],
      of.optionType[row],
    ].join();
  let kept = 0;
  for (let row = later.cash.length; row < later.size; row++) {
    const before = universe.rowOf(later.segment[row]!, later.securityId[row]!);
    if (before < 0 || universe.expiryDay[before]! < later.today) continue;
    kept++;
    if (contract(universe, before) !== contract(later, row))
      throw new Error(`${contract(later, row)} was ${contract(universe, before)}`);
  }
  expect(kept).toBeGreaterThan(150_000);
});

test("rows that nobody can trade are told apart from the market's", () => {
  const tests = universe.untradable.filter(({ product }) => product.symbol.endsWith("NSETEST"));
  expect(tests).toHaveLength(18);
  expect(universe.untradable.length).toBeGreaterThan(tests.length);
  for (const { product, securityId } of universe.untradable)
    expect(universe.rowOf(product.segment, securityId)).toBe(-1);
});

test("NIFTY's contracts of November 2026 end a day early, for the holiday", () => {
  const november = buildUniverse({ date: "2026-11-20", seed: 1 });
  for (const kind of ["FUTIDX", "OPTIDX"] as const) {
    expect(expiryDates(november, rowsOf(november, SEGMENT_NUMBER.NSE_FNO, kind, "NIFTY"))[0]).toBe("2026-11-23");
  }
  expect(november.rowOf(SEGMENT_NUMBER.NSE_FNO, 61471)).toBeGreaterThan(0);
});
