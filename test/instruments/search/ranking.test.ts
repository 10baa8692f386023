import { describe, expect, test } from "bun:test";
import { UNDERLYINGS_MOST } from "../../../server/instruments/search/search-run.ts";
import { ALIASES } from "../../../server/instruments/search/traded-names.ts";
import { SEGMENTS } from "../../../shared/instrument-key.ts";
import { INSTRUMENT_KINDS } from "../../../shared/instrument-kind.ts";
import { SearchLimits } from "../../../shared/search.ts";
import { SEARCH_DAY } from "../search-queries.ts";
import { contextOn, hitsOf, listing, namesOf, pageOf } from "./search-rig.ts";

const { table } = listing;

describe("what is called like the query", () => {
  test("comes as index, near future, then calls and puts of the near expiry at the money", () => {
    expect(namesOf("nifty").slice(0, 4)).toEqual([
      "NIFTY",
      "NIFTY 24 Feb 2026 FUT",
      "NIFTY 10 Feb 2026 25,000 CE",
      "NIFTY 10 Feb 2026 25,000 PE",
    ]);
  });

  test("comes on BSE beside NSE, share and future", () => {
    expect(
      hitsOf("reliance")
        .slice(0, 6)
        .map(({ segment, name }) => `${segment} ${name}`),
    ).toEqual([
      "NSE_EQ RELIANCE",
      "BSE_EQ RELIANCE",
      "NSE_FNO RELIANCE 24 Feb 2026 FUT",
      "BSE_FNO RELIANCE 26 Feb 2026 FUT",
      "NSE_FNO RELIANCE 24 Feb 2026 1,400 CE",
      "NSE_FNO RELIANCE 24 Feb 2026 1,400 PE",
    ]);
  });

  test("comes before what only begins so, and that before what has the word somewhere", () => {
    const tickers = hitsOf("oil", { kinds: ["EQUITY"], segments: ["NSE_EQ"], limit: 50 }).map(({ name }) => name);
    expect(tickers.slice(0, 2)).toEqual(["OIL", "ONGC"]);
    expect(tickers.indexOf("OILCOUNTUB")).toBeLessThan(tickers.indexOf("IOC"));
  });
});

test("shares come before funds, and funds before bonds", () => {
  for (const query of ["sbi", "kotak", "gold", "s"]) {
    const hits = hitsOf(query, { kinds: ["EQUITY"], limit: SearchLimits.hitsPerPage });
    const forms = hits.map(({ isin, series }) =>
      isin!.startsWith("INF") ? 1 : /^(SG|G|F|N\d|GS|TB|GB)$/.test(series!) ? 2 : 0,
    );
    expect([query, forms]).toEqual([query, forms.toSorted()]);
  }
});

test("contracts come by expiry, and of one expiry close to the money first", () => {
  const hits = hitsOf("nifty ce", { limit: SearchLimits.hitsPerPage });
  expect(new Set(hits.map(({ expiry }) => expiry))).toEqual(new Set(["2026-02-10"]));
  const away = hits.map(({ strike }) => Math.abs(strike! - 25_012.35));
  expect(away).toEqual(away.toSorted((a, b) => a - b));
});

test("without a price the middle of the list is taken for the money, so that no far strike is first", () => {
  const [first] = hitsOf("nifty ce", {}, contextOn(SEARCH_DAY, {}));
  const { strikes } = listing.series.series("NIFTY", "2026-02-10")!;
  expect(first!.strike).toBe(strikes[strikes.length >> 1]!);
});

test("a strike that is being typed gives those that begin so, close to the money first", () => {
  expect(namesOf("nifty 25").slice(0, 3)).toEqual([
    "NIFTY 10 Feb 2026 25,000 CE",
    "NIFTY 10 Feb 2026 25,000 PE",
    "NIFTY 10 Feb 2026 25,050 CE",
  ]);
  expect(hitsOf("usdinr 88.2 ce")[0]!.strike).toBe(88.25);
});

test("a strike between two that are listed gives those beside it", () => {
  expect(namesOf("nifty 25010 ce").slice(0, 2)).toEqual(["NIFTY 10 Feb 2026 25,000 CE", "NIFTY 10 Feb 2026 25,050 CE"]);
});

test("a contract that is not listed gives what it would be of, and no other contract in its place", () => {
  for (const query of ["reliance 99999 ce", "reliance aug 1400 ce", "reliance 24 feb 2029 fut", "dlf 12 pe"]) {
    const [first, ...rest] = hitsOf(query);
    expect(first).toMatchObject({ name: query.split(" ")[0]!.toUpperCase(), segment: "NSE_EQ" });
    expect([first!, ...rest].filter(({ expiry }) => expiry !== null)).toEqual([]);
  }
});

test("what names two underlyings alike shows contracts of both before it shows all of one", () => {
  const underlyings = new Set(namesOf("hdfc ce", { limit: 30 }).map((name) => name.split(" ")[0]));
  expect([...underlyings]).toEqual(["HDFCBANK", "HDFCLIFE", "HDFCAMC"]);
});

