import { describe, expect, test } from "bun:test";
import { Listing } from "../../../server/instruments/listing.ts";
import { tableOf } from "../simulated-table.ts";
import { contextOn, hitsOf } from "./search-rig.ts";

const TODAY = "2025-07-14";

/** Whole files of Dhan's as they were published: NSE's equity of August 2025, and stock futures of July 2025. */
async function realText(name: string): Promise<string> {
  const file = Bun.file(new URL(`../../fixtures/master/${name}.csv.gz`, import.meta.url));
  return new TextDecoder().decode(Bun.gunzipSync(new Uint8Array(await file.arrayBuffer())));
}

const equity = new Listing(await tableOf([await realText("whole-nse-equity")], TODAY));
const futures = new Listing(await tableOf([await realText("whole-stock-futures")], TODAY));

function tickers(query: string, from = equity): string[] {
  return hitsOf(query, {}, contextOn(TODAY, {}), from).map(({ name }) => name);
}

test("all of the files are searched", () => {
  expect(equity.table.size).toBeGreaterThan(8_000);
  expect(futures.table.size).toBeGreaterThan(600);
});

describe("of NSE's real shares first comes", () => {
  test.each([
    ["reliance", "RELIANCE"],
    ["relaince", "RELIANCE"],
    ["reliance industries", "RELIANCE"],
    ["reliance industries ltd", "RELIANCE"],
    ["reliance power", "RPOWER"],
    ["infosys", "INFY"],
    ["infosis", "INFY"],
    ["hdfc", "HDFCBANK"],
    ["hdfc bank", "HDFCBANK"],
    ["hdfc life", "HDFCLIFE"],
    ["hdfc bnak", "HDFCBANK"],
    ["state bank", "SBIN"],
    ["sbi card", "SBICARD"],
    ["tata motors", "TATAMOTORS"],
    ["tata moters", "TATAMOTORS"],
    ["tata consultancy", "TCS"],
    ["m&m", "M&M"],
    ["mahindra and mahindra", "M&M"],
    ["l&t", "LT"],
    ["larsen & toubro", "LT"],
    ["l&t finance", "LTF"],
    ["bajaj auto", "BAJAJ-AUTO"],
    ["bajaj finserv", "BAJAJFINSV"],
    ["hindustan unilevr", "HINDUNILVR"],
    ["bharti airtl", "BHARTIARTL"],
    ["asian pants", "ASIANPAINT"],
    ["maruti suzki", "MARUTI"],
    ["dr reddy", "DRREDDY"],
    ["ultratech", "ULTRACEMCO"],
    ["idfc first", "IDFCFIRSTB"],
    ["jio fin", "JIOFIN"],
    ["adani ent", "ADANIENT"],
    ["oil and natural gas", "ONGC"],
    ["gold bees", "GOLDBEES"],
    ["niftybees", "NIFTYBEES"],
    ["abcapital", "ABCAPITAL"],
    ["3m india", "3MINDIA"],
    ["360 one", "360ONE"],
    ["2885", "RELIANCE"],
  ])("by %p: %s", (query, ticker) => {
    expect(tickers(query)[0]).toBe(ticker);
  });
});

test("a company's share comes before its partly paid one, its rights and its bonds of the same ticker", () => {
  expect(hitsOf("cholafin", {}, contextOn(TODAY, {}), equity).map(({ series }) => series)).toEqual(["EQ", "D1"]);
  expect(tickers("bharti airtel").slice(0, 2)).toEqual(["BHARTIARTL", "AIRTELPP"]);
});

test("a bond is found by its ticker and by its terms", () => {
  expect(tickers("656mh32")).toEqual(["656MH32"]);
  expect(tickers("sdl mh 6.56% 2032")[0]).toBe("656MH32");
});

test("real futures are found by ticker, nearest first, and by month", () => {
  expect(tickers("reliance fut", futures)).toEqual([
    "RELIANCE 31 Jul 2025 FUT",
    "RELIANCE 28 Aug 2025 FUT",
    "RELIANCE 30 Sep 2025 FUT",
  ]);
  expect(tickers("tatasteel aug fut", futures)).toEqual(["TATASTEEL 28 Aug 2025 FUT"]);
  expect(tickers("bajaj auto fut", futures)[0]).toBe("BAJAJ-AUTO 31 Jul 2025 FUT");
});

test("every real share is the first by its own ticker, and among the first by its name", () => {
  const { table } = equity;
  const missed: string[] = [];
  for (let row = 0; row < table.size; row++) {
    if (table.seriesAt(row) !== "EQ") continue;
    const [ticker, key] = [table.symbolAt(row), table.keyAt(row)];
    const byTicker = hitsOf(ticker, { limit: 3 }, contextOn(TODAY, {}), equity);
    const byName = hitsOf(table.displayNameAt(row), { limit: 10 }, contextOn(TODAY, {}), equity);
    if (byTicker[0]?.key !== key) missed.push(`${ticker} by ticker`);
    if (!byName.some((hit) => hit.key === key)) missed.push(`${ticker} by ${table.displayNameAt(row)}`);
  }
  expect(missed).toEqual([]);
});
