import { useModal } from "../dialog/use-modal.ts";
import { useCommand } from "../keys/use-command.ts";
import { SearchBox } from "./search-box.tsx";

/** The search, over whatever view is open. What was typed is gone when it closes. */
export function SearchPalette() {
  const { ref, opening, onClose, show, close } = useModal();
  useCommand("search", show);
  return (
    <dialog ref={ref} className="palette panel" aria-label="Search" closedby="any" onClose={onClose}>
      {opening !== null && <SearchBox key={opening} onClose={close} />}
    </dialog>
  );
}
