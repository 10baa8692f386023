import { expect, test } from "bun:test";
import fc from "fast-check";
import { Listing, nthKey } from "../chains/listing.ts";

const DECEMBER = "2026-12-29";
const JANUARY = "2027-01-25";
const BSE_DECEMBER = "2026-12-31";

/** RELIANCE on both exchanges, as the master has it: bonds with the same ticker, a share on BSE too. */
function reliance(): Listing {
  return new Listing()
    .cash("NSE_EQ", 900, "RELIANCE", "N1")
    .cash("BSE_EQ", 500_325, "RELIANCE", "A")
    .cash("NSE_EQ", 2885, "RELIANCE")
    .cash("NSE_EQ", 901, "RELIANCE", "N2")
    .options("BSE_FNO", "OPTSTK", "RELIANCE", BSE_DECEMBER, [1_400])
    .options("NSE_FNO", "OPTSTK", "RELIANCE", JANUARY, [1_400])
    .options("NSE_FNO", "OPTSTK", "RELIANCE", DECEMBER, [1_380, 1_400])
    .future("NSE_FNO", "FUTSTK", "RELIANCE", JANUARY)
    .future("NSE_FNO", "FUTSTK", "RELIANCE", DECEMBER);
}

test("expiries ascend, whatever the order of the file", () => {
  const days = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1 });
  fc.assert(
    fc.property(days, (chosen) => {
      const expiries = chosen.map((day) => `2027-03-${String(day).padStart(2, "0")}`);
      expect(new Listing().nifty(expiries, [25_000]).index().expiries("NIFTY")).toEqual(expiries.toSorted());
    }),
  );
});

test("an underlying of two exchanges is NSE's unless BSE is named", () => {
  const index = reliance().index();
  expect(index.exchangeOf("RELIANCE")).toBe("NSE");
  expect(index.expiries("RELIANCE")).toEqual([DECEMBER, JANUARY]);
  expect(index.expiries("RELIANCE", "BSE")).toEqual([BSE_DECEMBER]);
  expect(index.series("RELIANCE", DECEMBER)!.segment).toBe("NSE_FNO");
  expect(index.series("RELIANCE", BSE_DECEMBER)).toBeNull();
  expect(index.series("RELIANCE", BSE_DECEMBER, "BSE")!.segment).toBe("BSE_FNO");
});

test("an underlying that only BSE or MCX lists needs no exchange named", () => {
  const index = new Listing()
    .cash("IDX_I", 51, "SENSEX")
    .options("BSE_FNO", "OPTIDX", "SENSEX", BSE_DECEMBER, [82_000])
    .options("MCX_COMM", "OPTFUT", "CRUDEOIL", "2026-12-16", [5_800])
    .index();
  expect(index.exchangeOf("SENSEX")).toBe("BSE");
  expect(index.expiries("SENSEX")).toEqual([BSE_DECEMBER]);
  expect(index.exchangeOf("CRUDEOIL")).toBe("MCX");
  expect(index.series("CRUDEOIL", "2026-12-16")!.segment).toBe("MCX_COMM");
});

test("futures come nearest first", () => {
  expect(reliance().index().futures("RELIANCE")).toEqual([
    { key: nthKey("NSE_FNO", 9), expiry: DECEMBER },
    { key: nthKey("NSE_FNO", 8), expiry: JANUARY },
  ]);
});

test("the spot of a share is NSE's ordinary one, not a bond of the company and not BSE's", () => {
  expect(reliance().index().spotKey("RELIANCE")).toBe("NSE_EQ:2885");
  expect(reliance().index().spotKey("RELIANCE", "BSE")).toBe("NSE_EQ:2885");
});

test("an index and a share with one ticker are told apart by what the options are of", () => {
  const listing = new Listing().cash("IDX_I", 77, "OIL").cash("NSE_EQ", 17438, "OIL");
  const ofShare = listing.options("NSE_FNO", "OPTSTK", "OIL", DECEMBER, [400]).index();
  expect(ofShare.spotKey("OIL")).toBe("NSE_EQ:17438");
  const ofIndex = new Listing()
    .cash("IDX_I", 77, "OIL")
    .cash("NSE_EQ", 17438, "OIL")
    .options("NSE_FNO", "OPTIDX", "OIL", DECEMBER, [400])
    .index();
  expect(ofIndex.spotKey("OIL")).toBe("IDX_I:77");
});

test("a commodity has no spot, though a share may have its name", () => {
  const index = new Listing()
    .cash("NSE_EQ", 1, "GOLD")
    .future("MCX_COMM", "FUTCOM", "GOLD", DECEMBER)
    .options("MCX_COMM", "OPTFUT", "GOLD", DECEMBER, [120_000])
    .index();
  expect(index.spotKey("GOLD")).toBeNull();
  expect(index.futures("GOLD")).toHaveLength(1);
});

test("of what is not listed nothing is found, and nothing is thrown", () => {
  const index = reliance().index();
  for (const underlying of ["", "NOSUCH", "RELIANCE "]) {
    expect(index.exchangeOf(underlying)).toBeNull();
    expect(index.expiries(underlying)).toEqual([]);
    expect(index.futures(underlying)).toEqual([]);
    expect(index.spotKey(underlying)).toBeNull();
    expect(index.series(underlying, DECEMBER)).toBeNull();
  }
  expect(index.expiries("RELIANCE", "MCX")).toEqual([]);
  for (const expiry of ["", "tomorrow", "2026-12-30", "2026-13-45"])
    expect(index.series("RELIANCE", expiry)).toBeNull();
});

test("derivatives in a segment that has none are left out, and do no harm to others", () => {
  const index = new Listing()
    .cash("IDX_I", 13, "NIFTY")
    .options("NSE_EQ", "OPTSTK", "ODD", DECEMBER, [1])
    .future("IDX_I", "FUTIDX", "ODD", DECEMBER)
    .options("NSE_FNO", "OPTIDX", "NIFTY", JANUARY, [25_000])
    .index();
  expect(index.expiries("ODD")).toEqual([]);
  expect(index.futures("ODD")).toEqual([]);
  expect(index.expiries("NIFTY")).toEqual([JANUARY]);
});
