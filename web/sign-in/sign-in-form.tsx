import { AuthLimits } from "../../shared/auth-limits.ts";
import type { AuthRefusal } from "../../shared/auth-refusal.ts";
import { Field } from "../form/field.tsx";
import { Form } from "../form/form.tsx";
import { account } from "./account.ts";

export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const submit = async (fields: FormData) => {
    const answer = await account.signIn(String(fields.get("email")), String(fields.get("password")));
    if (!answer.ok) return inWords(answer);
    onSignedIn();
    return null;
  };
  return (
    <Form submit="Sign in" onSubmit={submit}>
      <Field label="E-mail" name="email" type="email" autoComplete="username" maxLength={254} autoFocus />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        maxLength={AuthLimits.passwordMost}
      />
    </Form>
  );
}

function inWords({ message, retryAfterMs }: AuthRefusal): string {
  if (retryAfterMs === undefined) return message;
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return `${message} You can in ${retryAfterMs < 60_000 ? `${Math.ceil(retryAfterMs / 1_000)} s` : `${minutes} min`}.`;
}
