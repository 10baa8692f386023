import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { ChainLeg, ChainSummary } from "../../client-sdk/index.ts";
import type { ChainStore } from "./chain-store.ts";

type Plain = string | number | boolean | null;

/** The chain on the page. */
export const ChainContext = createContext<ChainStore | null>(null);

export function useChainStore(): ChainStore {
  const store = useContext(ChainContext);
  if (store === null) throw new Error("useChainStore outside ChainContext");
  return store;
}

/** `select` picks a plain value, or an object that the store keeps: the component redraws when that changes. */
export function useChain<T>(select: (store: ChainStore) => T): T {
  const store = useChainStore();
  return useSyncExternalStore(store.subscribe, () => select(store));
}

/** The same, of the summary; null while none has come. */
export function useSummary<T extends Plain>(select: (summary: Readonly<ChainSummary>) => T): T | null {
  return useChain(({ summary }) => (summary === null ? null : select(summary)));
}

/** The same, of one leg, told only when that leg changes; `select` gets null where none is listed. */
export function useLeg<T extends Plain>(id: string, select: (leg: Readonly<ChainLeg> | null) => T): T {
  const store = useChainStore();
  const subscribe = useCallback((listener: () => void) => store.subscribeLeg(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => select(store.leg(id)));
}
