import { describe, expect, test } from "bun:test";
import { Listing } from "../../../server/instruments/listing.ts";
import { PRICES_MOST, readPageToken, writePageToken } from "../../../server/instruments/search/page-token.ts";
import { type SearchHit, type SearchInput, SearchLimits, searchInput } from "../../../shared/search.ts";
import { SEARCH_DAY, SEARCH_PRICES } from "../search-queries.ts";
import { CONTEXT, contextOn, hitsOf, listing, pageOf } from "./search-rig.ts";

function reasonFor(query: string, page: string, fields: Partial<SearchInput> = {}, context = CONTEXT, from = listing) {
  const answer = from.search.search(searchInput.parse({ query, page, ...fields }), context);
  return answer.ok ? null : answer.reason;
}

/** All pages of a search, its prices being different for each. */
function pagesOf(query: string, limit: number, contextOfPage: (page: number) => typeof CONTEXT): SearchHit[][] {
  const pages: SearchHit[][] = [];
  for (let page: string | null | undefined; page !== null; ) {
    const { hits, next } = pageOf(query, { limit, ...(page !== undefined && { page }) }, contextOfPage(pages.length));
    pages.push(hits);
    page = next;
  }
  return pages;
}

describe("pages", () => {
  test.each(["nifty", "s", "rel", "tata ce", "nifty 25000", "relaince", "25000", "usdinr"])(
    "of %p put together are the search's hits, each once and no more than there may be",
    (query) => {
      const keys = pagesOf(query, 37, () => CONTEXT).flatMap((hits) => hits.map(({ key }) => key));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(SearchLimits.hitsPerSearch);
      const first = hitsOf(query, { limit: SearchLimits.hitsPerPage }).map(({ key }) => key);
      expect(keys.slice(0, first.length)).toEqual(first);
    },
  );

  test("end at the limit of hits, with a page that is full", () => {
    const pages = pagesOf("nifty", SearchLimits.hitsPerPage, () => CONTEXT);
    expect(pages.flat()).toHaveLength(SearchLimits.hitsPerSearch);
    expect(pages.at(-1)).toHaveLength(SearchLimits.hitsPerPage);
  });

  test("are those of the first page's prices, however the market moves in between", () => {
    const moving = (page: number) => contextOn(SEARCH_DAY, { ...SEARCH_PRICES, NIFTY: 25_012.35 + 400 * page });
    for (const query of ["nifty ce", "nifty"]) {
      expect(pagesOf(query, 20, moving)).toEqual(pagesOf(query, 20, () => CONTEXT));
    }
  });

  test("may differ in size", () => {
    const { next } = pageOf("nifty", { limit: 3 });
    const second = hitsOf("nifty", { limit: 7, page: next! });
    expect(second).toEqual(hitsOf("nifty", { limit: 10 }).slice(3));
  });

  test("have no next where all is told", () => {
    const all = pageOf("INE002A01018", { limit: 2 });
    expect(all.hits).toHaveLength(2);
    expect(all.next).toBeNull();
  });
});

describe("a page is refused", () => {
  const { next } = pageOf("nifty", { limit: 5 });

  test.each(["", "x", "e30", "W10", "%00", "\u{1f600}", "a".repeat(SearchLimits.pageTokenLength + 1)])(
    "when it is %p",
    (page) => {
      expect(reasonFor("nifty", page)).toBe("bad-page");
    },
  );

  test("when it is of another query or of other filters, and taken for the same ones in another order", () => {
    expect(reasonFor("nifty", next!)).toBeNull();
    expect(reasonFor("banknifty", next!)).toBe("bad-page");
    expect(reasonFor("nifty", next!, { kinds: ["INDEX"] })).toBe("bad-page");
    const filtered = pageOf("nifty", { limit: 2, kinds: ["INDEX", "OPTIDX"] }).next!;
    expect(reasonFor("nifty", filtered, { kinds: ["OPTIDX", "INDEX"] })).toBeNull();
  });

  test("when the list of instruments is another one, though the same rows are in it", () => {
    const renewed = new Listing(listing.table);
    expect(reasonFor("nifty", next!, {}, CONTEXT, renewed)).toBe("page-expired");
  });

  test("when the day is another one", () => {
    expect(reasonFor("nifty", next!, {}, contextOn("2026-02-06"))).toBe("page-expired");
  });

  test("when what it says cannot be", () => {
    const token = readPageToken(next!)!;
    for (const wrong of [
      { offset: 0 },
      { offset: -5 },
      { offset: 1.5 },
      { offset: SearchLimits.hitsPerSearch + 1 },
      { prices: Array.from({ length: PRICES_MOST + 1 }, () => 1) },
      { prices: [-1] },
      { today: 0.5 },
    ]) {
      expect([wrong, reasonFor("nifty", writePageToken({ ...token, ...wrong }))]).toEqual([wrong, "bad-page"]);
    }
    expect(reasonFor("nifty", writePageToken({ ...token, offset: SearchLimits.hitsPerSearch }))).toBeNull();
  });
});

test("a token of as many prices as there may be is one that is read back", () => {
  const token = {
    listing: "3f0c2f3e-7f3a-4b9e-9b1e-0c7f3e2a1b4d",
    search: "1ua2jhmv0c9kz",
    today: 20_489,
    offset: SearchLimits.hitsPerSearch,
    prices: Array.from({ length: PRICES_MOST }, (_, i) => (i % 2 === 0 ? 123_456.7525 : null)),
  };
  const text = writePageToken(token);
  expect(text.length).toBeLessThanOrEqual(SearchLimits.pageTokenLength);
  expect(readPageToken(text)).toEqual(token);
});
