import { expect, test } from "bun:test";
import { isin, shareIsin } from "../../../server/simulator/listing/isin.ts";

/** The rule as ISO 6166 puts it: letters as two digits, every second digit from the right doubled. */
function isValid(text: string): boolean {
  const digits = [...text].map((sign) => Number.parseInt(sign, 36)).join("");
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return text.length === 12 && sum % 10 === 0;
}

test("made-up ISINs have the right check digit", () => {
  for (const issuer of ["INE", "INF", "IN0"]) {
    for (let number = 0; number < 3_000; number += 7)
      expect([number, isValid(isin(issuer, number, "07"))]).toEqual([number, true]);
  }
});

test("the check itself holds for real ISINs, and known companies have theirs", () => {
  const known = ["RELIANCE", "TCS", "HDFCBANK", "ABB", "ADANIENT"].map((symbol) => shareIsin(symbol, 0));
  expect(known[0]).toBe("INE002A01018");
  expect(known.every(isValid)).toBe(true);
});
