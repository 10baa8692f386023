import { FNO_STOCKS } from "./fno-stocks.ts";
import { shareIsin } from "./isin.ts";
import { type Company, NSE_COMPANIES } from "./nse-companies.ts";
import { listNseDebt, NAMESAKE_IDS } from "./nse-debt.ts";
import { listNseFunds } from "./nse-funds.ts";
import { listSmallCompanies } from "./nse-small-companies.ts";
import { DELIVERY_CIRCUIT, listSecurity, SHARE_PRICES, USUAL_CIRCUIT } from "./securities.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** A share listed on NSE. */
export interface ListedShare {
  readonly company: Company;
  readonly isin: string;
  /** Place in `underlyings`. */
  readonly underlying: number;
  /** Part of the previous close that a day's price may move either way. */
  readonly circuit: number;
}

/** Ids of made-up securities go up from here, round those of real companies. */
const FIRST_MADE_UP_ID = 5_000;
const FNO_CIRCUIT = 0.1;
const FNO_LEVERAGE = 4.545455;
const USUAL_LEVERAGE = 2.5;

/** Lists NSE's cash market: about 2,100 real companies, then bonds, bills, funds and small companies; answers the shares. */
export function listNseEquity(columns: UniverseColumns): readonly ListedShare[] {
  const shares = NSE_COMPANIES.map((company, number) => listShare(columns, company, number));
  const nextId = freeIds();
  listNseFunds(columns, nextId);
  listSmallCompanies(columns, nextId);
  listNseDebt(columns, nextId);
  return shares;
}

function listShare(columns: UniverseColumns, company: Company, number: number): ListedShare {
  const stock = FNO_STOCKS.get(company.symbol);
  const isForDelivery = company.series === "BE";
  const isin = shareIsin(company.symbol, number);
  const circuit = stock !== undefined ? FNO_CIRCUIT : isForDelivery ? DELIVERY_CIRCUIT : USUAL_CIRCUIT;
  const { underlying } = listSecurity(columns, {
    ...company,
    exchange: "NSE",
    isin,
    instrumentType: "ES",
    lot: 1,
    prices: SHARE_PRICES,
    ...(stock !== undefined && { previousClose: stock.previousClose }),
    mtfLeverage: stock !== undefined ? FNO_LEVERAGE : isForDelivery ? 0 : USUAL_LEVERAGE,
    circuit,
  });
  return { company, isin, underlying, circuit };
}

/** Ids one after the other that nothing real has. */
function freeIds(): () => number {
  const taken = new Set([...NSE_COMPANIES.map(({ securityId }) => securityId), ...NAMESAKE_IDS]);
  let id = FIRST_MADE_UP_ID;
  return () => {
    while (taken.has(id)) id++;
    return id++;
  };
}
