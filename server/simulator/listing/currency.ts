import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import { listFutures, listOptions } from "./contracts.ts";
import { weeksAndMonthsCycle } from "./expiry-cycle.ts";
import type { Product } from "./listed-universe.ts";
import { dayOfMonth, FRIDAY } from "./months.ts";
import { SecurityIds } from "./security-ids.ts";
import { strikeGrid } from "./strike-grid.ts";
import { tradingDayOnOrBefore, tradingDaysBefore } from "./trading-days.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** Rupees for a unit of the other currency (for 100 yen), and the exchanges' ids. */
const PAIRS = [
  { symbol: "USDINR", nseToken: 1, bseToken: 600, previousClose: 88.4225, volatility: 0.035 },
  { symbol: "EURINR", nseToken: 2, bseToken: 601, previousClose: 102.7375, volatility: 0.065 },
  { symbol: "GBPINR", nseToken: 3, bseToken: 602, previousClose: 117.855, volatility: 0.07 },
  { symbol: "JPYINR", nseToken: 4, bseToken: 603, previousClose: 58.2125, volatility: 0.08 },
];
const BANDS = [
  { step: 0.25, reach: 0.1 },
  { step: 0.5, reach: 0.12 },
];
const WEEKS = 11;
const MONTHS = 12;
const TICK_PAISE = 0.25;
const FREEZE_QUANTITY = 701;
const VENUES = [
  { exchange: "NSE", segment: SEGMENT_NUMBER.NSE_CURRENCY, firstId: 1_000, endOfIds: 40_000 },
  { exchange: "BSE", segment: SEGMENT_NUMBER.BSE_CURRENCY, firstId: 1_030_000, endOfIds: 1_070_000 },
] as const;

/** Every Friday, and two trading days before the last one of each month. */
const CYCLE = weeksAndMonthsCycle("NSE", FRIDAY, WEEKS, MONTHS, (month) =>
  tradingDaysBefore("NSE", tradingDayOnOrBefore("NSE", dayOfMonth(month + 1, 0)), 2),
);

/** Lists the currency segments of NSE and BSE; BSE's prices follow NSE's. */
export function listCurrency(columns: UniverseColumns): void {
  const onNse = new Map<string, number>();
  for (const venue of VENUES) {
    const ids = new SecurityIds(venue.firstId, venue.endOfIds);
    for (const { symbol, nseToken, bseToken, previousClose, volatility } of PAIRS) {
      const token = venue.exchange === "NSE" ? nseToken : bseToken;
      const follows = onNse.get(symbol);
      const underlying = columns.addUnderlying({
        symbol,
        previousClose,
        volatility,
        ...(follows !== undefined && { follows }),
        restSegment: venue.segment,
        restId: token,
      });
      onNse.set(symbol, underlying);
      const grid = strikeGrid(previousClose, BANDS);
      listFutures(columns, currencyProduct(venue, "FUTCUR", symbol, token), underlying, CYCLE, ids);
      listOptions(columns, currencyProduct(venue, "OPTCUR", symbol, token), underlying, CYCLE, grid, ids);
    }
  }
}

/** Of USDINR, for one, on one of the exchanges. */
export function currencyProduct(
  { exchange, segment }: Pick<(typeof VENUES)[number], "exchange" | "segment">,
  kind: "FUTCUR" | "OPTCUR",
  symbol: string,
  underlyingToken: number,
): Product {
  const onNse = kind === "FUTCUR" ? "FUT" : "OP";
  return {
    exchange,
    segment,
    kind,
    symbol,
    underlyingToken,
    letter: "C",
    code: exchange === "NSE" ? null : symbol,
    instrumentType: exchange === "NSE" ? onNse : kind,
    series: "NA",
    lot: 1,
    tickPaise: TICK_PAISE,
    freezeQuantity: FREEZE_QUANTITY,
  };
}
