import { useLocation } from "wouter";
import { useMarket } from "../market.ts";
import { watchlistPath } from "../routes.ts";
import { ListsDialog } from "./lists-dialog.tsx";
import { useLists, usePresentList } from "./use-lists.ts";

/** Which of the lists is shown, and the way to more of them. */
export function ListPicker() {
  const { watchlists, me } = useMarket();
  const { data: lists = [] } = useLists();
  const present = usePresentList();
  const [path, go] = useLocation();
  const choose = (id: string) => {
    watchlists.present.choose(id);
    if (path.startsWith(watchlistPath())) go(watchlistPath(id));
  };
  return (
    <div className="list-picker">
      <select
        aria-label="Watchlist"
        disabled={lists.length === 0}
        value={present?.list.id ?? ""}
        onChange={(event) => choose(event.target.value)}
      >
        {lists.length === 0 && <option value="">No list yet</option>}
        {lists.map(({ list, items }) => (
          <option key={list.id} value={list.id}>
            {list.name} · {items.length}
          </option>
        ))}
      </select>
      {me?.role !== "viewer" && <ListsDialog onCreated={choose} />}
    </div>
  );
}
