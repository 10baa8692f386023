import { expect, test } from "bun:test";
import { contractName, expiryName, strikeName } from "../../server/instruments/instrument-name.ts";
import { dayNumber } from "../../shared/ist.ts";

test("a contract's name spells out expiry and strike, the year always", () => {
  expect(contractName("NIFTY", dayNumber("2026-11-24"), 25_000, "CE")).toBe("NIFTY 24 Nov 2026 25,000 CE");
  expect(contractName("BANKNIFTY", dayNumber("2027-01-05"), 58_100, "PE")).toBe("BANKNIFTY 5 Jan 2027 58,100 PE");
  expect(contractName("CRUDEOIL", dayNumber("2026-12-19"), Number.NaN, null)).toBe("CRUDEOIL 19 Dec 2026 FUT");
});

test("strikes keep their decimals and have the commas of India", () => {
  expect([125_000, 82.5, 86.25, 0.0025, 950].map(strikeName)).toEqual(["1,25,000", "82.5", "86.25", "0.0025", "950"]);
});

test("every month has its name", () => {
  const months = Array.from({ length: 12 }, (_, i) =>
    expiryName(dayNumber(`2026-${String(i + 1).padStart(2, "0")}-15`)),
  );
  expect(months.map((name) => name.split(" ")[1]).join(" ")).toBe("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
});
