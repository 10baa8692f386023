import { expect, test } from "bun:test";
import fc from "fast-check";
import { SearchLimits, searchInput } from "../../../shared/search.ts";
import { SEARCH_QUERIES } from "../search-queries.ts";
import { hitsOf, listing, namesOf, pageOf } from "./search-rig.ts";

test.each([
  ["nothing", ""],
  ["blanks", " \t\n\u00a0 "],
  ["punctuation", "'\"`;:,.!?-_=+*&^%$#@()[]{}<>/\\|~"],
  ["emoji", "\u{1f680}\u{1f4c8}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"],
  ["Devanagari", "रिलायंस इंडस्ट्रीज"],
  ["control characters", "\u0000\u0001\u001b\u007f"],
  ["half a surrogate pair", "\ud83d"],
  ["zeros", "0000000000"],
  ["more digits than an id has", "9".repeat(90)],
])("%s is no query, and finds nothing", (_what, query) => {
  expect(hitsOf(query)).toEqual([]);
});

test.each([
  ["SQL", "'; DROP TABLE instruments; --"],
  ["more SQL", "nifty' OR '1'='1"],
  ["markup", "<script>alert(1)</script>"],
  ["names of JavaScript's own", "constructor __proto__ toString hasOwnProperty"],
  ["a pattern", "(a+)+$ [a-z]{99999}"],
  ["numbers that overflow", "1e999 99999999999999999999 0.00000000000001"],
  ["dates that are none", "nifty 31 feb 99-99-9999 2026-02-31 0/0 32/13"],
])("%s does no harm", (_what, query) => {
  for (const { key } of hitsOf(query)) expect(listing.table.find(key)).not.toBe(-1);
});

test("what is around the words of a query does not count", () => {
  const clean = namesOf("nifty 25000 ce");
  for (const query of [
    "nifty\u0000 25000\u0007 ce",
    "  NIFTY   25000\tCE  ",
    "(nifty) [25000] {ce}",
    "\u{1f680} nifty 25000 ce \u{1f680}",
    "ＮＩＦＴＹ ２５０００ ＣＥ",
  ]) {
    expect([query, namesOf(query)]).toEqual([query, clean]);
  }
});

test("of a long query its beginning is read, up to the last character that is", () => {
  const filled = (length: number) => `reliance${" ".repeat(length - "reliance".length)}`;
  expect(namesOf(`${filled(SearchLimits.queryLength)}bse`)).toEqual(namesOf("reliance"));
  expect(namesOf(`${filled(SearchLimits.queryLength - 4)} bse`)).toEqual(namesOf("reliance bse"));
  for (const letter of ["a", "z", "1", " ", "क", "\u{1f600}", "nifty "]) hitsOf(letter.repeat(10_000));
  expect(searchInput.parse({ query: "a".repeat(10_000) }).query).toHaveLength(SearchLimits.queryLength);
});

test("of many words the first are read", () => {
  const words = Array.from({ length: SearchLimits.wordsPerQuery - 1 }, (_, i) => `${25_000 + 50 * i}`);
  expect(namesOf(["nifty", ...words, "pe"].join(" "))).toEqual(namesOf(["nifty", ...words].join(" ")));
  expect(hitsOf(Array.from({ length: 200 }, (_, i) => `word${i}`).join(" "))).toEqual([]);
});

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...new Set(SEARCH_QUERIES.flatMap(([query]) => query.split(" ")))) },
  { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000 }).map(String) },
);
/** A word with one letter lost, doubled or changed. */
const mistyped = fc.tuple(word, fc.nat(), fc.constantFrom("", "x", "aa", "7")).map(([text, at, put]) => {
  const place = text.length === 0 ? 0 : at % text.length;
  return text.slice(0, place) + put + text.slice(place + 1);
});
const query = fc.array(fc.oneof(word, mistyped), { maxLength: 6 }).map((words) => words.join(" "));

test("whatever is asked, the answer is bounded, of listed instruments, the same twice, and its ranges lie in its names", () => {
  fc.assert(
    fc.property(query, fc.integer({ min: 1, max: SearchLimits.hitsPerPage }), (text, limit) => {
      const page = pageOf(text, { limit });
      expect(page.hits.length).toBeLessThanOrEqual(limit);
      expect(pageOf(text, { limit }).hits).toEqual(page.hits);
      for (const { key, name, displayName, matches } of page.hits) {
        expect(listing.table.find(key)).not.toBe(-1);
        expectRangesIn(name, matches.name);
        expectRangesIn(displayName, matches.displayName);
      }
      if (page.next === null) return;
      const second = hitsOf(text, { limit, page: page.next });
      const keys = [...page.hits, ...second].map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 1_000 },
  );
});

function expectRangesIn(text: string, ranges: readonly (readonly [number, number])[]): void {
  let end = -1;
  for (const [from, to] of ranges) {
    expect(from).toBeGreaterThan(end);
    expect(to).toBeGreaterThan(from);
    end = to;
  }
  expect(end).toBeLessThanOrEqual(text.length);
}
