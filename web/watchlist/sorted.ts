import type { WatchlistItem } from "../../client-sdk/index.ts";
import type { ShownTick } from "../quote-store.ts";
import { COLUMNS, type ColumnId } from "./columns.tsx";
import { pricedKey } from "./item-path.ts";

export interface Sort {
  column: ColumnId;
  direction: "descending" | "ascending";
}

/** What a click on a column's head makes of the order: largest first, smallest first, the list's own again. */
export function nextSort(sort: Sort | null, column: ColumnId): Sort | null {
  if (sort?.column !== column) return { column, direction: "descending" };
  return sort.direction === "descending" ? { column, direction: "ascending" } : null;
}

/** Items by a column as it is now; those without a value come last, in the list's own order. */
export function sorted(
  items: readonly WatchlistItem[],
  sort: Sort | null,
  tickOf: (key: string) => ShownTick | null,
): readonly WatchlistItem[] {
  if (sort === null) return items;
  const { value } = COLUMNS.find(({ id }) => id === sort.column)!;
  const sign = sort.direction === "ascending" ? 1 : -1;
  const valued = items.map((item) => {
    const key = pricedKey(item);
    const tick = key === null ? null : tickOf(key);
    return { item, by: tick === null ? null : value(tick) };
  });
  valued.sort((one, other) => {
    if (one.by === null || other.by === null) return Number(one.by === null) - Number(other.by === null);
    return (one.by - other.by) * sign;
  });
  return valued.map(({ item }) => item);
}
