import type { ReactNode } from "react";
import type { ListWithItems } from "../../client-sdk/index.ts";
import { problemText } from "../format/problem.ts";
import { EmptyList } from "./empty-list.tsx";
import { useLists, usePresentList } from "./use-lists.ts";

/** What stands where a list's rows will be, until there are any. */
export function ListStates({ children }: { children(list: ListWithItems): ReactNode }) {
  const { isPending, isError, error, data, refetch } = useLists();
  const present = usePresentList();
  if (isPending) return <p className="list-message faint">Reading your watchlists…</p>;
  if (isError && data === undefined) {
    return (
      <div className="list-message" role="alert">
        <p>Your watchlists could not be read. {problemText(error)}</p>
        <button type="button" onClick={() => void refetch()}>
          Try again
        </button>
      </div>
    );
  }
  if (present === null || present.items.length === 0) return <EmptyList />;
  return children(present);
}
