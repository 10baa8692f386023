import { AuthLimits } from "../../shared/auth-limits.ts";
import type { OpenLinkAnswer } from "../../shared/auth-refusal.ts";
import { Field } from "../form/field.tsx";
import { Form } from "../form/form.tsx";
import { account, type NewPassword } from "./account.ts";

interface LinkFormProps {
  token: string;
  link: Extract<OpenLinkAnswer, { ok: true }>;
  onSignedIn(): void;
}

/** Sets the password that a link is for, and signs in with it. */
export function LinkForm({ token, link, onSignedIn }: LinkFormProps) {
  const isSetUp = link.kind === "set-up";
  const submit = async (fields: FormData) => {
    const text = (name: string) => String(fields.get(name));
    const chosen: NewPassword = { password: text("password") };
    if (isSetUp) Object.assign(chosen, { email: text("email"), name: text("name") });
    const answer = await account.spendLink(token, chosen);
    if (!answer.ok) return answer.message;
    const signedIn = await account.signIn(answer.email, chosen.password);
    if (!signedIn.ok) return signedIn.message;
    onSignedIn();
    return null;
  };
  return (
    <Form submit={isSetUp ? "Make the admin and sign in" : "Set the password and sign in"} onSubmit={submit}>
      {isSetUp && <Field label="Your name" name="name" type="text" autoComplete="name" maxLength={60} autoFocus />}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        maxLength={254}
        {...(link.email === null ? {} : { value: link.email })}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={AuthLimits.passwordLeast}
        maxLength={AuthLimits.passwordMost}
        hint={`At least ${AuthLimits.passwordLeast} characters.`}
        autoFocus={!isSetUp}
      />
    </Form>
  );
}
