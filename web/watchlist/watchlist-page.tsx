import { useEffect } from "react";
import { Link } from "wouter";
import { useMarket } from "../market.ts";
import { watchlistPath } from "../routes.ts";
import { SearchLink } from "../search/search-link.tsx";
import { ListPicker } from "./list-picker.tsx";
import { ListStates } from "./list-states.tsx";
import { PriceTable } from "./price-table.tsx";
import { useLists, usePresentList } from "./use-lists.ts";

/** The whole of a list. @param listId the present one when null; what is shown becomes the present one */
export function WatchlistPage({ listId }: { listId: string | null }) {
  const { watchlists } = useMarket();
  const { data: lists } = useLists();
  const present = usePresentList();
  const isKnown = listId === null || lists === undefined || lists.some(({ list }) => list.id === listId);
  useEffect(() => {
    if (listId !== null && isKnown) watchlists.present.choose(listId);
  }, [watchlists, listId, isKnown]);

  if (!isKnown) {
    return (
      <section className="panel view-message">
        <h2>There is no such list</h2>
        <p>
          It may have been deleted. <Link href={watchlistPath()}>Show the present list</Link>
        </p>
      </section>
    );
  }
  return (
    <section className="watchlist panel" aria-label="Watchlist">
      <div className="watchlist-head">
        <h2>{present?.list.name ?? "Watchlist"}</h2>
        <ListPicker />
        <p className="faint wide-only">
          <SearchLink /> adds, <kbd>x</kbd> removes, <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd> or dragging moves
        </p>
      </div>
      <ListStates>{(list) => <PriceTable key={list.list.id} list={list} />}</ListStates>
    </section>
  );
}
