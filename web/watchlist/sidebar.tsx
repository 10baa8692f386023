import { useEffect } from "react";
import type { ListWithItems } from "../../client-sdk/index.ts";
import { useMarket, useStreamStatus } from "../market.ts";
import { ListPicker } from "./list-picker.tsx";
import { ListStates } from "./list-states.tsx";
import { SideRow } from "./side-row.tsx";
import { usePresentList } from "./use-lists.ts";
import { useRows } from "./use-rows.ts";

/** What is looked at for longer than this is told to be in use again. */
const LOOK_EVERY_MS = 60_000;

/** The user's watchlist beside whatever view is open. */
export function Sidebar() {
  useLook();
  return (
    <aside className="sidebar panel" aria-label="Watchlist">
      <div className="sidebar-head">
        <ListPicker />
      </div>
      <ListStates>{(list) => <SideRows list={list} />}</ListStates>
    </aside>
  );
}

function SideRows({ list: { list, items } }: { list: ListWithItems }) {
  const { ref, onKeyDown, remove, announcement } = useRows<HTMLUListElement>({
    items,
    listId: list.id,
    whyNotMoved: null,
  });
  return (
    <>
      <ul ref={ref} className="side-rows" aria-label={list.name} data-rows="" onKeyDown={onKeyDown}>
        {items.map((item, index) => (
          <SideRow key={item.id} item={item} index={index} onRemove={remove} />
        ))}
      </ul>
      <p className="for-ear" role="status">
        {announcement}
      </p>
    </>
  );
}

/** The list at the side is in use for as long as somebody sees it: it is the last to make room on a full feed. */
function useLook(): void {
  const { watchlists, me } = useMarket();
  const listId = usePresentList()?.list.id ?? null;
  const isOpen = useStreamStatus().status === "open";
  useEffect(() => {
    if (listId === null || !isOpen || me?.role === "viewer") return;
    const look = () => document.visibilityState === "visible" && void watchlists.look(listId);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [watchlists, listId, isOpen, me]);
}
