import { expect, test } from "bun:test";
import { type ColumnId, LEG_COLUMNS, type LegColumn } from "../../../web/chain/leg-columns.ts";
import { blankLeg } from "../../fakes/chain-updates.ts";

const NOW = Date.parse("2026-11-27T14:02:15+05:30");
const LEG = blankLeg(25_000, "CE", {
  ...{ ltp: 1_234.5, change: -84.8, changePercent: -6.434, bidPrice: 1_234, bidQuantity: 1_300, askPrice: 1_235.05 },
  ...{ askQuantity: 65, volume: 35_053_135, oi: 7_436_455, oiChange: -272_155, oiChangePercent: -3.53, iv: 0.11795 },
  ...{ delta: 0.6998, gamma: 0.0011113, theta: -13.369, vega: 9.201, timeValue: 59.755, buildUp: "long-unwinding" },
  exchangeTime: Date.parse("2026-11-27T14:02:11+05:30"),
});
const column = (id: ColumnId): LegColumn => LEG_COLUMNS.find((one) => one.id === id)!;

test("values are short, grouped and signed where they are changes", () => {
  expect(Object.fromEntries(LEG_COLUMNS.map(({ id, text }) => [id, text(LEG)]))).toEqual({
    ...{ ltp: "1,234.50", change: "−84.80", changePercent: "−6.43%", bid: "1,234.00", ask: "1,235.05", iv: "11.8" },
    ...{ volume: "3.5Cr", oi: "74.4L", oiChange: "−2.7L", oiChangePercent: "−3.53%", buildUp: "LU" },
    ...{ delta: "+0.700", theta: "−13.37", gamma: "0.00111", vega: "9.20" },
  });
});

test("what is not known has no text, and a zero has", () => {
  for (const { text } of LEG_COLUMNS) expect(text(blankLeg(25_000, "PE"))).toBeNull();
  const still = blankLeg(25_000, "PE", { oiChange: 0, oi: 0, volume: 0, change: 0, delta: 0, gamma: 0 });
  expect(column("oiChange").text(still)).toBe("0");
  expect(column("oi").text(still)).toBe("0");
  expect(column("volume").text(still)).toBe("0");
  expect(column("change").text(still)).toBe("0.00");
  expect(column("gamma").text(still)).toBe("0.00000");
});

test("hovering tells the full figure, and what price and open interest say together", () => {
  expect(column("volume").detail?.(LEG, NOW)).toBe("3,50,53,135 units");
  expect(column("oiChange").detail?.(LEG, NOW)).toBe(
    "−2,72,155 units since the previous day\n−3.53%\nLong unwinding: price and open interest are both down",
  );
  expect(column("ltp").detail?.(LEG, NOW)).toBe(
    "Traded 14:02:11 IST\nBid 1,234.00 × 1,300\nAsk 1,235.05 × 65\nTime value +59.76",
  );
  expect(column("oi").detail?.(blankLeg(25_000, "CE"), NOW)).toBeNull();
});
