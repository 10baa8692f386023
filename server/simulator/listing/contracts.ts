import { OptionType } from "../universe.ts";
import type { Expiry, ExpiryCycle } from "./expiry-cycle.ts";
import type { Product } from "./listed-universe.ts";
import { realContracts } from "./real-contracts.ts";
import type { SecurityIds } from "./security-ids.ts";
import type { StrikeGrid } from "./strike-grid.ts";
import type { UniverseColumns } from "./universe-columns.ts";

/** Lists a product's futures. A contract's id comes from its expiry's slot: the same on every day it is listed. */
export function listFutures(
  columns: UniverseColumns,
  product: Product,
  underlying: number,
  cycle: ExpiryCycle,
  ids: SecurityIds,
): void {
  const firstId = ids.take(cycle.slots);
  for (const expiry of cycle.expiries(columns.today)) {
    const id = realContracts(product, expiry.day)[0]?.securityId ?? firstId + expiry.slot;
    columns.addContract(product, underlying, expiry, id, Number.NaN, OptionType.none);
  }
}

/** Lists a call and a put of each strike for every expiry, with ids as steady as those of futures. */
export function listOptions(
  columns: UniverseColumns,
  product: Product,
  underlying: number,
  cycle: ExpiryCycle,
  grid: StrikeGrid,
  ids: SecurityIds,
): void {
  const idsAnExpiry = 2 * grid.strikes.length;
  const firstId = ids.take(cycle.slots * idsAnExpiry);
  const expiries = cycle.expiries(columns.today);
  for (const expiry of expiries) {
    listSeries(columns, product, underlying, expiry, grid, firstId + expiry.slot * idsAnExpiry);
  }
  columns.setOptionExpiries(underlying, expiries);
}

function listSeries(
  columns: UniverseColumns,
  product: Product,
  underlying: number,
  expiry: Expiry,
  grid: StrikeGrid,
  firstId: number,
): void {
  const real = realContracts(product, expiry.day);
  const start = expiry.isWeekly ? grid.weeklyStart : 0;
  const end = expiry.isWeekly ? grid.weeklyEnd : grid.strikes.length;
  for (let place = start; place < end; place++) {
    const strike = grid.strikes[place]!;
    for (const optionType of [OptionType.call, OptionType.put]) {
      const known = real.find((contract) => contract.strike === strike && contract.optionType === optionType);
      const id = known?.securityId ?? firstId + 2 * place + (optionType - OptionType.call);
      columns.addContract(product, underlying, expiry, id, strike, optionType);
    }
  }
}
