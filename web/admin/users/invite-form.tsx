import type { Role } from "../../../client-sdk/index.ts";
import { ROLES } from "../../../shared/role.ts";
import { useAction } from "../../action/use-action.ts";
import { Choice } from "../../form/choice.tsx";
import { Field } from "../../form/field.tsx";
import { Form } from "../../form/form.tsx";
import { useMarket } from "../../market.ts";
import type { MadeLink } from "./users-section.tsx";

const ROLE_TEXTS: Record<Role, string> = {
  viewer: "viewer · sees prices",
  trader: "trader · sees prices, keeps watchlists",
  admin: "admin · everything",
};

/** The roles, and what each may do. */
export const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, label: ROLE_TEXTS[role] }));

/** Makes an account whose owner chooses the password. */
export function InviteForm({ onLink }: { onLink(link: MadeLink): void }) {
  const { server } = useMarket();
  const invite = useAction({
    run: server.admin.users.create.mutate,
    done: ({ user }) => `${user.name} can come in with the link`,
    refreshes: ["admin.users.list"],
    isShownInPlace: true,
  });
  const submit = async (fields: FormData) => {
    const text = (name: string) => String(fields.get(name));
    const { user, link } = await invite.mutateAsync({
      email: text("email"),
      name: text("name"),
      role: text("role") as Role,
    });
    if (link !== null) onLink({ title: `The link for ${user.name}`, path: link });
    return null;
  };
  return (
    <section className="card" aria-label="Invite somebody">
      <h2>Invite somebody</h2>
      <Form submit="Make a link" onSubmit={submit}>
        <Field label="Name" name="name" type="text" autoComplete="off" maxLength={60} />
        <Field label="E-mail" name="email" type="email" autoComplete="off" maxLength={254} />
        <Choice label="Role" name="role" options={ROLE_OPTIONS} defaultValue="trader" />
      </Form>
    </section>
  );
}
