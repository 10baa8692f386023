import { expect, test } from "bun:test";
import { findColumns } from "../../server/dhan/master-columns.ts";
import { fixtureText, MASTER_FIXTURES } from "./master-fixtures.ts";

const headerOf = async (name: (typeof MASTER_FIXTURES)[number]) => (await fixtureText(name)).split("\n")[0]!;

test("every column set there has been has all that is required", async () => {
  for (const name of MASTER_FIXTURES) expect(findColumns(await headerOf(name)).missingRequired).toEqual([]);
});

test("optional columns a set lacks are named, as the detailed file spells them", async () => {
  expect(findColumns(await headerOf("compact.csv")).missingOptional).toEqual(["ISIN", "SM_FREEZE_QTY"]);
  expect(findColumns(await headerOf("detailed-31col.csv")).missingOptional).toEqual(["SM_FREEZE_QTY"]);
  expect(findColumns(await headerOf("detailed-32col.csv")).missingOptional).toEqual([]);
});

test("a missing required column is named", () => {
  expect(findColumns("EXCH_ID,SEGMENT,SECURITY_ID").missingRequired).toContain("LOT_SIZE");
  expect(findColumns("<!doctype html>").missingRequired).toContain("EXCH_ID");
});

test("order, blanks, quotes, empty and unknown names don't matter", async () => {
  const header = await headerOf("detailed-32col.csv");
  const shuffled = header.split(",").reverse();
  const { place, count, namedCount, missingRequired } = findColumns(
    ["NEW_COLUMN", ...shuffled.map((name) => ` "${name}" `), "", ""].join(","),
  );
  expect(missingRequired).toEqual([]);
  expect(place.securityId).toBe(1 + shuffled.indexOf("SECURITY_ID"));
  expect(count).toBe(shuffled.length + 3);
  expect(namedCount).toBe(shuffled.length + 1);
});
