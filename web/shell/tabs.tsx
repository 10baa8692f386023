import { Link, useLocation } from "wouter";
import { useMarket } from "../market.ts";
import { adminPath, HOME, ROUTES, watchlistPath } from "../routes.ts";

/** Ways to the views on a narrow screen, where one is shown at a time. */
export function Tabs() {
  const { me } = useMarket();
  return (
    <nav className="tabs" aria-label="Views">
      <Tab href={watchlistPath()} section="/watchlist" text="Watchlist" />
      <Tab href={HOME} section="/chain" text="Chain" />
      {me?.role === "admin" && <Tab href={adminPath()} section="/admin" text="Admin" />}
      <Tab href={ROUTES.profile} section="/profile" text="Profile" />
    </nav>
  );
}

function Tab({ href, section, text }: { href: string; section: string; text: string }) {
  const [path] = useLocation();
  return (
    <Link href={href} aria-current={path.startsWith(section) ? "page" : undefined}>
      {text}
    </Link>
  );
}
