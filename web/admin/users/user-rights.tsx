import type { Role, User } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { Choice } from "../../form/choice.tsx";
import { useMarket } from "../../market.ts";
import { ROLE_OPTIONS } from "./invite-form.tsx";
import { ShareForm } from "./share-form.tsx";
import type { MadeLink } from "./users-section.tsx";

const REFRESHES = ["admin.users.list", "admin.users.sessions", "admin.holdings"];

/** What one user may, and whether they may come in. */
export function UserRights({ user, onLink }: { user: User; onLink(link: MadeLink): void }) {
  const { server } = useMarket();
  const { users } = server.admin;
  const { id: userId, name, role, isActive, hasPassword } = user;
  const setRole = useAction({
    run: (wanted: Role) => users.setRole.mutate({ userId, role: wanted }),
    done: (answer) => ({
      text: `${name} is ${answer.user.role} now`,
      ...(answer.user.role === role ? {} : { action: { label: "Undo", run: () => setRole.mutate(role) } }),
    }),
    refreshes: REFRESHES,
  });
  const deactivate = useAction({
    run: () => users.deactivate.mutate({ userId }),
    done: () => `${name} is deactivated and signed out everywhere`,
    refreshes: REFRESHES,
  });
  const reactivate = useAction({
    run: () => users.reactivate.mutate({ userId }),
    done: () => `${name} can come in again`,
    refreshes: REFRESHES,
  });
  const makeLink = useAction({
    run: () => users.resetLink.mutate({ userId }),
    done: ({ link }) => {
      onLink({ title: `The link for ${name}`, path: link });
      return null;
    },
    refreshes: [],
  });
  return (
    <>
      <div className="user-rights">
        <Choice<Role>
          label="Role"
          options={ROLE_OPTIONS}
          value={role}
          disabled={setRole.isPending}
          onChange={(wanted) => setRole.mutate(wanted)}
        />
        <ShareForm user={user} />
      </div>
      <div className="actions">
        {isActive ? (
          <>
            <button type="button" disabled={makeLink.isPending} onClick={() => makeLink.mutate()}>
              {hasPassword ? "Make a link for a new password" : "Make the invitation's link anew"}
            </button>
            <ConfirmButton
              label="Deactivate"
              question={`Deactivate ${name}? Every session of theirs ends at once and their API keys stop working. Keys and watchlists stay, for when they are reactivated.`}
              confirmLabel={`Deactivate ${name}`}
              disabled={deactivate.isPending}
              onConfirm={() => deactivate.mutate()}
            />
          </>
        ) : (
          <button type="button" disabled={reactivate.isPending} onClick={() => reactivate.mutate()}>
            Reactivate
          </button>
        )}
      </div>
    </>
  );
}
