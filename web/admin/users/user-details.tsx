import { useQuery } from "@tanstack/react-query";
import type { User } from "../../../client-sdk/index.ts";
import { Answered } from "../../answer/answered.tsx";
import { Moment } from "../../format/moment.tsx";
import { useMarket } from "../../market.ts";
import { KeyTable } from "../../profile/key-table.tsx";
import { SessionTable } from "../../profile/session-table.tsx";
import { standingOf } from "./standing.ts";
import { UserRights } from "./user-rights.tsx";
import type { MadeLink } from "./users-section.tsx";

/** One user: what they may, and what they are signed in with. */
export function UserDetails({ user, onLink }: { user: User; onLink(link: MadeLink): void }) {
  const { server } = useMarket();
  const { id: userId, email, name, createdAt } = user;
  const input = { userId };
  const sessions = useQuery({
    queryKey: ["admin.users.sessions", userId],
    queryFn: () => server.admin.users.sessions.query(input),
  });
  const keys = useQuery({
    queryKey: ["admin.users.keys", userId],
    queryFn: () => server.admin.users.keys.query(input),
  });
  return (
    <section className="card user-details" aria-label={name}>
      <h2>
        {name} <span className="faint">{email}</span>
      </h2>
      <p className="faint">
        {standingOf(user)}, here since <Moment at={createdAt} />
      </p>
      {email === null ? (
        <p>Stands for everybody while nobody signs in. Nothing of it can be changed.</p>
      ) : (
        <UserRights user={user} onLink={onLink} />
      )}
      <h3>Sessions</h3>
      <Answered answer={sessions} name="the sessions">
        {(data) => (
          <SessionTable
            sessions={data}
            refreshes="admin.users.sessions"
            revoke={(id) => server.admin.users.revokeSession.mutate({ userId, id })}
          />
        )}
      </Answered>
      <h3>API keys</h3>
      <Answered answer={keys} name="the keys">
        {(data) => (
          <KeyTable
            keys={data}
            refreshes="admin.users.keys"
            revoke={(id) => server.admin.users.revokeKey.mutate({ userId, id })}
          />
        )}
      </Answered>
    </section>
  );
}