test("of the underlyings that a beginning may mean so many are looked up, and no more", () => {
  const futures = [];
  for (let page: string | null | undefined; page !== null; ) {
    const answer = pageOf("b fut", { limit: SearchLimits.hitsPerPage, ...(page !== undefined && { page }) });
    futures.push(...answer.hits.filter(({ kind }) => kind.startsWith("FUT")));
    page = answer.next;
  }
  expect(new Set(futures.map(({ underlying }) => underlying)).size).toBe(UNDERLYINGS_MOST);
});

test("words that are only begun are read as what they become", () => {
  expect(namesOf("nifty 25000 cal")[0]).toBe("NIFTY 10 Feb 2026 25,000 CE");
  expect(namesOf("nifty 25000 pu")[0]).toBe("NIFTY 10 Feb 2026 25,000 PE");
  expect(namesOf("reliance fu")[0]).toBe("RELIANCE 24 Feb 2026 FUT");
  expect(namesOf("bn 57k pe nex")[0]).toBe("BANKNIFTY 24 Feb 2026 57,000 PE");
});

test("a word that no name has does not hide the contract that the others mean", () => {
  for (const query of ["buy nifty 25000 ce", "nifty 25000 ce straddle", "zzyzx nifty 25000 ce"]) {
    expect([query, namesOf(query)[0]]).toEqual([query, "NIFTY 10 Feb 2026 25,000 CE"]);
  }
  expect(hitsOf("zzyzx 25000 ce nifty qqqq ").length).toBeGreaterThan(0);
  expect(hitsOf("zzyzx reliance")).toEqual([]);
});

test("several strikes mean any of them, in the order they are given", () => {
  expect(namesOf("nifty 25000 25100 ce 10 feb").slice(0, 2)).toEqual([
    "NIFTY 10 Feb 2026 25,000 CE",
    "NIFTY 10 Feb 2026 25,100 CE",
  ]);
});

test("every alias whose ticker is listed leads to it", () => {
  let tried = 0;
  for (const [alias, ticker] of ALIASES) {
    if (table.underlyingNumber(ticker) === -1) continue;
    tried++;
    expect([alias, hitsOf(alias)[0]?.underlying]).toEqual([alias, ticker]);
  }
  expect(tried).toBeGreaterThan(40);
});

describe("what has expired", () => {
  test("is never found, whatever finds it, though the master still lists it", () => {
    const later = "2026-02-25";
    const gone = hitsOf("nifty 24 feb 25000 ce")[0]!;
    for (const query of [
      "nifty",
      "nifty ce",
      "nifty fut",
      "reliance fut",
      "nifty 24 feb 25000 ce",
      gone.key,
      gone.key.split(":")[1]!,
    ]) {
      for (const { expiry } of hitsOf(query, { limit: 50 }, contextOn(later))) {
        if (expiry !== null) expect(expiry >= later).toBe(true);
      }
    }
    expect(namesOf("nifty fut", {}, contextOn(later))[0]).toBe("NIFTY 30 Mar 2026 FUT");
  });

  test("is found to the end of its last day", () => {
    expect(namesOf("nifty fut", {}, contextOn("2026-02-24"))[0]).toBe("NIFTY 24 Feb 2026 FUT");
  });
});

describe("filters", () => {
  test("of a segment or kind let nothing else through", () => {
    for (const segment of SEGMENTS) {
      for (const query of ["reliance", "nifty", "usdinr", "crudeoil", "s", "25000 ce"]) {
        for (const hit of hitsOf(query, { segments: [segment] })) expect(hit.segment).toBe(segment);
      }
    }
    for (const kind of INSTRUMENT_KINDS) {
      const hits = ["reliance", "nifty", "usdinr", "crudeoil"].flatMap((query) => hitsOf(query, { kinds: [kind] }));
      expect(hits.length).toBeGreaterThan(0);
      for (const hit of hits) expect(hit.kind).toBe(kind);
    }
  });

  test("that leave contracts alone find those of whatever fits the name", () => {
    const futures = hitsOf("hdfc", { kinds: ["FUTSTK"] });
    expect(new Set(futures.map(({ underlying }) => underlying))).toEqual(new Set(["HDFCBANK", "HDFCLIFE", "HDFCAMC"]));
    expect(namesOf("rel", { segments: ["BSE_FNO"] })[0]).toBe("RELIANCE 26 Feb 2026 FUT");
    expect(namesOf("relaince", { kinds: ["OPTSTK"] })[0]).toBe("RELIANCE 24 Feb 2026 1,400 CE");
  });
});

test("an ISIN gives the share on both exchanges, and so does its beginning", () => {
  for (const query of ["INE002A01018", "ine002a"]) {
    expect(hitsOf(query).map(({ key }) => key)).toEqual(["NSE_EQ:2885", "BSE_EQ:500325"]);
  }
  expect(hitsOf("INE999Z99999")).toEqual([]);
});

test("a security id gives every instrument that has it, index and shares first", () => {
  const keys = hitsOf("13")
    .map(({ key }) => key)
    .slice(0, 2);
  expect(keys).toEqual(["IDX_I:13", "NSE_EQ:13"]);
});

test("the same question has the same answer", () => {
  for (const query of ["nifty", "s", "relaince", "tata ce"]) expect(hitsOf(query)).toEqual(hitsOf(query));
});
