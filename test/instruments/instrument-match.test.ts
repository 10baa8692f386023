import { describe, expect, test } from "bun:test";
import { InstrumentMatch } from "../../server/instruments/instrument-match.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { future, index, option, share, tableOf } from "../fakes/instrument-rows.ts";

const DAY = "2026-12-29";

/** What becomes of the first row of the old master. */
function fate(before: InstrumentRow[], after: InstrumentRow[]) {
  const old = tableOf(before);
  return new InstrumentMatch(old, tableOf(after)).fateOf(old.keyAt(0));
}

describe("a key that is still listed", () => {
  test("names the same instrument whatever row it is in, whatever its lot, freeze quantity or tick size", () => {
    const call = option(40_000, "RELIANCE", DAY, 1_400);
    const changed = { ...call, lotSize: 250, freezeQuantity: 1, tickSize: 0.1, displayName: "another" };
    expect(fate([call, share(1, "A")], [share(2, "B"), share(1, "A"), changed])).toBe("listed");
    expect(fate([future(1, "RELIANCE", DAY)], [future(1, "RELIANCE", DAY)])).toBe("listed");
  });

  test.each([
    ["expiry", option(1, "RELIANCE", "2027-01-26", 1_400)],
    ["strike", option(1, "RELIANCE", DAY, 1_420)],
    ["side", option(1, "RELIANCE", DAY, 1_400, "PE")],
    ["underlying", option(1, "TCS", DAY, 1_400)],
    ["kind", future(1, "RELIANCE", DAY)],
    ["kind, to an index option", { ...option(1, "RELIANCE", DAY, 1_400), kind: "OPTIDX" as const }],
  ])("names another one when its %s is another", (_, other) => {
    expect(fate([option(1, "RELIANCE", DAY, 1_400)], [other])).toBe("reassigned");
  });

  test("names another one when a share has another ISIN, ticker and name", () => {
    expect(fate([share(1, "ABB")], [share(1, "ACC", { isin: "INE999999999" })])).toBe("reassigned");
    expect(fate([share(1, "ABB", { isin: "" })], [share(1, "ACC", { isin: "" })])).toBe("reassigned");
    expect(fate([index(13, "NIFTY")], [index(13, "SENSEX")])).toBe("reassigned");
  });

  test("names the same share after a change of name, and after a split, which changes the ISIN", () => {
    expect(fate([share(1, "ZOMATO")], [share(1, "ETERNAL")])).toBe("listed");
    expect(fate([share(1, "ABB")], [share(1, "ABB", { isin: "INE999999999" })])).toBe("listed");
    expect(fate([index(13, "NIFTY")], [{ ...index(13, "NIFTY50"), displayName: "NIFTY Limited" }])).toBe("listed");
  });
});

test("a key that is listed no longer is gone, one that never was has no fate", () => {
  const match = new InstrumentMatch(tableOf([share(1, "A"), share(2, "B")]), tableOf([share(1, "A"), share(3, "C")]));
  expect(["NSE_EQ:1", "NSE_EQ:2", "NSE_EQ:3", "BSE_EQ:1", "no key"].map((key) => match.fateOf(key))).toEqual([
    "listed",
    "gone",
    null,
    null,
    null,
  ]);
});

test("keys that are lost are told apart: those that name nothing, and those that name something else", () => {
  const match = new InstrumentMatch(
    tableOf([share(1, "A"), share(2, "B"), share(3, "C")]),
    tableOf([share(1, "A"), share(3, "D", { isin: "INE999999999" })]),
  );
  expect(match.lostOf(["NSE_EQ:3", "NSE_EQ:2", "NSE_EQ:1", "NSE_EQ:9"])).toEqual({
    delisted: ["NSE_EQ:2"],
    reassigned: ["NSE_EQ:3"],
  });
});

describe("a share that changes its ticker", () => {
  const before = [share(5097, "ZOMATO"), option(1, "ZOMATO", DAY, 300), option(2, "TCS", DAY, 3_000)];

  test("takes its contracts with it, and no others'", () => {
    const after = [share(5097, "ETERNAL"), option(1, "ETERNAL", DAY, 300), option(2, "ETERNAL", DAY, 3_000)];
    const match = new InstrumentMatch(tableOf(before), tableOf(after));
    expect(match.fateOf("NSE_FNO:1")).toBe("listed");
    expect(match.fateOf("NSE_FNO:2")).toBe("reassigned");
    expect([...match.renamed]).toEqual([["ZOMATO", "ETERNAL"]]);
  });

  test("is not renamed where the old ticker still stands for something", () => {
    const bond = share(7, "ZOMATO", { series: "N1" });
    const match = new InstrumentMatch(
      tableOf([...before, bond]),
      tableOf([share(5097, "ETERNAL"), option(1, "ZOMATO", DAY, 300), bond]),
    );
    expect(match.renamed.size).toBe(0);
    expect(match.fateOf("NSE_FNO:1")).toBe("listed");
  });

  test("renames nothing when its row on BSE alone is spelt otherwise", () => {
    const bse = share(9, "ZOMATO", { segment: SEGMENT_NUMBER.BSE_EQ });
    const match = new InstrumentMatch(
      tableOf([bse, option(1, "ZOMATO", DAY, 300)]),
      tableOf([{ ...bse, symbol: "ETERNAL", underlying: "ETERNAL" }, option(1, "ETERNAL", DAY, 300)]),
    );
    expect(match.fateOf("NSE_FNO:1")).toBe("reassigned");
    expect(match.renamed.size).toBe(0);
  });
});
