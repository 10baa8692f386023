import { dayNumber } from "../../../shared/ist.ts";
import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { currencyProduct } from "./currency.ts";
import type { Product, UntradableContract } from "./listed-universe.ts";

/** Ids and tokens of NSE's test shares 011NSETEST, 021NSETEST and so on to 181NSETEST. */
const TEST_CONTRACTS = [
  [36687, 14747],
  [36690, 14751],
  [36691, 14753],
  [36694, 14755],
  [36697, 14758],
  [36700, 14762],
  [36702, 14764],
  [36709, 14767],
  [36713, 14769],
  [36715, 14772],
  [36716, 14774],
  [36718, 14777],
  [36720, 14778],
  [36721, 14781],
  [36724, 14782],
  [36725, 14784],
  [48576, 23446],
  [48577, 23447],
] as const;
/** The first so many are flagged as weekly. */
const WEEKLY_TESTS = 16;
const TEST_EXPIRY = dayNumber("2036-11-27");

const USDINR_ON_BSE = currencyProduct(
  { exchange: "BSE", segment: SEGMENT_NUMBER.BSE_CURRENCY },
  "FUTCUR",
  "USDINR",
  600,
);
const NO_LIMITS = { upperLimit: 0, lowerLimit: 0 };

/** Rows the real file has had that no one can trade: NSE's tests, and currency futures that ended long ago. */
export const UNTRADABLE: readonly UntradableContract[] = [
  ...TEST_CONTRACTS.map(([securityId, token], place) => ({
    product: testProduct(`${String(place + 1).padStart(2, "0")}1NSETEST`, token),
    securityId,
    expiryDay: TEST_EXPIRY,
    isWeekly: place < WEEKLY_TESTS,
    ...NO_LIMITS,
  })),
  {
    product: USDINR_ON_BSE,
    securityId: 1_026_077,
    expiryDay: dayNumber("2024-08-28"),
    isWeekly: false,
    upperLimit: 86.45,
    lowerLimit: 81.41,
  },
  {
    product: USDINR_ON_BSE,
    securityId: 1_026_078,
    expiryDay: dayNumber("2024-09-26"),
    isWeekly: false,
    upperLimit: 86.52,
    lowerLimit: 81.48,
  },
];

function testProduct(symbol: string, underlyingToken: number): Product {
  return {
    exchange: "NSE",
    letter: "D",
    segment: SEGMENT_NUMBER.NSE_FNO,
    kind: "FUTSTK",
    symbol,
    underlyingToken,
    code: null,
    instrumentType: "FUT",
    series: "NA",
    lot: 50,
    tickPaise: 5,
    freezeQuantity: 0,
  };
}
