import { Link } from "wouter";
import type { AuthStatus } from "../../shared/auth.ts";
import { useMarket } from "../market.ts";
import { adminPath, HOME, ROUTES } from "../routes.ts";
import { SearchButton } from "../search/search-button.tsx";
import { IndexStrip } from "./index-strip.tsx";
import { SignOut } from "./sign-out.tsx";
import { StatusLight } from "./status-light.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

/** @param account whoever is signed in; null where nobody needs to be */
export function Header({ account }: { account: AuthStatus["me"] }) {
  const { me } = useMarket();
  return (
    <header className="header">
      <h1 className="brand">
        <Link href={HOME}>strikewire</Link>
      </h1>
      <IndexStrip />
      <SearchButton />
      <StatusLight />
      <nav className="header-links wide-only" aria-label="Account">
        {me?.role === "admin" && <Link href={adminPath()}>Admin</Link>}
        <Link href={ROUTES.profile}>Profile</Link>
      </nav>
      <ThemeToggle />
      {account !== null && <SignOut me={account} />}
    </header>
  );
}
