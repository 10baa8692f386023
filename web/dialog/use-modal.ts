import { type RefObject, useRef, useState } from "react";

export interface Modal {
  /** For the dialog's `ref` and `onClose`. */
  ref: RefObject<HTMLDialogElement | null>;
  onClose(): void;
  /** Another number each time it is opened, as a key of what is in it; null while it is closed. */
  opening: number | null;
  show(): void;
  close(): void;
}

/**
 * A modal dialog whose content is there while it is open, anew each time. A browser closes a dialog at once and tells so
 * a moment later: what opens it again in between stands.
 */
export function useModal(): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  const openings = useRef(0);
  const [opening, setOpening] = useState<number | null>(null);
  return {
    ref,
    opening,
    onClose() {
      if (ref.current?.open !== true) setOpening(null);
    },
    show() {
      if (ref.current === null || ref.current.open) return;
      ref.current.showModal();
      setOpening(++openings.current);
    },
    close: () => ref.current?.close(),
  };
}
