import { useState } from "react";
import { applyTheme, storedTheme, storeTheme, type Theme } from "./theme.ts";

export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const other: Theme = theme === "dark" ? "light" : "dark";
  const label = `Switch to the ${other} theme`;
  const change = () => {
    applyTheme(other);
    storeTheme(other);
    setTheme(other);
  };
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={change}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {theme === "dark" ? (
          <>
            <circle cx="8" cy="8" r="3" fill="currentColor" />
            <path
              d="M8 1v2M8 13v2M1 8h2M13 8h2M3.05 3.05l1.4 1.4M11.55 11.55l1.4 1.4M3.05 12.95l1.4-1.4M11.55 4.45l1.4-1.4"
              stroke="currentColor"
              strokeWidth="1.5"
              strokeLinecap="round"
            />
          </>
        ) : (
          <path d="M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z" fill="currentColor" />
        )}
      </svg>
    </button>
  );
}
