import { useMemo, useState } from "react";
import type { ListWithItems } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { COLUMNS } from "./columns.tsx";
import { PriceRow } from "./price-row.tsx";
import { nextSort, type Sort, sorted } from "./sorted.ts";
import { useRows } from "./use-rows.ts";

const SORTED = "Sorted by a column: click its head until the list has its own order, then rows can be moved";

/** A list with all there is to know of each item. */
export function PriceTable({ list: { list, items } }: { list: ListWithItems }) {
  const { quotes } = useMarket();
  const [sort, setSort] = useState<Sort | null>(null);
  // By the values of the moment it was asked for: rows that change places by themselves cannot be read.
  const shown = useMemo(() => sorted(items, sort, (key) => quotes.get(key).tick), [items, sort, quotes]);
  const { ref, onKeyDown, remove, announcement } = useRows<HTMLTableElement>({
    items: shown,
    listId: list.id,
    whyNotMoved: sort === null ? null : SORTED,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too
    <section className="watchlist-scroll" aria-label="Prices" tabIndex={0}>
      <table ref={ref} data-rows="" onKeyDown={onKeyDown}>
        <caption className="for-ear">Live prices of {list.name}</caption>
        <thead>
          <tr>
            <th scope="col" className="item-name">
              Instrument
            </th>
            {COLUMNS.map(({ id, title }) => (
              <th
                scope="col"
                key={id}
                className={id}
                aria-sort={sort?.column === id ? sort.direction : "none"}
                title={sort?.column === id ? "Sorted as it was when clicked" : `Sort by ${title}`}
              >
                <button type="button" onClick={() => setSort(nextSort(sort, id))}>
                  {title}
                  {sort?.column === id && (
                    <span aria-hidden="true">{sort.direction === "descending" ? " ↓" : " ↑"}</span>
                  )}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((item, index) => (
            <PriceRow key={item.id} item={item} index={sort === null ? index : null} onRemove={remove} />
          ))}
        </tbody>
      </table>
      <p className="for-ear" role="status">
        {announcement}
      </p>
    </section>
  );
}
