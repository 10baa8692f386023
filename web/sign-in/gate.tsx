import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { AuthStatus } from "../../shared/auth.ts";
import type { OpenLinkAnswer } from "../../shared/auth-refusal.ts";
import { account } from "./account.ts";
import { Door } from "./door.tsx";
import { LinkForm } from "./link-form.tsx";
import { forgetLink, linkToken } from "./link-token.ts";
import { SignInForm } from "./sign-in-form.tsx";

const RETRY_MS = 2_000;
const TITLES = {
  "set-up": "Make the first admin",
  invite: "Welcome: choose a password",
  reset: "Choose a new password",
} as const;

interface GateProps {
  /** What is behind it, for whoever is in. */
  children(status: AuthStatus): ReactNode;
}

/** Lets in whoever the server knows; the others sign in first, or set the password that their link is for. */
export function Gate({ children }: GateProps) {
  const [token] = useState(() => linkToken(location.hash));
  const [status, setStatus] = useState<AuthStatus | null>(null);
  const [isAway, setAway] = useState(false);

  const look = useCallback(async () => {
    try {
      setStatus(await account.status());
      setAway(false);
    } catch {
      setAway(true);
    }
  }, []);
  useEffect(() => void look(), [look]);
  useEffect(() => {
    if (!isAway) return;
    const timer = setInterval(look, RETRY_MS);
    return () => clearInterval(timer);
  }, [isAway, look]);

  if (status === null) {
    return isAway ? (
      <Door title="The server does not answer">
        <p role="status">Trying again every {RETRY_MS / 1_000} s.</p>
      </Door>
    ) : null;
  }
  if (status.me !== null && (token === null || status.mode === "demo")) return children(status);
  const onSignedIn = () => {
    forgetLink();
    location.reload();
  };
  if (token !== null) return <LinkDoor token={token} onSignedIn={onSignedIn} />;
  if (status.isSetUpNeeded) return <NoAdminYet />;
  return (
    <Door title="Sign in">
      <SignInForm onSignedIn={onSignedIn} />
      <p className="faint">Forgotten the password, or no account? An admin can send you a link.</p>
    </Door>
  );
}

function NoAdminYet() {
  return (
    <Door title="There is no admin yet">
      <p>Open the link that the server printed when it started: it makes the first one, within a day.</p>
      <p className="faint">
        It is in the terminal or the journal of whoever started it. A new start prints another, or takes ADMIN_EMAIL and
        ADMIN_PASSWORD.
      </p>
    </Door>
  );
}

function LinkDoor({ token, onSignedIn }: { token: string; onSignedIn: () => void }) {
  const [link, setLink] = useState<OpenLinkAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    account.openLink(token).then(setLink, () => setProblem("The server does not answer: load the page again."));
  }, [token]);

  const message = link?.ok === false ? link.message : problem;
  if (message !== null) {
    return (
      <Door title="This link does not work">
        <p role="alert">{message}</p>
        <a href="/" onClick={forgetLink}>
          Sign in
        </a>
      </Door>
    );
  }
  if (link === null || !link.ok) return null;
  return (
    <Door title={TITLES[link.kind]}>
      <LinkForm token={token} link={link} onSignedIn={onSignedIn} />
    </Door>
  );
}
