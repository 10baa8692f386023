import type { ListWithItems, WatchlistItem } from "../../client-sdk/index.ts";

/** The same with one of them at another place; a place beyond the end is the end. */
export function placed<One extends { id: string }>(all: readonly One[], id: string, index: number): One[] {
  const moved = all.find((one) => one.id === id);
  return moved === undefined ? [...all] : all.filter((one) => one.id !== id).toSpliced(Math.max(0, index), 0, moved);
}

/** The lists with other items on one of them. */
export function withItems(
  lists: readonly ListWithItems[],
  listId: string,
  change: (items: WatchlistItem[]) => WatchlistItem[],
): readonly ListWithItems[] {
  return lists.map((one) => (one.list.id === listId ? { ...one, items: change(one.items) } : one));
}
