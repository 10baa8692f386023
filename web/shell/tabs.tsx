import { Link } from "wouter";
import { adminPath, HOME, watchlistPath } from "../routes.ts";

/** Ways to the views on a narrow screen, where one is shown at a time. */
export function Tabs() {
  return (
    <nav className="tabs" aria-label="Views">
      <Link href={watchlistPath()}>Watchlist</Link>
      <Link href={HOME}>Chain</Link>
      <Link href={adminPath()}>Admin</Link>
    </nav>
  );
}
