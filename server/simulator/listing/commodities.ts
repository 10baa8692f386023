import { dayOfMonth, type MonthlyExpiry } from "./months.ts";
import type { StrikeBand } from "./strike-grid.ts";
import { tradingDayOnOrBefore, tradingDaysBefore } from "./trading-days.ts";

/** A commodity of MCX and its contracts. One lot is 1 in the master: quantities are in lots. */
export interface Commodity {
  readonly symbol: string;
  /** MCX's own id for it. */
  readonly token: number;
  /** Rupees for the unit of its quotes: a barrel, mmBtu, kilogram, ten grams. */
  readonly previousClose: number;
  readonly volatility: number;
  /** The commodity whose moves it repeats. */
  readonly follows?: string;
  readonly futureTickPaise: number;
  readonly freezeQuantity: number;
  /** Months of the year that have a contract, January being 0. */
  readonly months: readonly number[];
  /** How many of them are listed. */
  readonly contracts: number;
  readonly expiry: MonthlyExpiry;
  readonly options?: {
    readonly tickPaise: number;
    readonly bands: readonly StrikeBand[];
    /** Trading days from an option's end to its future's. */
    readonly daysBefore: number;
  };
}

const EVERY_MONTH = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const EVEN_MONTHS = [1, 3, 5, 7, 9, 11];
const SILVER_MONTHS = [2, 4, 6, 8, 11];
const SILVER_MINI_MONTHS = [1, 3, 5, 7, 10];

const energy = { freezeQuantity: 100, months: EVERY_MONTH, contracts: 6 };
const metal = { freezeQuantity: 100, months: EVERY_MONTH, contracts: 5, expiry: lastTradingDay };
const crude = {
  ...energy,
  previousClose: 5_812,
  volatility: 0.34,
  futureTickPaise: 100,
  expiry: crudeExpiry,
  options: {
    tickPaise: 10,
    bands: [
      { step: 50, reach: 0.5 },
      { step: 100, reach: 0.72 },
    ],
    daysBefore: 2,
  },
};
const gas = {
  ...energy,
  previousClose: 361.4,
  volatility: 0.55,
  futureTickPaise: 10,
  expiry: gasExpiry,
  options: {
    tickPaise: 5,
    bands: [
      { step: 5, reach: 0.6 },
      { step: 10, reach: 0.8 },
    ],
    daysBefore: 2,
  },
};
const gold = { previousClose: 122_450, volatility: 0.16, futureTickPaise: 100, freezeQuantity: 100, expiry: onFifth };
const silver = { previousClose: 151_800, volatility: 0.27, futureTickPaise: 100, freezeQuantity: 200 };
const goldOptions = {
  tickPaise: 50,
  bands: [
    { step: 100, reach: 0.12 },
    { step: 1_000, reach: 0.3 },
  ],
  daysBefore: 5,
};
const silverOptions = {
  tickPaise: 50,
  bands: [
    { step: 250, reach: 0.2 },
    { step: 1_000, reach: 0.4 },
  ],
  daysBefore: 5,
};

/** What MCX lists. Tokens of CRUDEOIL, NATURALGAS and GOLD are the real ones. */
export const COMMODITIES: readonly Commodity[] = [
  { symbol: "CRUDEOIL", token: 294, ...crude },
  { symbol: "CRUDEOILM", token: 295, follows: "CRUDEOIL", ...crude },
  { symbol: "NATURALGAS", token: 401, ...gas },
  { symbol: "NATGASMINI", token: 402, follows: "NATURALGAS", ...gas },
  { symbol: "GOLD", token: 114, ...gold, months: EVEN_MONTHS, contracts: 6, options: goldOptions },
  { symbol: "GOLDM", token: 115, follows: "GOLD", ...gold, months: EVERY_MONTH, contracts: 5, options: goldOptions },
  { symbol: "GOLDTEN", token: 116, follows: "GOLD", ...gold, ...metal },
  { symbol: "GOLDGUINEA", token: 117, follows: "GOLD", ...gold, ...metal, previousClose: 98_140 },
  { symbol: "GOLDPETAL", token: 118, follows: "GOLD", ...gold, ...metal, previousClose: 12_285 },
  {
    symbol: "SILVER",
    token: 120,
    ...silver,
    months: SILVER_MONTHS,
    contracts: 5,
    expiry: onFifth,
    options: silverOptions,
  },
  {
    symbol: "SILVERM",
    token: 121,
    follows: "SILVER",
    ...silver,
    months: SILVER_MINI_MONTHS,
    contracts: 5,
    expiry: lastTradingDay,
    options: silverOptions,
  },
  {
    symbol: "SILVERMIC",
    token: 122,
    follows: "SILVER",
    ...silver,
    months: SILVER_MINI_MONTHS,
    contracts: 5,
    expiry: lastTradingDay,
  },
  { symbol: "COPPER", token: 130, ...metal, ...base(1_004.3, 0.19, 5, 5) },
  { symbol: "ZINC", token: 131, ...metal, ...base(301.85, 0.18, 5, 2.5) },
  { symbol: "ZINCMINI", token: 132, follows: "ZINC", ...metal, ...base(301.85, 0.18, 5, 2.5) },
  { symbol: "LEAD", token: 133, ...metal, ...base(182.6, 0.14, 5, 1) },
  { symbol: "LEADMINI", token: 134, follows: "LEAD", ...metal, ...base(182.6, 0.14, 5, 1) },
  { symbol: "ALUMINIUM", token: 135, ...metal, ...base(268.45, 0.17, 5, 2.5) },
  { symbol: "ALUMINI", token: 136, follows: "ALUMINIUM", ...metal, ...base(268.45, 0.17, 5, 2.5) },
  { symbol: "NICKEL", token: 137, ...metal, ...base(1_342.7, 0.25, 10, 10) },
  { symbol: "STEELREBAR", token: 138, ...metal, previousClose: 45_230, volatility: 0.15, futureTickPaise: 1_000 },
  { symbol: "MENTHAOIL", token: 140, ...metal, previousClose: 941.2, volatility: 0.2, futureTickPaise: 10 },
  { symbol: "COTTONCNDY", token: 141, ...metal, previousClose: 53_480, volatility: 0.14, futureTickPaise: 1_000 },
  { symbol: "CARDAMOM", token: 142, ...metal, previousClose: 2_614, volatility: 0.3, futureTickPaise: 10 },
];

function base(previousClose: number, volatility: number, futureTickPaise: number, step: number) {
  const options = { tickPaise: 1, bands: [{ step, reach: 0.25 }], daysBefore: 4 };
  return { previousClose, volatility, futureTickPaise, options };
}

/** A day before New York's contract ends: three working days before the last one up to the 25th. */
function crudeExpiry(month: number): number {
  return tradingDaysBefore("MCX", tradingDayOnOrBefore("MCX", dayOfMonth(month, 25)), 4);
}

/** A day before New York's contract ends: three working days before the month of delivery. */
function gasExpiry(month: number): number {
  return tradingDaysBefore("MCX", dayOfMonth(month + 1, 1), 4);
}

function lastTradingDay(month: number): number {
  return tradingDayOnOrBefore("MCX", dayOfMonth(month + 1, 0));
}

function onFifth(month: number): number {
  return tradingDayOnOrBefore("MCX", dayOfMonth(month, 5));
}
