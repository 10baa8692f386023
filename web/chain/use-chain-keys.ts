import { useEffect } from "react";

/** `[` and `]`: the expiry before and the one after. */
export function useChainKeys(onExpiry: (places: -1 | 1) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyped = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
      if (isTyped || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "[") onExpiry(-1);
      if (event.key === "]") onExpiry(1);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onExpiry]);
}
