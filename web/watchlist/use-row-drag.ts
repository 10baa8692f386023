import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { type RefObject, useEffect, useState } from "react";
import type { WatchlistItem } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";

/** Where a dragged row would come to lie beside this one. */
type Edge = "before" | "after";

/** Lets a row be dragged to another place of its list. @param index its place; null while rows cannot be moved */
export function useRowDrag(
  row: RefObject<HTMLElement | null>,
  { id, listId }: WatchlistItem,
  index: number | null,
): Edge | null {
  const { watchlists } = useMarket();
  const [edge, setEdge] = useState<Edge | null>(null);
  useEffect(() => {
    const element = row.current;
    if (element === null || index === null) return;
    return combine(
      draggable({ element, getInitialData: () => ({ itemId: id, listId, index }) }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.listId === listId && source.data.itemId !== id,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY, element)),
        onDragLeave: () => setEdge(null),
        onDrop: ({ source, location }) => {
          setEdge(null);
          const from = source.data.index as number;
          const gap = edgeAt(location.current.input.clientY, element) === "before" ? index : index + 1;
          void watchlists.move(listId, source.data.itemId as string, from < gap ? gap - 1 : gap);
        },
      }),
    );
  }, [row, id, listId, index, watchlists]);
  return edge;
}

function edgeAt(y: number, element: HTMLElement): Edge {
  const { top, height } = element.getBoundingClientRect();
  return y < top + height / 2 ? "before" : "after";
}
