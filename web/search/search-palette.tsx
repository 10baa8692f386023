import { useEffect, useRef, useState } from "react";
import { useCommand } from "../keys/use-command.ts";
import { SearchBox } from "./search-box.tsx";

/** The search, over whatever view is open. What was typed is gone when it closes. */
export function SearchPalette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  useCommand("search", () => setOpen(true));
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="palette panel" aria-label="Search" closedby="any" onClose={() => setOpen(false)}>
      {isOpen && <SearchBox onClose={() => dialog.current?.close()} />}
    </dialog>
  );
}
