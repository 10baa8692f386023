import { describe, expect, test } from "bun:test";
import { buildUniverse } from "../../../server/simulator/listing/build-universe.ts";
import { SEGMENT_NUMBER } from "../../../shared/instrument-key.ts";
import { expiryDates, pairedStrikes, rowsOf, windowSize } from "./contracts-of.ts";

const INDICES = [
  { symbol: "NIFTY", segment: SEGMENT_NUMBER.NSE_FNO, expiries: 16, spot: 25_000, step: 50, lot: 65 },
  { symbol: "BANKNIFTY", segment: SEGMENT_NUMBER.NSE_FNO, expiries: 8, spot: 58_000, step: 100, lot: 30 },
  { symbol: "FINNIFTY", segment: SEGMENT_NUMBER.NSE_FNO, expiries: 7, spot: 26_800, step: 50, lot: 60 },
  { symbol: "MIDCPNIFTY", segment: SEGMENT_NUMBER.NSE_FNO, expiries: 7, spot: 13_500, step: 25, lot: 120 },
  { symbol: "SENSEX", segment: SEGMENT_NUMBER.BSE_FNO, expiries: 7, spot: 82_000, step: 100, lot: 20 },
  { symbol: "BANKEX", segment: SEGMENT_NUMBER.BSE_FNO, expiries: 7, spot: 64_000, step: 100, lot: 30 },
];
const COMMODITIES = [
  { symbol: "CRUDEOIL", spot: 5_800, step: 50 },
  { symbol: "NATURALGAS", spot: 360, step: 5 },
];
const COMMODITY_EXPIRIES = 4;
const DATES = ["2024-02-29", "2026-01-01", "2026-06-12", "2026-09-18", "2026-11-20", "2026-12-31", "2029-07-03"];

describe.each(DATES)("on %s", (date) => {
  const universe = buildUniverse({ date, seed: 11 });

  test("the default Tier B is there: 2,272 instruments", () => {
    let instruments = 0;
    for (const { symbol, segment, expiries, spot } of INDICES) {
      const options = rowsOf(universe, segment, "OPTIDX", symbol);
      for (const expiry of expiryDates(universe, options).slice(0, expiries)) {
        instruments += 2 * windowSize(pairedStrikes(universe, options, expiry), spot, 10);
      }
    }
    for (const { symbol, spot } of COMMODITIES) {
      const futures = rowsOf(universe, SEGMENT_NUMBER.MCX_COMM, "FUTCOM", symbol);
      instruments += expiryDates(universe, futures).slice(0, COMMODITY_EXPIRIES).length;
      const options = rowsOf(universe, SEGMENT_NUMBER.MCX_COMM, "OPTFUT", symbol);
      for (const expiry of expiryDates(universe, options).slice(0, COMMODITY_EXPIRIES)) {
        instruments += 2 * windowSize(pairedStrikes(universe, options, expiry), spot, 2);
      }
    }
    expect(instruments).toBe(2_272);
  });

  test("an index stands near its usual price, with strikes a step apart around it on every expiry", () => {
    for (const { symbol, segment, spot, step, lot } of INDICES) {
      const options = rowsOf(universe, segment, "OPTIDX", symbol);
      const { previousClose, optionExpiryDays } = universe.underlyings[universe.underlying[options[0]!]!]!;
      expect(Math.abs(previousClose / spot - 1)).toBeLessThan(0.01);
      expect(new Set(options.map((row) => universe.lotSize[row]))).toEqual(new Set([lot]));
      const expiries = expiryDates(universe, options);
      expect(expiries).toHaveLength(optionExpiryDays.length);
      for (const expiry of expiries) {
        const strikes = pairedStrikes(universe, options, expiry);
        const near = strikes.filter((strike) => Math.abs(strike - previousClose) <= 10 * step);
        expect(near.slice(1).map((strike, place) => strike - near[place]!)).toEqual(Array(near.length - 1).fill(step));
        // A walk of 4 % leaves ten strikes on either side.
        expect(windowSize(strikes, previousClose * 1.04, 10)).toBe(21);
        expect(windowSize(strikes, previousClose * 0.96, 10)).toBe(21);
      }
    }
  });

  test("a monthly expiry reaches further than a weekly one, in wider steps", () => {
    const options = rowsOf(universe, SEGMENT_NUMBER.NSE_FNO, "OPTIDX", "NIFTY");
    const monthly = pairedStrikes(universe, options, expiryDates(universe, options).at(-1)!);
    const sizes = expiryDates(universe, options).map((expiry) => pairedStrikes(universe, options, expiry).length);
    expect(Math.min(...sizes)).toBeLessThan(monthly.length);
    expect(monthly[1]! - monthly[0]!).toBe(500);
    expect(monthly.at(-1)! - monthly.at(-2)!).toBe(500);
  });

  test("options on a commodity end before its future of the same place, and step as they should", () => {
    for (const { symbol, step, spot } of COMMODITIES) {
      const options = rowsOf(universe, SEGMENT_NUMBER.MCX_COMM, "OPTFUT", symbol);
      const optionDates = expiryDates(universe, options);
      const futureDates = expiryDates(universe, rowsOf(universe, SEGMENT_NUMBER.MCX_COMM, "FUTCOM", symbol));
      expect(optionDates.length).toBeGreaterThanOrEqual(COMMODITY_EXPIRIES);
      optionDates.toReversed().forEach((optionDate, place) => {
        const futureDate = futureDates.toReversed()[place]!;
        expect(optionDate < futureDate).toBe(true);
        expect(Date.parse(futureDate) - Date.parse(optionDate)).toBeLessThanOrEqual(7 * 86_400_000);
      });
      const strikes = pairedStrikes(universe, options, optionDates[0]!);
      const atm = strikes.findIndex((strike) => strike >= spot);
      expect(strikes[atm + 1]! - strikes[atm]!).toBe(step);
    }
  });

  test("nothing has expired, and no contract ends at a weekend", () => {
    for (let row = universe.cash.length; row < universe.size; row++) {
      const day = universe.expiryDay[row]!;
      if (day < universe.today) throw new Error(`row ${row} expired on day ${day}`);
      const weekday = (day + 4) % 7;
      if (weekday === 0 || weekday === 6) throw new Error(`row ${row} expires on a weekend, day ${day}`);
    }
    expect(universe.expiryDay.subarray(0, universe.cash.length).every((day) => day === 0)).toBe(true);
  });
});
