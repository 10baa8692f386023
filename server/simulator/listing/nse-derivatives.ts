import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import {
  type EquityDerivatives,
  type IndexFamily,
  listIndexContracts,
  listStockContracts,
} from "./equity-derivatives.ts";
import { FNO_STOCKS } from "./fno-stocks.ts";
import { TUESDAY } from "./months.ts";
import type { ListedShare } from "./nse-equity.ts";
import { SecurityIds } from "./security-ids.ts";
import { stockBands } from "./strike-grid.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** Only NIFTY has contracts that end every week. */
const FAMILIES: readonly IndexFamily[] = [
  {
    symbol: "NIFTY",
    token: 26000,
    lot: 65,
    futureTickPaise: 10,
    freezeQuantity: 1756,
    weeks: 6,
    quarters: 4,
    halfYears: 8,
    bands: [
      { step: 50, reach: 0.25 },
      { step: 500, reach: 0.45 },
    ],
  },
  {
    symbol: "BANKNIFTY",
    token: 26009,
    lot: 30,
    futureTickPaise: 20,
    freezeQuantity: 600,
    weeks: 0,
    quarters: 6,
    halfYears: 0,
    bands: [
      { step: 100, reach: 0.2 },
      { step: 500, reach: 0.4 },
    ],
  },
  {
    symbol: "FINNIFTY",
    token: 26037,
    lot: 60,
    futureTickPaise: 10,
    freezeQuantity: 1200,
    weeks: 0,
    quarters: 5,
    halfYears: 0,
    bands: [
      { step: 50, reach: 0.15 },
      { step: 200, reach: 0.25 },
    ],
  },
  {
    symbol: "MIDCPNIFTY",
    token: 26074,
    lot: 120,
    futureTickPaise: 5,
    freezeQuantity: 2800,
    weeks: 0,
    quarters: 5,
    halfYears: 0,
    bands: [
      { step: 25, reach: 0.15 },
      { step: 100, reach: 0.25 },
    ],
  },
  {
    symbol: "NIFTYNXT50",
    token: 26013,
    lot: 25,
    futureTickPaise: 20,
    freezeQuantity: 600,
    weeks: 0,
    quarters: 0,
    halfYears: 0,
    bands: [
      { step: 100, reach: 0.15 },
      { step: 500, reach: 0.25 },
    ],
  },
];
/** Strikes of a share on each side of the money, before they grow wider. */
const STOCK_STEPS = 20;
const FIRST_ID = 70_000;
const END_OF_IDS = 180_000;

/** Lists NSE_FNO. */
export function listNseDerivatives(
  columns: UniverseColumns,
  indices: ReadonlyMap<string, number>,
  shares: readonly ListedShare[],
): void {
  const nse: EquityDerivatives = {
    exchange: "NSE",
    segment: SEGMENT_NUMBER.NSE_FNO,
    weekday: TUESDAY,
    instrumentType: (kind) => (kind === "FUTIDX" || kind === "FUTSTK" ? "FUT" : "OP"),
    code: () => null,
    ids: new SecurityIds(FIRST_ID, END_OF_IDS),
  };
  for (const family of FAMILIES) listIndexContracts(columns, nse, indices.get(family.symbol)!, family);
  for (const { company, underlying } of shares) {
    const stock = FNO_STOCKS.get(company.symbol);
    if (stock === undefined) continue;
    const bands = stockBands(stock.previousClose, STOCK_STEPS);
    listStockContracts(columns, nse, underlying, stock, company.securityId, bands);
  }
}
