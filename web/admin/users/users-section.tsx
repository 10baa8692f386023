import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answered } from "../../answer/answered.tsx";
import { useMarket } from "../../market.ts";
import { ShownOnce } from "../../secret/shown-once.tsx";
import { InviteForm } from "./invite-form.tsx";
import { UserDetails } from "./user-details.tsx";
import { UserTable } from "./user-table.tsx";

/** A link that was made, and for whom. */
export interface MadeLink {
  title: string;
  path: string;
}

/** Everybody's accounts. */
export function UsersSection() {
  const { server } = useMarket();
  const [shown, setShown] = useState<string | null>(null);
  const [link, setLink] = useState<MadeLink | null>(null);
  const answer = useQuery({ queryKey: ["admin.users.list"], queryFn: () => server.admin.users.list.query() });
  const user = answer.data?.find(({ id }) => id === shown);
  return (
    <div className="admin-columns users">
      <div className="admin-column">
        <div className="admin-bar">
          <h2>Users</h2>
          {user !== undefined && (
            <button type="button" onClick={() => setShown(null)}>
              Invite somebody
            </button>
          )}
        </div>
        <Answered answer={answer} name="the users">
          {(users) => <UserTable users={users} shown={shown} onShow={setShown} />}
        </Answered>
      </div>
      <div className="admin-column">
        {link !== null && (
          <ShownOnce
            title={link.title}
            secret={location.origin + link.path}
            hint="Good once, for a day: send it to them by a way that only they read."
            onDismiss={() => setLink(null)}
          />
        )}
        {user === undefined ? (
          <InviteForm onLink={setLink} />
        ) : (
          <UserDetails key={user.id} user={user} onLink={setLink} />
        )}
      </div>
    </div>
  );
}
