import type { AuthDone, AuthStatus, OpenLinkAnswer, UseLinkAnswer, UseLinkInputWish } from "../../client-sdk/index.ts";
import { server } from "../server.ts";

/** What a form for a link's password holds. */
export type NewPassword = Omit<UseLinkInputWish, "token">;

/** The calls about getting in. They throw when the server does not answer, or not as it should. */
export const account = {
  status(): Promise<AuthStatus> {
    return server.auth.status.query();
  },

  /** By plain HTTP: the answer sets the session's cookie. */
  async signIn(email: string, password: string): Promise<AuthDone> {
    const answer: AuthDone = await (await post("/api/auth/sign-in/email", { email, password })).json();
    return answer;
  },

  async signOut(): Promise<void> {
    await post("/api/auth/sign-out", {});
  },

  openLink(token: string): Promise<OpenLinkAnswer> {
    return server.auth.openLink.mutate({ token });
  },

  spendLink(token: string, fields: NewPassword): Promise<UseLinkAnswer> {
    return server.auth.useLink.mutate({ token, ...fields });
  },
};

function post(path: string, body: object): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
