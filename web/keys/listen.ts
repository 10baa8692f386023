import type { Shortcuts } from "./shortcuts.ts";

const FIELDS = 'input, textarea, select, [contenteditable="true"]';

/** Hands the page's keys on, but for those that somebody types into a field or presses in a dialog. */
export function listenForKeys(shortcuts: Shortcuts): () => void {
  const onKey = (event: KeyboardEvent) => {
    const isWithMod = event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    if (!isWithMod && event.target instanceof Element && event.target.closest(FIELDS) !== null) return;
    if (document.querySelector("dialog:modal") !== null) return;
    const key = isWithMod ? `mod+${event.key.toLowerCase()}` : event.key;
    if (shortcuts.press({ key, at: event.timeStamp })) event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
