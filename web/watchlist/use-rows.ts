import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { WatchlistItem } from "../../client-sdk/index.ts";
import type { KeyPress } from "../keys/shortcuts.ts";
import { useCommand } from "../keys/use-command.ts";
import { useMarket } from "../market.ts";

/** Of a row, and of the element that has the rows in it. */
const ROW = "[data-item]";
const ROWS = "[data-rows]";

export interface RowsOptions {
  /** In the order they are shown in. */
  items: readonly WatchlistItem[];
  listId: string;
  /** Why rows cannot be moved now, in words; null when they can. */
  whyNotMoved: string | null;
}

export interface Rows<Container extends HTMLElement> {
  ref: RefObject<Container | null>;
  onKeyDown(event: KeyboardEvent): void;
  remove(item: WatchlistItem, name: string): void;
  /** What was done by keyboard, to be read out. */
  announcement: string;
}

/**
 * The keyboard in a list: from row to row, off the list, to another place of it. Focus is on each row's link, so that
 * Enter opens it. The container needs `data-rows`, a row `data-item` and `data-name`.
 */
export function useRows<Container extends HTMLElement>({ items, listId, whyNotMoved }: RowsOptions): Rows<Container> {
  const { watchlists } = useMarket();
  const ref = useRef<Container>(null);
  const [announcement, announce] = useState("");
  const moved = useRef<{ id: string; to: number } | null>(null);

  const rows = () => [...(ref.current?.querySelectorAll<HTMLElement>(ROW) ?? [])];
  const focusedRow = () => {
    const row = document.activeElement?.closest<HTMLElement>(ROW) ?? null;
    return row !== null && ref.current?.contains(row) ? row : null;
  };

  const step = (delta: 1 | -1, { key }: KeyPress) => {
    const isShown = ref.current !== null && ref.current.offsetParent !== null;
    const all = rows();
    if (!isShown || all.length === 0) return false;
    const focused = focusedRow();
    if (focused !== null) return focusRow(all[all.indexOf(focused) + delta]);
    // Arrows scroll what has the focus, and another list's rows are its own.
    if (key.startsWith("Arrow") || document.activeElement?.closest(ROWS)) return false;
    return focusRow(all.at(delta === 1 ? 0 : -1));
  };
  useCommand("next-row", (press) => step(1, press));
  useCommand("previous-row", (press) => step(-1, press));

  const remove = (item: WatchlistItem, name: string) => {
    const all = rows();
    const index = all.findIndex(({ dataset }) => dataset.item === item.id);
    const hadFocus = all[index]?.contains(document.activeElement);
    const neighbour = all[index + 1] ?? all[index - 1];
    if (hadFocus) focusRow(neighbour);
    void watchlists.remove(item, name);
  };
  useCommand("remove", () => {
    const row = focusedRow();
    const item = items.find(({ id }) => id === row?.dataset.item);
    if (item === undefined) return false;
    return remove(item, row!.dataset.name!);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const delta = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const row = focusedRow();
    if (!event.altKey || delta === 0 || row === null) return;
    event.preventDefault();
    const from = items.findIndex(({ id }) => id === row.dataset.item);
    const to = from + delta;
    if (whyNotMoved !== null) return announce(whyNotMoved);
    if (to < 0 || to >= items.length) return announce(`${row.dataset.name} is ${to < 0 ? "first" : "last"} already`);
    moved.current = { id: row.dataset.item!, to };
    announce(`${row.dataset.name} is now ${to + 1} of ${items.length}`);
    void watchlists.move(listId, row.dataset.item!, to);
  };

  // A row that was moved in the document has lost the focus.
  useLayoutEffect(() => {
    if (moved.current === null) return;
    const row = rows()[moved.current.to];
    if (row?.dataset.item !== moved.current.id) return;
    moved.current = null;
    if (!row.contains(document.activeElement)) focusRow(row);
  });

  return { ref, onKeyDown, remove, announcement };
}

/** What it stays on when there is no such row. */
function focusRow(row: HTMLElement | undefined): void {
  row?.querySelector("a")?.focus();
}
