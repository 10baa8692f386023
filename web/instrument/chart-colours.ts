const NAMES = ["panel", "line", "text", "faint", "up", "down", "accent", "call", "put"] as const;
export type ChartColours = Record<(typeof NAMES)[number] | "font", string>;

/** The page's own tokens, as a canvas needs them. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return { ...(colours as Omit<ChartColours, "font">), font: style.getPropertyValue("--font").trim() };
}

/** Tells when another theme is chosen. */
export function onTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
