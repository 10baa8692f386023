import { expect, test } from "bun:test";
import { COMMODITIES } from "../../../server/simulator/listing/commodities.ts";
import { isTradingDay, tradingDaysBefore } from "../../../server/simulator/listing/trading-days.ts";
import { dayDate } from "../../../shared/ist.ts";

const byName = new Map(COMMODITIES.map((commodity) => [commodity.symbol, commodity]));

/** Expiry of a commodity's contract of a month (1 to 12). */
function expiry(symbol: string, year: number, month: number): string {
  return dayDate(byName.get(symbol)!.expiry(year * 12 + month - 1));
}

test("crude oil ends as it did in the master of September 2026, its options two trading days before", () => {
  expect(expiry("CRUDEOIL", 2026, 9)).toBe("2026-09-21");
  expect(expiry("CRUDEOIL", 2026, 10)).toBe("2026-10-19");
  const { expiry: expiryOf, options } = byName.get("CRUDEOIL")!;
  expect(dayDate(tradingDaysBefore("MCX", expiryOf(2026 * 12 + 8), options!.daysBefore))).toBe("2026-09-17");
});

test("crude oil and natural gas end as they did in 2025", () => {
  const crude = [2, 3, 4, 5, 7, 8, 9, 11].map((month) => expiry("CRUDEOIL", 2025, month));
  expect(crude).toEqual(
    ["02-19", "03-19", "04-21", "05-19", "07-21", "08-19", "09-19", "11-19"].map((date) => `2025-${date}`),
  );
  expect([8, 9].map((month) => expiry("NATURALGAS", 2025, month))).toEqual(["2025-08-26", "2025-09-25"]);
});

test("every commodity ends on a trading day of its own month, for ten years", () => {
  for (const { symbol, expiry: expiryOf } of COMMODITIES) {
    for (let month = 2024 * 12; month < 2034 * 12; month++) {
      const day = expiryOf(month);
      const inMonth = `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
      expect([symbol, dayDate(day).slice(0, 7), isTradingDay("MCX", day)]).toEqual([symbol, inMonth, true]);
    }
  }
});

test("a small contract follows a large one that is listed before it", () => {
  const seen = new Set<string>();
  for (const { symbol, follows } of COMMODITIES) {
    if (follows !== undefined) expect(seen.has(follows)).toBe(true);
    seen.add(symbol);
  }
});
