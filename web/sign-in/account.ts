import { type AuthStatus, authStatus } from "../../shared/auth.ts";
import {
  type AuthDone,
  authDone,
  type OpenLinkAnswer,
  openLinkAnswer,
  type UseLinkAnswer,
  useLinkAnswer,
} from "../../shared/auth-refusal.ts";

/** What a form for a link's password holds. */
export interface NewPassword {
  password: string;
  email?: string;
  name?: string;
}

/** The calls about getting in. They throw when the server does not answer, or not as it should. */
export const account = {
  async status(): Promise<AuthStatus> {
    return authStatus.parse(await dataOf(await fetch("/trpc/auth.status")));
  },

  async signIn(email: string, password: string): Promise<AuthDone> {
    return authDone.parse(await (await post("/api/auth/sign-in/email", { email, password })).json());
  },

  async signOut(): Promise<void> {
    await post("/api/auth/sign-out", {});
  },

  async openLink(token: string): Promise<OpenLinkAnswer> {
    return openLinkAnswer.parse(await dataOf(await post("/trpc/auth.openLink", { token })));
  },

  async spendLink(token: string, fields: NewPassword): Promise<UseLinkAnswer> {
    return useLinkAnswer.parse(await dataOf(await post("/trpc/auth.useLink", { token, ...fields })));
  },
};

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** What a procedure answered. */
async function dataOf(response: Response): Promise<unknown> {
  const answer = (await response.json()) as { result?: { data: unknown }; error?: { message: string } };
  if (answer.result === undefined) throw new Error(answer.error?.message ?? `the server answered ${response.status}`);
  return answer.result.data;
}
