import { useMarket } from "../market.ts";
import { Keys } from "./keys.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Sessions } from "./sessions.tsx";
import { WhoAmI } from "./who-am-i.tsx";

/** Whoever is in: their account, and what they are signed in with. */
export function ProfilePage() {
  const { me } = useMarket();
  // The user of demo mode is the one who has none.
  const isDemo = me?.email == null;
  return (
    <div className="panel profile">
      <div className="profile-columns">
        <div className="profile-column">
          <WhoAmI />
          {!isDemo && <PasswordForm />}
        </div>
        <div className="profile-column">{isDemo ? <DemoNote /> : <Credentials />}</div>
      </div>
    </div>
  );
}

function Credentials() {
  return (
    <>
      <Keys />
      <Sessions />
    </>
  );
}

function DemoNote() {
  return (
    <section className="card" aria-label="Demo mode">
      <h2>Demo mode</h2>
      <p>
        Nobody signs in here, so there is no password to change, there are no sessions to end, and programs need no API
        key: whoever reaches this port is admin.
      </p>
      <p>
        Started with <kbd>AUTH_MODE=required</kbd> the server asks everybody who they are, and this page has all three.
      </p>
    </section>
  );
}
