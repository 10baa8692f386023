import { expect, test } from "bun:test";
import { ExpectedInstruments } from "./expected-instrument.ts";
import { SEARCH_DAY, SEARCH_PRICES, SEARCH_QUERIES } from "./search-queries.ts";
import { simulatedTable } from "./simulated-table.ts";

const table = await simulatedTable(SEARCH_DAY);
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
