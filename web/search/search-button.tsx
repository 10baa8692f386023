import { useMarket } from "../market.ts";

export function SearchButton() {
  const { shortcuts } = useMarket();
  return (
    <button
      type="button"
      className="search-button"
      aria-label="Search"
      aria-keyshortcuts="/ Control+K Meta+K"
      title="Search   / or Ctrl-K"
      onClick={() => shortcuts.run("search")}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path
          d="M10.5 10.5 14 14M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      </svg>
      <span className="wide-only">Search</span>
      <kbd className="wide-only">/</kbd>
    </button>
  );
}
