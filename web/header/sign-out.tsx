import type { AuthStatus } from "../../shared/auth.ts";
import { account } from "../sign-in/account.ts";

/** Who is signed in, and the way out. */
export function SignOut({ me }: { me: NonNullable<AuthStatus["me"]> }) {
  const label = `Sign out ${me.name} (${me.email}, ${me.role})`;
  const leave = async () => {
    await account.signOut();
    location.reload();
  };
  return (
    <button type="button" className="icon-button" aria-label={label} title={label} onClick={leave}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d="M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </button>
  );
}
