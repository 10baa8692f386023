export type Theme = "dark" | "light";

const STORAGE_KEY = "strikewire.theme";

/** Dark unless light was chosen before. */
export function storedTheme(): Theme {
  try {
    return localStorage.getItem(STORAGE_KEY) === "light" ? "light" : "dark";
  } catch {
    return "dark";
  }
}

/** Remembers a choice, where the browser lets anything be stored. */
export function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // It then lasts until the page is left.
  }
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}
