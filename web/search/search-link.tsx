import { useMarket } from "../market.ts";

/** The key that searches, to be pressed or clicked. */
export function SearchLink() {
  const { shortcuts } = useMarket();
  return (
    <button type="button" className="key-button" aria-label="/ to search" onClick={() => shortcuts.run("search")}>
      <kbd>/</kbd>
    </button>
  );
}
