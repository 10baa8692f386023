import type { AuthStatus } from "../../shared/auth.ts";
import { IndexStrip } from "./index-strip.tsx";
import { SignOut } from "./sign-out.tsx";
import { StatusLight } from "./status-light.tsx";
import { ThemeToggle } from "./theme-toggle.tsx";

/** @param account whoever is signed in; null where nobody needs to be */
export function Header({ account }: { account: AuthStatus["me"] }) {
  return (
    <header className="header">
      <h1 className="brand">strikewire</h1>
      <IndexStrip />
      <StatusLight />
      <ThemeToggle />
      {account !== null && <SignOut me={account} />}
    </header>
  );
}
