import { describe, expect, test } from "bun:test";
import { expiryKinds } from "../../server/calendar/expiry-kind.ts";
import { nearestPlace, stepNear } from "../../server/chains/atm-engine.ts";
import { InstrumentDirectory } from "../../server/instruments/instrument-directory.ts";
import type { Listing } from "../../server/instruments/listing.ts";
import { expiriesAnswer, expiriesInput, seriesAnswer, seriesInput } from "../../shared/expiries.ts";
import { searchInput } from "../../shared/search.ts";
import { cannotAnswer } from "../../shared/search-refusal.ts";
import { listing } from "./search/search-rig.ts";
import { SEARCH_DAY, SEARCH_PRICES } from "./search-queries.ts";

function directoryOn(today = SEARCH_DAY, present: Listing | null = listing): InstrumentDirectory {
  return new InstrumentDirectory({
    listing: () => present,
    today: () => today,
    priceOf: (underlying) => SEARCH_PRICES[underlying] ?? null,
    expiryKinds,
    strikeStep: (strikes, price) => stepNear(strikes, nearestPlace(strikes, price)),
  });
}

const directory = directoryOn();

function expiriesOf(underlying: string, fields: { exchange?: "NSE" | "BSE" | "MCX" } = {}, from = directory) {
  return expiriesAnswer.parse(from.expiries(expiriesInput.parse({ underlying, ...fields })));
}

function listedOf(...args: Parameters<typeof expiriesOf>) {
  const answer = expiriesOf(...args);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.listed;
}

function seriesOf(underlying: string, expiry: string, exchange?: "NSE" | "BSE" | "MCX", from = directory) {
  return seriesAnswer.parse(from.series(seriesInput.parse({ underlying, expiry, ...(exchange && { exchange }) })));
}

test("without a master every question is refused, and says what to do: nothing pretends to be a list without hits", () => {
  const none = directoryOn(SEARCH_DAY, null);
  const refusal = cannotAnswer("no-master");
  expect(refusal.message).toContain("try again");
  expect(none.search(searchInput.parse({ query: "nifty" }))).toEqual(refusal);
  expect(none.instrument({ key: "IDX_I:13" })).toEqual(refusal);
  expect(none.expiries({ underlying: "NIFTY" })).toEqual(refusal);
  expect(none.series({ underlying: "NIFTY", expiry: "2026-02-10" })).toEqual(refusal);
});

describe("an instrument", () => {
  test("is told with all that the master knows of it, and null for what it does not", () => {
    expect(directory.instrument({ key: "NSE_EQ:2885" })).toMatchObject({
      ok: true,
      instrument: {
        key: "NSE_EQ:2885",
        name: "RELIANCE",
        displayName: "Reliance Industries",
        segment: "NSE_EQ",
        exchange: "NSE",
        kind: "EQUITY",
        expiry: null,
        strike: null,
        optionType: null,
        lotSize: 1,
        tickSize: 0.1,
        freezeQuantity: null,
        isin: "INE002A01018",
        series: "EQ",
      },
    });
    expect(directory.instrument({ key: "IDX_I:51" })).toMatchObject({ instrument: { exchange: "BSE", isin: null } });
    expect(directory.instrument({ key: "IDX_I:17" })).toMatchObject({
      instrument: { name: "NIFTY 100", exchange: null },
    });
  });

  test("that is not listed, or no longer, is refused, whatever the key", () => {
    const refusal = { ok: false, reason: "unknown-instrument" };
    for (const key of ["", "NSE_EQ:999999", "nonsense", "NSE_EQ:0", "IDX_I:13 ", "\u0000"]) {
      expect(directory.instrument({ key })).toMatchObject(refusal);
    }
    const { key } = listing.series.futures("NIFTY")[0]!;
    expect(directory.instrument({ key })).toMatchObject({ ok: true });
    expect(directoryOn("2026-02-24").instrument({ key })).toMatchObject({ ok: true });
    expect(directoryOn("2026-02-25").instrument({ key })).toMatchObject(refusal);
  });
});

