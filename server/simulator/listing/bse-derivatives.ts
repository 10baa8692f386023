import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { BseShare } from "./bse-equity.ts";
import {
  type EquityDerivatives,
  type IndexFamily,
  listIndexContracts,
  listStockContracts,
} from "./equity-derivatives.ts";
import { FNO_STOCKS } from "./fno-stocks.ts";
import { THURSDAY } from "./months.ts";
import type { ListedShare } from "./nse-equity.ts";
import { SecurityIds } from "./security-ids.ts";
import { stockBands } from "./strike-grid.ts";
import type { UniverseColumns } from "./universe-columns.ts";

interface BseFamily extends IndexFamily {
  /** What SYMBOL_NAME starts with. */
  readonly code: string;
}

const FAMILIES: readonly BseFamily[] = [
  {
    symbol: "SENSEX",
    code: "BSX",
    token: 1,
    lot: 20,
    futureTickPaise: 5,
    freezeQuantity: 1000,
    weeks: 6,
    quarters: 4,
    halfYears: 2,
    bands: [
      { step: 100, reach: 0.18 },
      { step: 500, reach: 0.35 },
    ],
  },
  {
    symbol: "BANKEX",
    code: "BKX",
    token: 2,
    lot: 30,
    futureTickPaise: 5,
    freezeQuantity: 600,
    weeks: 0,
    quarters: 5,
    halfYears: 0,
    bands: [
      { step: 100, reach: 0.15 },
      { step: 500, reach: 0.25 },
    ],
  },
  {
    symbol: "SENSEX50",
    code: "S50",
    token: 3,
    lot: 75,
    futureTickPaise: 5,
    freezeQuantity: 1800,
    weeks: 0,
    quarters: 0,
    halfYears: 0,
    bands: [
      { step: 50, reach: 0.12 },
      { step: 200, reach: 0.2 },
    ],
  },
];
/** BSE lists more strikes of a share than NSE does. */
const STOCK_STEPS = 31;
const STOCK_CODE_LETTERS = 4;
const FIRST_ID = 870_000;
const END_OF_IDS = 1_200_000;

/** Lists BSE_FNO. A share's contracts here follow its price on NSE, as an underlying with expiries of its own. */
export function listBseDerivatives(
  columns: UniverseColumns,
  indices: ReadonlyMap<string, number>,
  nseShares: readonly ListedShare[],
  bseShares: ReadonlyMap<string, BseShare>,
): void {
  const indexCodes = new Map(FAMILIES.map(({ symbol, code }) => [symbol, code]));
  const bse: EquityDerivatives = {
    exchange: "BSE",
    segment: SEGMENT_NUMBER.BSE_FNO,
    weekday: THURSDAY,
    instrumentType: (kind) => kind,
    code: (symbol, kind) => (indexCodes.get(symbol) ?? symbol.slice(0, STOCK_CODE_LETTERS)) + kind.slice(0, 3),
    ids: new SecurityIds(FIRST_ID, END_OF_IDS),
  };
  for (const family of FAMILIES) listIndexContracts(columns, bse, indices.get(family.symbol)!, family);
  for (const { company, underlying: follows } of nseShares) {
    const stock = FNO_STOCKS.get(company.symbol);
    if (stock === undefined) continue;
    const { securityId, row } = bseShares.get(company.symbol)!;
    const { symbol, previousClose, volatility } = columns.underlyingAt(follows);
    const underlying = columns.addUnderlying({
      symbol,
      previousClose,
      volatility,
      follows,
      restSegment: SEGMENT_NUMBER.BSE_EQ,
      restId: securityId,
    });
    columns.setCashRow(underlying, row);
    listStockContracts(
      columns,
      bse,
      underlying,
      stock,
      company.securityId,
      stockBands(stock.previousClose, STOCK_STEPS),
    );
  }
}
