import { AuthLimits } from "../../shared/auth-limits.ts";
import type { Scope } from "../../shared/role.ts";
import { SCOPES_OF } from "../../shared/role.ts";
import { useAction } from "../action/use-action.ts";
import { Choice } from "../form/choice.tsx";
import { Field } from "../form/field.tsx";
import { Form } from "../form/form.tsx";
import { useMarket } from "../market.ts";

const SCOPE_TEXTS: Record<Scope, string> = {
  read: "read: prices and chains",
  trade: "trade: watchlists and subscriptions of your own",
  admin: "admin: the feed and the plan",
};
/** In days; the longest stands for no end. */
const ENDS = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "never", label: "never" },
] as const;

/** Makes a key. It may do some of what its owner may. */
export function KeyForm({ onMade }: { onMade(made: { name: string; key: string }): void }) {
  const { server, me } = useMarket();
  const create = useAction({
    run: server.auth.keys.create.mutate,
    done: () => null,
    refreshes: ["auth.keys.list"],
    isShownInPlace: true,
  });
  const submit = async (fields: FormData) => {
    const scopes = fields.getAll("scope") as Scope[];
    if (scopes.length === 0) return "Choose at least one thing that the key may do.";
    const end = String(fields.get("end"));
    const { key, details } = await create.mutateAsync({
      name: String(fields.get("name")),
      scopes,
      ...(end === "never" ? {} : { expiresInDays: Number(end) }),
    });
    onMade({ name: details.name, key });
    return null;
  };
  return (
    <details className="key-form">
      <summary>Make a key</summary>
      <Form submit="Make the key" onSubmit={submit}>
        <Field
          label="Name"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={60}
          hint={`What it is for. You may have ${AuthLimits.keysPerUser} keys.`}
        />
        <fieldset className="field">
          <legend>May</legend>
          {SCOPES_OF[me?.role ?? "viewer"].map((scope) => (
            <label key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />{" "}
              {SCOPE_TEXTS[scope]}
            </label>
          ))}
        </fieldset>
        <Choice label="Ends" name="end" options={ENDS} defaultValue="90" />
      </Form>
    </details>
  );
}
