import { Board } from "./board.tsx";

/** @param listId the first when null */
export function WatchlistPage({ listId: _ }: { listId: string | null }) {
  return <Board />;
}
