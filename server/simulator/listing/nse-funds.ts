import { isin } from "./isin.ts";
import { FUND_PRICES, listSecurity, type Security } from "./securities.ts";
import type { UniverseColumns } from "./universe-columns.ts";

const HOUSES = [
  "ABSL",
  "AXIS",
  "BARODA",
  "DSP",
  "EDEL",
  "HDFC",
  "ICICI",
  "KOTAK",
  "MIRAE",
  "MOTI",
  "NIPPON",
  "SBI",
  "TATA",
  "UTI",
];
const TRACKED = [
  ...["NIFTY", "NEXT50", "BANK", "IT", "PSUBNK", "PVTBNK", "MIDCAP", "SMALL", "ALPHA", "LOWVOL"],
  ...["MOM", "QUAL", "VALUE", "CONSUM", "PHARMA", "AUTO", "METAL", "GOLD", "SILVER"],
];
/** Exchange-traded funds are in series EQ, as shares are; closed-ended ones in MF. */
const ETFS = 263;
const CLOSED_FUNDS = 240;
/** A plan's dividend and growth options, direct and regular. */
const PLANS = ["DD", "DR", "GD", "GR"];

export function listNseFunds(columns: UniverseColumns, nextId: () => number): void {
  for (let number = 0; number < ETFS; number++) listSecurity(columns, etf(number, nextId()));
  for (let number = 0; number < CLOSED_FUNDS; number++) listSecurity(columns, closedFund(number, nextId()));
}

function etf(number: number, securityId: number): Security {
  const house = HOUSES[number % HOUSES.length]!;
  const tracked = TRACKED[Math.floor(number / HOUSES.length)]!;
  return {
    exchange: "NSE",
    securityId,
    isin: isin("INF", number, "01"),
    symbol: `${house}${tracked}ETF`,
    name: `${house}AMC - ${house}${tracked}ETF`,
    displayName: `${house} ${tracked} ETF`,
    instrumentType: "ETF",
    series: "EQ",
    tickPaise: 1,
    lot: 1,
    prices: FUND_PRICES,
  };
}

function closedFund(number: number, securityId: number): Security {
  const house = HOUSES[Math.floor(number / PLANS.length) % HOUSES.length]!;
  const symbol = `${house.slice(0, 3)}P${Math.floor(number / PLANS.length) + 1}${PLANS[number % PLANS.length]}`;
  const name = `${house}AMC - ${symbol}`;
  return {
    exchange: "NSE",
    securityId,
    isin: isin("INF", number, "02"),
    symbol,
    name,
    displayName: name,
    instrumentType: "MF",
    series: "MF",
    tickPaise: 1,
    lot: 1,
    prices: FUND_PRICES,
  };
}
