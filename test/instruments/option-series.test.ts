import { expect, test } from "bun:test";
import fc from "fast-check";
import { Listing, nthKey } from "../chains/listing.ts";

const EXPIRY = "2026-12-01";

function seriesOf(listing: Listing) {
  return listing.index().series("NIFTY", EXPIRY)!;
}

test("strikes are sorted and each is there once, whatever the order of the file", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 80 }), (steps) => {
      const strikes = steps.map((step) => step * 2.5);
      const series = seriesOf(new Listing().options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, strikes));
      expect([...series.strikes]).toEqual([...new Set(strikes)].sort((a, b) => a - b));
    }),
  );
});

test("a series knows its underlying, expiry, segment and lot size", () => {
  const series = seriesOf(new Listing().options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [25_000]));
  expect(series).toMatchObject({ underlying: "NIFTY", expiry: EXPIRY, segment: "NSE_FNO", lotSize: 65 });
});

test("each call and put has its own key, and never the index's", () => {
  const listing = new Listing().nifty([EXPIRY], [25_050, 25_000]);
  const series = seriesOf(listing);
  expect(series.ceKeys).toEqual([nthKey("NSE_FNO", 2), nthKey("NSE_FNO", 0)]);
  expect(series.peKeys).toEqual([nthKey("NSE_FNO", 3), nthKey("NSE_FNO", 1)]);
  expect(listing.index().spotKey("NIFTY")).toBe("IDX_I:13");
});

test("a strike that lists a call alone has null for its put, and one leg", () => {
  const series = seriesOf(
    new Listing()
      .options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [25_000], "CE")
      .options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [25_050], "PE"),
  );
  expect(series.ceKeys).toEqual([nthKey("NSE_FNO", 0), null]);
  expect(series.peKeys).toEqual([null, nthKey("NSE_FNO", 1)]);
  expect(series.legs(0, 2)).toEqual([nthKey("NSE_FNO", 0), nthKey("NSE_FNO", 1)]);
});

test("legs are those of the strikes asked for, and no others", () => {
  const series = seriesOf(new Listing().options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [1, 2, 3, 4]));
  expect(series.legs(1, 3)).toEqual([2, 3, 4, 5].map((n) => nthKey("NSE_FNO", n)));
  expect(series.legs(2, 2)).toEqual([]);
});

test("of two rows with one strike and type the first counts", () => {
  const listing = new Listing()
    .options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [25_000], "CE")
    .options("NSE_FNO", "OPTIDX", "NIFTY", EXPIRY, [25_000], "CE");
  expect(seriesOf(listing).ceKeys).toEqual([nthKey("NSE_FNO", 0)]);
});
