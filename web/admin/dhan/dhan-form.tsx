import type { DhanCredentialsInput } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { Field } from "../../form/field.tsx";
import { Form } from "../../form/form.tsx";
import { useMarket } from "../../market.ts";

/** Other credentials: asked of Dhan before they take the old ones' place. */
export function DhanForm() {
  const { server } = useMarket();
  const set = useAction({
    run: server.admin.dhanCredentials.set.mutate,
    done: ({ status }) =>
      status.isRestartNeeded
        ? "Dhan takes them: they are in use from the next start on"
        : "Dhan takes them: they are in use",
    refreshes: ["admin.dhanCredentials.status"],
    isShownInPlace: true,
  });
  const submit = async (fields: FormData) => {
    const typed = (name: string) => String(fields.get(name)).trim();
    const input: DhanCredentialsInput = { clientId: typed("clientId") };
    for (const name of ["accessToken", "pin", "totpSecret"] as const) if (typed(name) !== "") input[name] = typed(name);
    await set.mutateAsync(input);
    return null;
  };
  return (
    <section className="card" aria-label="Set credentials">
      <h2>Set</h2>
      <p>
        An access token made on web.dhan.co is good for a day. With the PIN and the TOTP secret the server makes its
        own, each morning.
      </p>
      <Form submit={set.isPending ? "Asking Dhan…" : "Check and set"} onSubmit={submit}>
        <Field
          label="Client id"
          name="clientId"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          pattern="\d{1,20}"
          maxLength={20}
        />
        <Field label="Access token" name="accessToken" type="password" autoComplete="off" maxLength={4096} isOptional />
        <Field
          label="PIN"
          name="pin"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          pattern="\d{6}"
          maxLength={6}
          hint="Six digits, together with the secret below."
          isOptional
        />
        <Field label="TOTP secret" name="totpSecret" type="password" autoComplete="off" maxLength={128} isOptional />
      </Form>
      <p className="faint">Kept sealed on the server. Nobody can read them back, here or anywhere.</p>
    </section>
  );
}
