import { centralLoan, companyBond, goldBond, namesakeBond, stateLoan, treasuryBill } from "./bonds.ts";
import { listSecurity } from "./securities.ts";
import type { UniverseColumns } from "./universe-columns.ts";

const NAMESAKES = [
  { securityId: 19257, symbol: "CHOLAFIN", name: "CHOLAMANDALAM IN & FIN CO", instrumentType: "DEB", series: "D1" },
  { securityId: 25510, symbol: "MOTHERSON", name: "SAMVARDHANA MOTHERSON INT", instrumentType: "DEB", series: "D1" },
  { securityId: 20050, symbol: "M&MFIN", name: "UNSECURED NCD", instrumentType: "CB", series: "N3" },
];
/** How many of each kind NSE lists, in about the proportions of its real file. */
const COUNTS = [
  { bond: stateLoan, count: 4_180 },
  { bond: centralLoan, count: 160 },
  { bond: goldBond, count: 62 },
  { bond: companyBond, count: 1_770 },
];
/** A bill of each of these tenors falls due every Thursday. */
const BILL_WEEKS = [13, 26, 52];

/** Ids that are not made up: `nextId` must keep off them. */
export const NAMESAKE_IDS = NAMESAKES.map(({ securityId }) => securityId);

/** Lists the bonds and bills of NSE's cash market. */
export function listNseDebt(columns: UniverseColumns, nextId: () => number): void {
  NAMESAKES.forEach((real, number) => {
    listSecurity(columns, namesakeBond(number, { exchange: "NSE", ...real }));
  });
  for (const { bond, count } of COUNTS) {
    for (let number = 0; number < count; number++) {
      listSecurity(columns, bond(number, { exchange: "NSE", securityId: nextId() }));
    }
  }
  for (const weeks of BILL_WEEKS) listBills(columns, weeks, nextId);
}

/** The day numbers of Thursdays are multiples of seven. A bill keeps its id until it is due, then the next one has it. */
function listBills(columns: UniverseColumns, weeks: number, nextId: () => number): void {
  const thisWeek = Math.ceil(columns.today / 7);
  for (let slot = 0; slot < weeks; slot++) {
    const dueWeek = thisWeek + ((slot - (thisWeek % weeks) + weeks) % weeks);
    listSecurity(columns, treasuryBill(weeks, dueWeek * 7, { exchange: "NSE", securityId: nextId() }));
  }
}
