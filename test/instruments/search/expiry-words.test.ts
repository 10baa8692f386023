import { describe, expect, test } from "bun:test";
import { type ExpiryWish, expiriesMeant, expiriesWished } from "../../../server/instruments/search/expiry-wish.ts";
import { readExpiry } from "../../../server/instruments/search/expiry-words.ts";
import type { ExpiryKind } from "../../../shared/expiry-kind.ts";
import { dayDate, dayNumber } from "../../../shared/ist.ts";

/** A Thursday. */
const TODAY = dayNumber("2026-02-05");

/** What is read, as text: `2026-02-24` for a day, `2026-02-09..2026-02-15` for a stretch, and how many words it took. */
function read(text: string, today = TODAY): string | null {
  const found = readExpiry(text.split(" "), 0, today);
  if (found === null) return null;
  const { wish, cycle, words } = found;
  return `${[describeWish(wish), cycle].filter((part) => part !== null).join(" ")} /${words}`;
}

function describeWish(wish: ExpiryWish | null): string | null {
  if (wish === null) return null;
  if (wish.kind === "next") return "next";
  return wish.kind === "day" ? dayDate(wish.day) : `${wish.kind} ${dayDate(wish.from)}..${dayDate(wish.to)}`;
}

test.each([
  ["24 feb", "2026-02-24 /2"],
  ["feb 24", "2026-02-24 /2"],
  ["24 february 2026", "2026-02-24 /3"],
  ["24 feb 26", "2026-02-24 /3"],
  ["24 feb 26 ce", "2026-02-24 /2"],
  ["24 feb 12", "2026-02-24 /2"],
  ["feb 24 2027", "2027-02-24 /3"],
  ["5 feb", "2026-02-05 /2"],
  ["4 feb", "2027-02-04 /2"],
  ["24-02-2026", "2026-02-24 /1"],
  ["24/02/26", "2026-02-24 /1"],
  ["2026-02-24", "2026-02-24 /1"],
  ["24.02.2026", "2026-02-24 /1"],
  ["24-2", "2026-02-24 /1"],
  ["feb", "month 2026-02-01..2026-02-28 /1"],
  ["january", "month 2027-01-01..2027-01-31 /1"],
  ["sept", "month 2026-09-01..2026-09-30 /1"],
  ["dec 2027", "month 2027-12-01..2027-12-31 /2"],
  ["feb 25000", "month 2026-02-01..2026-02-28 /1"],
  ["this week", "period 2026-02-05..2026-02-08 /2"],
  ["next week", "period 2026-02-09..2026-02-15 /2"],
  ["current month", "period 2026-02-01..2026-02-28 /2"],
  ["next month", "period 2026-03-01..2026-03-31 /2"],
  ["next expiry", "next /2"],
  ["this expiry", " /2"],
  ["weekly", "weekly /1"],
  ["monthly", "monthly /1"],
  ["today", "2026-02-05 /1"],
  ["tomorrow", "2026-02-06 /1"],
  ["thursday", "2026-02-05 /1"],
  ["tuesday", "2026-02-10 /1"],
  ["tue", "2026-02-10 /1"],
])("%p is read as %p", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  "nifty",
  "25000",
  "88.25",
  "this",
  "next",
  "next 50",
  "31 feb",
  "31-02-2026",
  "99-99",
  "0 feb",
  "marico",
  "mayur",
  "sun",
  "24 26",
])("%p says nothing of an expiry", (text) => {
  const words = readExpiry(text.split(" "), 0, TODAY)?.words ?? 0;
  expect(words).toBe(0);
});

test("a week begins on Monday, on Sunday too, and December is followed by January", () => {
  expect(read("next week", dayNumber("2026-02-08"))).toBe("period 2026-02-09..2026-02-15 /2");
  expect(read("next week", dayNumber("2026-02-09"))).toBe("period 2026-02-16..2026-02-22 /2");
  expect(read("next month", dayNumber("2026-12-31"))).toBe("period 2027-01-01..2027-01-31 /2");
});

describe("of the expiries that are listed", () => {
  const days = ["2026-02-10", "2026-02-17", "2026-02-24", "2026-03-02", "2026-03-30"].map(dayNumber);
  const kinds: ExpiryKind[] = ["weekly", "weekly", "monthly", "weekly", "monthly"];
  const wished = (text: string | null, cycle: ExpiryKind | null = null, choose = expiriesWished) => {
    const wish = text === null ? null : readExpiry(text.split(" "), 0, TODAY)!.wish;
    return choose(days, kinds, wish, cycle).map(dayDate);
  };

  test("all are wished where nothing is said", () => {
    expect(wished(null)).toEqual(days.map(dayDate));
  });

  test("a day that is none means the nearest of its month or week, and one far from all none", () => {
    expect(wished("17 feb")).toEqual(["2026-02-17"]);
    expect(wished("3 mar")).toEqual(["2026-03-02"]);
    expect(wished("28 feb")).toEqual(["2026-03-02"]);
    expect(wished("15 mar")).toEqual(["2026-03-02"]);
    expect(wished("6 apr")).toEqual(["2026-03-30"]);
    expect(wished("7 apr")).toEqual([]);
  });

  test("of two as near as each other the earlier is meant", () => {
    expect(wished("16 mar")).toEqual(["2026-03-02"]);
  });

  test("a month without any has none, and a week without any means the next one", () => {
    expect(wished("apr")).toEqual([]);
    expect(wished("mar")).toEqual(["2026-03-02", "2026-03-30"]);
    expect(wished("this week")).toEqual(["2026-02-10"]);
    expect(wished("next month")).toEqual(["2026-03-02", "2026-03-30"]);
  });

  test("a cycle leaves out the others, and is left out itself where there is none of it", () => {
    expect(wished(null, "monthly")).toEqual(["2026-02-24", "2026-03-30"]);
    expect(wished("next month", "monthly")).toEqual(["2026-03-30"]);
    expect(expiriesWished([days[2]!], ["monthly"], null, "weekly")).toEqual([days[2]!]);
  });

  test("next means the second", () => {
    expect(wished("next expiry")).toEqual(["2026-02-17"]);
    expect(wished("next expiry", "monthly")).toEqual(["2026-03-30"]);
    expect(expiriesWished([days[0]!], ["weekly"], { kind: "next" }, null)).toEqual([]);
  });

  test("to the letter nothing near is meant", () => {
    expect(wished("3 mar", null, expiriesMeant)).toEqual([]);
    expect(wished("2 mar", null, expiriesMeant)).toEqual(["2026-03-02"]);
    expect(wished("this week", null, expiriesMeant)).toEqual([]);
    expect(wished("next week", null, expiriesMeant)).toEqual(["2026-02-10"]);
    expect(expiriesMeant([days[2]!], ["monthly"], null, "weekly")).toEqual([]);
  });
});
