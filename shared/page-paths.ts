/** First parts of the paths that the terminal has views at: the server answers each with the page, and the page shows the view. */
const PAGE_SECTIONS = ["chain", "watchlist", "instrument", "admin", "profile"];

/** Whether a path is one of the terminal's views, so that it can be bookmarked. */
export function isPagePath(path: string): boolean {
  return path === "/" || PAGE_SECTIONS.includes(path.split("/", 2)[1]!);
}
