import { expect, test } from "bun:test";
import { type Expiry, expiryFrom, nearestExpiry, seriesPath } from "../../../web/chain/series.ts";

const expiries: Expiry[] = ["2026-12-01", "2026-12-08", "2026-12-29"].map((expiry) => ({
  expiry,
  kind: "weekly",
  daysLeft: 1,
  strikes: 21,
}));

test("the expiry before and after, and none past the ends", () => {
  expect(expiryFrom(expiries, "2026-12-08", 1)).toBe("2026-12-29");
  expect(expiryFrom(expiries, "2026-12-08", -1)).toBe("2026-12-01");
  expect(expiryFrom(expiries, "2026-12-29", 1)).toBeNull();
  expect(expiryFrom(expiries, "2026-12-01", -1)).toBeNull();
  expect(expiryFrom(expiries, "2026-12-02", 1)).toBeNull();
});

test("the listed expiry nearest to a date", () => {
  expect(nearestExpiry(expiries, "2026-11-24")).toBe("2026-12-01");
  expect(nearestExpiry(expiries, "2026-12-07")).toBe("2026-12-08");
  expect(nearestExpiry(expiries, "2030-01-01")).toBe("2026-12-29");
  expect(nearestExpiry(expiries, "soon")).toBe("2026-12-01");
  expect(nearestExpiry([], "2026-12-01")).toBeNull();
});

test("an address names the exchange only where it was named", () => {
  expect(seriesPath({ ticker: "M&M", exchange: undefined }, "2026-12-29")).toBe("/chain/M%26M/2026-12-29");
  expect(seriesPath({ ticker: "RELIANCE", exchange: "BSE" }, "2026-12-29")).toBe(
    "/chain/RELIANCE/2026-12-29?exchange=BSE",
  );
  expect(seriesPath({ ticker: "NIFTY", exchange: undefined })).toBe("/chain/NIFTY");
});
