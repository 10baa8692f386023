import { expect, test } from "bun:test";
import { ExpectedInstruments } from "./expected-instrument.ts";
import { hitsOf, listing } from "./search/search-rig.ts";
import { SEARCH_DAY, SEARCH_PRICES, SEARCH_QUERIES } from "./search-queries.ts";

const { table } = listing;
const listed = new ExpectedInstruments(table, SEARCH_DAY);

test("at least 60 different queries are in the table, and each means exactly one listed instrument", () => {
  expect(new Set(SEARCH_QUERIES.map(([query]) => query)).size).toBe(SEARCH_QUERIES.length);
  expect(SEARCH_QUERIES.length).toBeGreaterThanOrEqual(60);
  for (const [query, first] of SEARCH_QUERIES) {
    expect([query, table.find(listed.keyOf(first))]).not.toEqual([query, -1]);
  }
});

test("the underlyings whose price is given are listed", () => {
  for (const underlying of Object.keys(SEARCH_PRICES)) expect(table.underlyingNumber(underlying)).not.toBe(-1);
});

test.each(SEARCH_QUERIES.map(([query, first]) => ({ query, first })))(
  "first comes what is meant by: $query",
  ({ query, first }) => {
    const key = listed.keyOf(first);
    expect(hitsOf(query)[0]).toMatchObject({ key, name: table.nameAt(table.find(key)) });
  },
);
