import { companyName } from "./company-names.ts";
import { isin } from "./isin.ts";
import { DELIVERY_CIRCUIT, listSecurity, SMALL_SHARE_PRICES } from "./securities.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** Small and medium companies by series: SM and ST trade in lots, BZ are those that do not comply. */
const SERIES = [
  { series: "SM", count: 400, inLots: true },
  { series: "ST", count: 180, inLots: true },
  { series: "BZ", count: 44, inLots: false },
];
const LOTS = [125, 250, 400, 500, 800, 1_000, 1_200, 1_600, 2_000, 3_000, 4_000, 6_000];

/** How many of company-names.ts NSE takes; BSE's own companies are the ones after. */
export const SMALL_COMPANIES = SERIES.reduce((sum, { count }) => sum + count, 0);

export function listSmallCompanies(columns: UniverseColumns, nextId: () => number): void {
  let number = 0;
  for (const { series, count, inLots } of SERIES) {
    for (let place = 0; place < count; place++, number++) {
      listSecurity(columns, {
        exchange: "NSE",
        securityId: nextId(),
        isin: isin("INE", number, "02"),
        ...companyName(number),
        instrumentType: "ES",
        series,
        tickPaise: 5,
        lot: inLots ? LOTS[number % LOTS.length]! : 1,
        circuit: DELIVERY_CIRCUIT,
        prices: SMALL_SHARE_PRICES,
      });
    }
  }
}
