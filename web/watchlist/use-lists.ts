import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { ListWithItems } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";

/** While something waits for a price: nobody tells when it has one. */
const LOOK_AGAIN_MS = 2_000;

/** The user's lists as the server has them. */
export function useLists() {
  const { watchlists } = useMarket();
  return useQuery({
    ...watchlists.query,
    refetchInterval: ({ state }) => (isAnyWaiting(state.data ?? []) ? LOOK_AGAIN_MS : false),
  });
}

/** The list that is shown at the side and added to; null while there is none, or it is not known. */
export function usePresentList(): ListWithItems | null {
  const { watchlists } = useMarket();
  const { data } = useLists();
  useSyncExternalStore(watchlists.present.subscribe, () => watchlists.present.id);
  return data === undefined ? null : watchlists.presentOf(data);
}

function isAnyWaiting(lists: readonly ListWithItems[]): boolean {
  return lists.some(({ items }) => items.some(({ state }) => state === "waiting"));
}
