import { dayNumber } from "../../../shared/ist.ts";
import { listBseDerivatives } from "./bse-derivatives.ts";
import { listBseEquity } from "./bse-equity.ts";
import { listCurrency } from "./currency.ts";
import { listIndices } from "./indices.ts";
import type { ListedUniverse } from "./listed-universe.ts";
import { listMcx } from "./mcx.ts";
import { listNseDerivatives } from "./nse-derivatives.ts";
import { listNseEquity } from "./nse-equity.ts";
import { UniverseColumns } from "./universe-columns.ts";
import { UNTRADABLE } from "./untradable.ts";

export interface ListingRequest {
  /** Indian date, `YYYY-MM-DD`, of any year: contracts that expire on it are still listed. */
  readonly date: string;
  /** Draws the previous closes of what has no known one. It changes no contract, strike or id. */
  readonly seed: number;
}

/**
 * Lists everything the simulated exchanges trade on a day, about 290,000 instruments. The same request gives the same
 * universe, and a contract keeps its id for as long as it is listed: what was saved yesterday is found today.
 */
export function buildUniverse({ date, seed }: ListingRequest): ListedUniverse {
  const columns = new UniverseColumns(dayNumber(date), seed);
  const indices = listIndices(columns);
  const nseShares = listNseEquity(columns);
  const bseShares = listBseEquity(columns, nseShares);
  listNseDerivatives(columns, indices, nseShares);
  listBseDerivatives(columns, indices, nseShares, bseShares);
  listCurrency(columns);
  listMcx(columns);
  return columns.finish(UNTRADABLE);
}
