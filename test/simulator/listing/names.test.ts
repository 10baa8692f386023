import { expect, test } from "bun:test";
import { SEGMENT_NUMBER } from "../../../server/dhan/protocol.ts";
import { companyName } from "../../../server/simulator/listing/company-names.ts";
import { contractNames } from "../../../server/simulator/listing/contract-names.ts";
import { currencyProduct } from "../../../server/simulator/listing/currency.ts";
import { fiveDecimals, fourDecimals } from "../../../server/simulator/listing/decimal-text.ts";
import { NSE_COMPANIES } from "../../../server/simulator/listing/nse-companies.ts";
import { dayNumber } from "../../../shared/ist.ts";

const usdinr = currencyProduct({ exchange: "NSE", segment: SEGMENT_NUMBER.NSE_CURRENCY }, "FUTCUR", "USDINR", 1);

test("made-up companies have names and symbols of their own, none of them a real one's", () => {
  const made = Array.from({ length: 5_110 }, (_, number) => companyName(number));
  expect(new Set(made.map(({ displayName }) => displayName)).size).toBe(made.length);
  const symbols = new Set([...made, ...NSE_COMPANIES].map(({ symbol }) => symbol));
  expect(symbols.size).toBe(made.length + NSE_COMPANIES.length);
});

test("real companies have their registered names, spelt out from the table's endings", () => {
  const names = new Map(NSE_COMPANIES.map(({ symbol, name }) => [symbol, name]));
  expect(names.get("RELIANCE")).toBe("RELIANCE INDUSTRIES LTD");
  expect(names.get("TCS")).toBe("TATA CONSULTANCY SERV LT");
  expect(names.get("HDFCBANK")).toBe("HDFC BANK LTD");
  expect(names.get("ABB")).toBe("ABB INDIA LIMITED");
  expect(NSE_COMPANIES.every(({ name, displayName }) => name.length > 1 && displayName !== "")).toBe(true);
});

test("a weekly future's name has the day, a monthly one's has not", () => {
  expect(contractNames(usdinr, dayNumber("2026-09-18"), true).futureDisplay).toBe("USDINR 18 SEP FUT");
  expect(contractNames(usdinr, dayNumber("2026-09-28"), false).futureDisplay).toBe("USDINR SEP FUT");
});

test("only MCX puts the day into a trading symbol", () => {
  expect(contractNames(usdinr, dayNumber("2026-09-08"), false).trading).toBe("USDINR-Sep2026");
  const onMcx = { ...usdinr, exchange: "MCX", symbol: "CRUDEOIL" } as const;
  expect(contractNames(onMcx, dayNumber("2026-10-19"), false).trading).toBe("CRUDEOIL-19Oct2026");
});

test("decimals are written as the master writes them", () => {
  expect([0, 0.05, 0.25, 4500.4, 25_000.0025].map(fourDecimals)).toEqual([
    "0.0000",
    "0.0500",
    "0.2500",
    "4500.4000",
    "25000.0025",
  ]);
  expect([18_950, 88.25, 142.5].map(fiveDecimals)).toEqual(["18950.00000", "88.25000", "142.50000"]);
});
