import { expect, test } from "bun:test";
import fc from "fast-check";
import { INSTRUMENT_KINDS, type InstrumentRow, OptionType } from "../../server/instruments/instrument-row.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

const NIFTY: InstrumentRow = {
  segment: SEGMENT_NUMBER.IDX_I,
  securityId: 13,
  kind: "INDEX",
  symbol: "NIFTY",
  displayName: "Nifty 50",
  underlying: "NIFTY",
  expiryDay: 0,
  strike: Number.NaN,
  optionType: null,
  lotSize: 1,
  tickSize: 0.05,
  freezeQuantity: 0,
  isin: "",
  series: "",
};
const ABB: InstrumentRow = {
  ...NIFTY,
  segment: SEGMENT_NUMBER.NSE_EQ,
  kind: "EQUITY",
  symbol: "ABB",
  displayName: "ABB India",
  underlying: "ABB",
  tickSize: 0.5,
  isin: "INE117A01022",
  series: "EQ",
};
const CALL: InstrumentRow = {
  ...NIFTY,
  segment: SEGMENT_NUMBER.NSE_FNO,
  securityId: 35_070,
  kind: "OPTIDX",
  symbol: "NIFTY-Nov2026-25000-CE",
  displayName: "NIFTY 24 NOV 25000 CALL",
  expiryDay: dayNumber("2026-11-24"),
  strike: 25_000,
  optionType: "CE",
  lotSize: 65,
  freezeQuantity: 1_756,
};
const PUT: InstrumentRow = { ...CALL, securityId: 35_071, symbol: "NIFTY-Nov2026-25000-PE", optionType: "PE" };
const CRUDE: InstrumentRow = {
  ...CALL,
  segment: SEGMENT_NUMBER.MCX_COMM,
  securityId: 4_294_967_295,
  kind: "FUTCOM",
  symbol: "CRUDEOIL",
  underlying: "CRUDEOIL",
  expiryDay: dayNumber("2026-12-19"),
  strike: Number.NaN,
  optionType: null,
};

function tableOf(rows: InstrumentRow[], expectedRows = 1) {
  const builder = new InstrumentTableBuilder(expectedRows);
  for (const row of rows) builder.add(row);
  return builder.build();
}

test("a table gives back every field of every row, though it had to grow", () => {
  const rows = [NIFTY, ABB, CALL, PUT, CRUDE];
  const table = tableOf(rows);
  expect(table.size).toBe(rows.length);
  rows.forEach((row, i) => {
    const { columns } = table;
    expect(columns.segment[i]).toBe(row.segment);
    expect(columns.securityId[i]).toBe(row.securityId);
    expect(columns.expiryDay[i]).toBe(row.expiryDay);
    expect(columns.strike[i]).toBe(row.strike);
    expect(columns.lotSize[i]).toBe(row.lotSize);
    expect(columns.tickSize[i]).toBe(row.tickSize);
    expect(columns.freezeQuantity[i]).toBe(row.freezeQuantity);
    expect(table.kindAt(i)).toBe(row.kind);
    expect(table.optionTypeAt(i)).toBe(row.optionType);
    expect(table.symbolAt(i)).toBe(row.symbol);
    expect(table.displayNameAt(i)).toBe(row.displayName);
    expect(table.underlyingAt(i)).toBe(row.underlying);
    expect(table.isinAt(i)).toBe(row.isin);
    expect(table.seriesAt(i)).toBe(row.series);
  });
  expect([...table.columns.optionType]).toEqual([0, 0, OptionType.call, OptionType.put, 0]);
});

test("the same id in two segments is two instruments, and each key finds its own", () => {
  const table = tableOf([NIFTY, ABB, CRUDE]);
  expect(table.find("IDX_I:13")).toBe(0);
  expect(table.find("NSE_EQ:13")).toBe(1);
  expect(table.find("MCX_COMM:4294967295")).toBe(2);
  expect([0, 1, 2].map((row) => table.keyAt(row))).toEqual(["IDX_I:13", "NSE_EQ:13", "MCX_COMM:4294967295"]);
  expect(table.rowOf(SEGMENT_NUMBER.NSE_EQ, 13)).toBe(1);
});

test("what is not listed, or no key at all, is not found", () => {
  const table = tableOf([NIFTY]);
  for (const key of ["NSE_EQ:13", "IDX_I:14", "IDX_I", "IDX_I:0", "", "nonsense:13"]) expect(table.find(key)).toBe(-1);
  for (const [segment, id] of [
    [6, 13],
    [255, 13],
    [-1, 13],
    [0, 4_294_967_296 + 13],
    [0, Number.NaN],
  ])
    expect(table.rowOf(segment!, id!)).toBe(-1);
  expect(tableOf([]).find("IDX_I:13")).toBe(-1);
});

test("names spell expiry and strike out, and are the ticker for what never expires", () => {
  const table = tableOf([NIFTY, ABB, CALL, PUT, CRUDE]);
  expect([0, 1, 2, 3, 4].map((row) => table.nameAt(row))).toEqual([
    "NIFTY",
    "ABB",
    "NIFTY 24 Nov 2026 25,000 CE",
    "NIFTY 24 Nov 2026 25,000 PE",
    "CRUDEOIL 19 Dec 2026 FUT",
  ]);
});

test("an index and its derivatives share the number of their underlying", () => {
  const table = tableOf([NIFTY, ABB, CALL, CRUDE]);
  const number = table.underlyingNumber("NIFTY");
  expect([...table.columns.underlying].map((underlying) => underlying === number)).toEqual([true, false, true, false]);
  expect(table.underlyings).toEqual(["NIFTY", "ABB", "CRUDEOIL"]);
  expect(table.underlyingNumber("TCS")).toBe(-1);
});

test("of two rows with one key the first stays", () => {
  const builder = new InstrumentTableBuilder(4);
  expect(builder.add(ABB)).toBe(true);
  expect(builder.add({ ...ABB, symbol: "OTHER" })).toBe(false);
  const table = builder.build();
  expect(table.size).toBe(1);
  expect(table.symbolAt(0)).toBe("ABB");
});

test("a row that is not there is an error, not a made-up instrument", () => {
  const table = tableOf([NIFTY, ABB], 8);
  for (const at of [table.keyAt, table.nameAt, table.kindAt, table.symbolAt, table.underlyingAt, table.segmentAt])
    for (const row of [-1, 2, Number.NaN]) expect(() => at.call(table, row)).toThrow(RangeError);
});

test("a built table takes nothing more, and is the same however often it is asked for", () => {
  const builder = new InstrumentTableBuilder(1);
  const table = builder.build();
  expect(() => builder.add(NIFTY)).toThrow();
  expect(builder.build()).toBe(table);
});

test("any instruments can be found again by key, from any expected size", () => {
  const row = fc.record({
    segment: fc.constantFrom(...Object.values(SEGMENT_NUMBER)),
    securityId: fc.integer({ min: 1, max: 4_294_967_295 }),
    kind: fc.constantFrom(...INSTRUMENT_KINDS),
    symbol: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(row), fc.nat(20), (rows, expectedRows) => {
      const table = tableOf(
        rows.map((fields) => ({ ...NIFTY, ...fields })),
        expectedRows,
      );
      for (let i = 0; i < table.size; i++) expect(table.find(table.keyAt(i))).toBe(i);
      for (const { segment, securityId } of rows)
        expect(table.columns.securityId[table.rowOf(segment, securityId)]).toBe(securityId);
    }),
  );
});
