import { describe, expect, test } from "bun:test";
import type { InstrumentRow } from "../../../server/instruments/instrument-row.ts";
import { InstrumentTableBuilder } from "../../../server/instruments/instrument-table-builder.ts";
import { Listing } from "../../../server/instruments/listing.ts";
import { Fit, MISTYPED_WORDS_MOST, NAMES_PER_FIT, NameIndex } from "../../../server/instruments/search/name-index.ts";
import { SEGMENT_NUMBER } from "../../../shared/instrument-key.ts";
import { hitsOf, listing } from "./search-rig.ts";

type Share = Pick<InstrumentRow, "underlying" | "displayName"> & Partial<InstrumentRow>;

function indexOf(shares: readonly Share[]) {
  const builder = new InstrumentTableBuilder(shares.length);
  shares.forEach((share, place) => {
    builder.add({
      segment: SEGMENT_NUMBER.NSE_EQ,
      securityId: place + 1,
      kind: "EQUITY",
      symbol: share.underlying,
      expiryDay: 0,
      strike: Number.NaN,
      optionType: null,
      lotSize: 1,
      tickSize: 0.05,
      freezeQuantity: 0,
      isin: "",
      series: "EQ",
      ...share,
    });
  });
  const { table, series } = new Listing(builder.build());
  const work = NameIndex.build(table, series);
  let slice = work.next();
  while (!slice.done) slice = work.next();
  const index = slice.value;
  const tickers = (query: string, isForgiving = false) => {
    const { names, fits } = index.find(query.split(" "), isForgiving);
    return names.map((name, place) => `${table.underlyings[index.names.underlyings[name]!]} ${fits[place]}`);
  };
  return { index, tickers };
}

test("a name fits as a whole, by its beginning, by whole words and by begun ones, in this order", () => {
  const { tickers } = indexOf([
    { underlying: "DECRUBY", displayName: "Deccan Rubyfields" },
    { underlying: "CGX", displayName: "Chola Ruby" },
    { underlying: "RUBYRUSH", displayName: "Rush Mines" },
    { underlying: "GX", displayName: "Ruby" },
    { underlying: "RUBY", displayName: "Barrick" },
  ]);
  const { whole, beginning, words, begun } = Fit;
  expect(tickers("ruby")).toEqual([
    `GX ${whole}`,
    `RUBY ${whole}`,
    `RUBYRUSH ${beginning}`,
    `CGX ${words}`,
    `DECRUBY ${begun}`,
  ]);
});

test("all words have to be there, in any order, the last one perhaps only begun", () => {
  const { tickers } = indexOf([
    { underlying: "ONE", displayName: "Tamil Nadu Paper Mills" },
    { underlying: "TWO", displayName: "Tamil Nadu Petro Products" },
  ]);
  expect(tickers("nadu tamil")).toHaveLength(2);
  expect(tickers("paper tamil")).toEqual([`ONE ${Fit.words}`]);
  expect(tickers("tamil pe")).toEqual([`TWO ${Fit.words}`]);
  expect(tickers("tam paper")).toEqual([`ONE ${Fit.begun}`]);
  expect(tickers("tamil paper products")).toEqual([]);
});

test("fewer edits fit better, and a whole word better than a beginning", () => {
  const { tickers } = indexOf([
    { underlying: "A", displayName: "Sterlings" },
    { underlying: "B", displayName: "Sterling" },
    { underlying: "C", displayName: "Stirling" },
  ]);
  expect(tickers("sterlng", true)).toEqual([`B ${Fit.typos + 2}`, `A ${Fit.typos + 3}`]);
});

test("typos are mended in so many words of a query, and no more", () => {
  const words = ["alphas", "bravos", "charlie", "deltas", "echoes"];
  const { tickers } = indexOf([{ underlying: "X", displayName: words.join(" ") }]);
  const mistyped = (count: number) =>
    words.map((word, place) => (place < count ? `${word.slice(0, 3)}q${word.slice(4)}` : word)).join(" ");
  expect(tickers(mistyped(MISTYPED_WORDS_MOST), true)).toHaveLength(1);
  expect(tickers(mistyped(MISTYPED_WORDS_MOST + 1), true)).toEqual([]);
});

test("of names that fit equally well so many are kept, the best", () => {
  const { tickers } = indexOf(
    Array.from({ length: NAMES_PER_FIT + 1 }, (_, i) => ({ underlying: `T${1_000 + i}`, displayName: "Same Name" })),
  );
  const found = tickers("same");
  expect(found).toHaveLength(NAMES_PER_FIT);
  expect(found[0]).toStartWith("T1000 ");
  expect(found).not.toContain(`T${1_000 + NAMES_PER_FIT} ${Fit.beginning}`);
});

describe("what an EQUITY row is", () => {
  const { index } = indexOf([
    { underlying: "BOND", displayName: "Company", series: "N1", isin: "INE002A07018" },
    { underlying: "LOAN", displayName: "SDL KA 7% 2030", series: "SG" },
    { underlying: "BILL", displayName: "BSE bill", series: "F", segment: SEGMENT_NUMBER.BSE_EQ },
    { underlying: "BEES", displayName: "Nippon Gold ETF", series: "EQ", isin: "INF204KB17I5" },
    { underlying: "NOISIN", displayName: "Kotak Nifty IT ETF", series: "EQ" },
    { underlying: "SCHEME", displayName: "HDFCAMC - SCHEME", series: "MF" },
    { underlying: "SHARE", displayName: "Company", series: "EQ", isin: "INE002A01018" },
    { underlying: "TRUST", displayName: "Embassy Office Parks REIT", series: "RR", isin: "INE041025011" },
    { underlying: "BSESHARE", displayName: "Company", series: "A", segment: SEGMENT_NUMBER.BSE_EQ },
  ]);

  test("is told by its series and ISIN: shares first, then funds, then what is owed", () => {
    expect([index.names.firstFund, index.names.firstDebt, index.names.size]).toEqual([3, 6, 9]);
    // Rows are numbered from 0 in the order above.
    expect([...index.names.rows].map((row) => (row < 3 ? "debt" : row < 6 ? "fund" : "share"))).toEqual([
      "share",
      "share",
      "share",
      "fund",
      "fund",
      "fund",
      "debt",
      "debt",
      "debt",
    ]);
  });
});

test("an index made in slices, with turns of the event loop in between, finds the same", async () => {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const inSlices = await Listing.inSlices(listing.table);
  isDone = true;
  expect(turns).toBeGreaterThan(20);
  for (const query of ["rel", "nifty 25000 ce", "relaince", "INE002A01018", "s"]) {
    expect(hitsOf(query, {}, undefined, inSlices)).toEqual(hitsOf(query));
  }
});