describe("expiries", () => {
  test("are told with their kind, days left and strikes, and the futures beside them", () => {
    const { expiries, futures, ...market } = listedOf("NIFTY");
    expect(market).toEqual({ underlying: "NIFTY", exchange: "NSE", spotKey: "IDX_I:13" });
    expect(expiries.slice(0, 4)).toEqual([
      { expiry: "2026-02-10", kind: "weekly", daysLeft: 5, strikes: 160 },
      { expiry: "2026-02-17", kind: "weekly", daysLeft: 12, strikes: 160 },
      { expiry: "2026-02-24", kind: "monthly", daysLeft: 19, strikes: 270 },
      { expiry: "2026-03-02", kind: "weekly", daysLeft: 25, strikes: 160 },
    ]);
    expect(futures.map(({ expiry, kind }) => `${expiry} ${kind}`)).toEqual([
      "2026-02-24 monthly",
      "2026-03-30 monthly",
      "2026-04-28 monthly",
    ]);
  });

  test("count the last day itself as 0 days left, and leave out what is past", () => {
    expect(listedOf("SENSEX").expiries[0]).toMatchObject({ expiry: SEARCH_DAY, kind: "weekly", daysLeft: 0 });
    expect(listedOf("SENSEX", {}, directoryOn("2026-02-06")).expiries[0]).toMatchObject({ expiry: "2026-02-12" });
  });

  test("of an underlying on several exchanges are NSE's unless another is named", () => {
    expect(listedOf("RELIANCE").expiries[0]).toMatchObject({ expiry: "2026-02-24" });
    expect(listedOf("reliance", { exchange: "BSE" }).expiries[0]).toMatchObject({ expiry: "2026-02-26" });
    expect(expiriesOf("RELIANCE", { exchange: "MCX" })).toMatchObject({ ok: false, reason: "unknown-underlying" });
  });

  test("of MCX are all monthly, and what has futures alone says so by an empty list", () => {
    const crude = listedOf("CRUDEOIL");
    expect(crude.spotKey).toBeNull();
    expect(new Set(crude.expiries.map(({ kind }) => kind))).toEqual(new Set(["monthly"]));
    const mentha = listedOf("MENTHAOIL");
    expect(mentha.expiries).toEqual([]);
    expect(mentha.futures[0]).toMatchObject({ expiry: "2026-02-27", kind: "monthly" });
  });

  test("of a currency pair mark its months by the contract's terms, not by the month's last Friday", () => {
    const monthly = listedOf("USDINR").expiries.filter(({ kind }) => kind === "monthly");
    expect(monthly.slice(0, 2).map(({ expiry }) => expiry)).toEqual(["2026-02-25", "2026-03-25"]);
  });

  test("of what nothing follows, or nothing follows any more, are refused", () => {
    for (const underlying of ["NOSUCH", "NIFTY 100", "__proto__", " "]) {
      expect([underlying, expiriesOf(underlying)]).toMatchObject([
        underlying,
        { ok: false, reason: "unknown-underlying" },
      ]);
    }
    expect(expiriesOf("SENSEX50", {}, directoryOn("2030-01-01"))).toMatchObject({ reason: "unknown-underlying" });
  });
});

describe("a series", () => {
  test("is told with strikes, lot, freeze quantity, step, and the key of each call and put", () => {
    const answer = seriesOf("NIFTY", "2026-02-24");
    if (!answer.ok) throw new Error(answer.reason);
    const { strikes, ceKeys, peKeys, ...series } = answer.series;
    expect(series).toEqual({
      underlying: "NIFTY",
      exchange: "NSE",
      segment: "NSE_FNO",
      expiry: "2026-02-24",
      kind: "monthly",
      daysLeft: 19,
      lotSize: 65,
      freezeQuantity: 1_756,
      strikeStep: 50,
    });
    expect(strikes).toEqual(strikes.toSorted((a, b) => a - b));
    expect([ceKeys.length, peKeys.length]).toEqual([strikes.length, strikes.length]);
    const place = strikes.indexOf(25_000);
    const { table } = listing;
    expect(table.nameAt(table.find(ceKeys[place]!))).toBe("NIFTY 24 Feb 2026 25,000 CE");
    expect(table.nameAt(table.find(peKeys[place]!))).toBe("NIFTY 24 Feb 2026 25,000 PE");
  });

  test("has the step of the strikes near the money, though those at its ends lie wider apart", () => {
    const answer = seriesOf("NIFTY", "2026-02-24");
    if (!answer.ok) throw new Error(answer.reason);
    const { strikes, strikeStep } = answer.series;
    expect(strikes[1]! - strikes[0]!).toBeGreaterThan(strikeStep!);
  });

  test("that is not listed, or is past, is refused", () => {
    expect(seriesOf("NIFTY", "2026-02-11")).toMatchObject({ ok: false, reason: "expiry-not-listed" });
    expect(seriesOf("RELIANCE", "2026-02-26")).toMatchObject({ ok: false, reason: "expiry-not-listed" });
    expect(seriesOf("RELIANCE", "2026-02-26", "BSE")).toMatchObject({ ok: true });
    expect(seriesOf("NOSUCH", "2026-02-24")).toMatchObject({ ok: false, reason: "unknown-underlying" });
    expect(seriesOf("NIFTY", "2026-02-10", undefined, directoryOn("2026-02-11"))).toMatchObject({
      reason: "expiry-not-listed",
    });
  });
});
