import { companyBond, stateLoan } from "./bonds.ts";
import { companyName } from "./company-names.ts";
import { FNO_STOCKS } from "./fno-stocks.ts";
import { isin } from "./isin.ts";
import type { ListedShare } from "./nse-equity.ts";
import { SMALL_COMPANIES } from "./nse-small-companies.ts";
import { DELIVERY_CIRCUIT, listSecurity, SHARE_PRICES, SMALL_SHARE_PRICES, USUAL_CIRCUIT } from "./securities.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** As many as in real copies of the file. */
const SIZE = 13_339;
const RELIANCE_ID = 500_325;
const FIRST_SHARE_ID = 500_003;
/** Real ids have gaps; by steps of this from the first one none is RELIANCE's. */
const SHARE_ID_STEP = 8;
const FIRST_LOAN_ID = 800_000;
const LOANS = 760;
const FIRST_BOND_ID = 935_000;
const BOND_ID_STEP = 5;
/** Groups of companies that are listed on BSE alone, and how many there are. */
const OWN_GROUPS = [
  { group: "X", count: 1_650 },
  { group: "XT", count: 820 },
  { group: "B", count: 120 },
  { group: "T", count: 60 },
  { group: "Z", count: 210 },
  { group: "M", count: 360 },
  { group: "MT", count: 80 },
];
const DELIVERY_GROUPS = new Set(["XT", "T", "Z", "MT"]);
/** Of the shares without derivatives, one in so many is in group A too. */
const EVERY_A = 4;

/** What BSE's derivatives need of a share: its id and row there. */
export interface BseShare {
  readonly securityId: number;
  readonly row: number;
}

/**
 * Lists BSE's cash market: NSE's companies again, at NSE's prices; companies of its own; loans of states and bonds.
 * Answers the first of these by symbol.
 */
export function listBseEquity(
  columns: UniverseColumns,
  nseShares: readonly ListedShare[],
): ReadonlyMap<string, BseShare> {
  const shares = new Map<string, BseShare>();
  let listed = 0;
  for (const share of nseShares) {
    const securityId = share.company.symbol === "RELIANCE" ? RELIANCE_ID : shareId(listed);
    shares.set(share.company.symbol, { securityId, row: listNseShare(columns, share, securityId) });
    listed++;
  }
  listed += listOwnCompanies(columns, listed);
  for (let number = 0; number < LOANS; number++, listed++) {
    listSecurity(columns, {
      ...stateLoan(number, { exchange: "BSE", securityId: FIRST_LOAN_ID + number }),
      series: "G",
    });
  }
  for (let number = 0; listed < SIZE; number++, listed++) {
    const securityId = FIRST_BOND_ID + number * BOND_ID_STEP;
    listSecurity(columns, { ...companyBond(number, { exchange: "BSE", securityId }), series: "F" });
  }
  return shares;
}

function shareId(place: number): number {
  return FIRST_SHARE_ID + place * SHARE_ID_STEP;
}

function listNseShare(columns: UniverseColumns, share: ListedShare, securityId: number): number {
  const { company, underlying } = share;
  const isLarge = FNO_STOCKS.has(company.symbol) || company.securityId % EVERY_A === 0;
  const { row } = listSecurity(columns, {
    exchange: "BSE",
    securityId,
    isin: share.isin,
    symbol: company.symbol,
    displayName: company.displayName,
    name: company.name.endsWith(" LTD") ? `${company.name}.` : company.name,
    instrumentType: "ES",
    series: company.series === "BE" ? "T" : isLarge ? "A" : "B",
    tickPaise: 5,
    lot: 1,
    prices: SHARE_PRICES,
    circuit: share.circuit,
    underlying,
  });
  return row;
}

function listOwnCompanies(columns: UniverseColumns, alreadyListed: number): number {
  let number = 0;
  for (const { group, count } of OWN_GROUPS) {
    for (let place = 0; place < count; place++, number++) {
      listSecurity(columns, {
        exchange: "BSE",
        securityId: shareId(alreadyListed + number),
        isin: isin("INE", number, "03"),
        ...companyName(SMALL_COMPANIES + number),
        instrumentType: "ES",
        series: group,
        tickPaise: 1,
        lot: 1,
        circuit: DELIVERY_GROUPS.has(group) ? DELIVERY_CIRCUIT : USUAL_CIRCUIT,
        prices: SMALL_SHARE_PRICES,
      });
    }
  }
  return number;
}
