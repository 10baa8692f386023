import { AuthLimits } from "../../shared/auth-limits.ts";
import { useAction } from "../action/use-action.ts";
import { Field } from "../form/field.tsx";
import { Form } from "../form/form.tsx";
import { useMarket } from "../market.ts";

/** Changes one's own password. */
export function PasswordForm() {
  const { server } = useMarket();
  const change = useAction({
    run: server.auth.changePassword.mutate,
    done: () => "The password is changed; your other sessions have ended",
    refreshes: ["auth.sessions.list"],
    isShownInPlace: true,
  });
  const submit = async (fields: FormData) => {
    const text = (name: string) => String(fields.get(name));
    if (text("newPassword") !== text("again")) return "The new password is not the same both times.";
    await change.mutateAsync({ currentPassword: text("currentPassword"), newPassword: text("newPassword") });
    return null;
  };
  const { passwordLeast, passwordMost } = AuthLimits;
  const fresh = {
    type: "password",
    autoComplete: "new-password",
    minLength: passwordLeast,
    maxLength: passwordMost,
  } as const;
  return (
    <section className="card" aria-label="Change the password">
      <h2>Change the password</h2>
      <Form submit="Change the password" onSubmit={submit}>
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          maxLength={passwordMost}
        />
        <Field label="New password" name="newPassword" {...fresh} hint={`At least ${passwordLeast} characters.`} />
        <Field label="New password once more" name="again" {...fresh} />
      </Form>
    </section>
  );
}
