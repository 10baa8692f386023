import { useEffect, useSyncExternalStore } from "react";
import { useMarket } from "../market.ts";

/** How long a removal can be taken back. */
const UNDO_FOR_MS = 8_000;

export function UndoToast() {
  const { board } = useMarket();
  const { removed } = useSyncExternalStore(board.subscribe, () => board.state);

  useEffect(() => {
    if (removed.length === 0) return;
    const timer = setTimeout(() => board.forgetRemoved(), UNDO_FOR_MS);
    return () => clearTimeout(timer);
  }, [board, removed]);

  const last = removed.at(-1);
  return (
    <div className="toast-place" role="status">
      {last !== undefined && (
        <div className="toast">
          Removed {last.name}
          {removed.length > 1 && <span className="faint"> and {removed.length - 1} more</span>}
          <button type="button" onClick={() => board.undo()}>
            Undo
          </button>
        </div>
      )}
    </div>
  );
}
