import { z } from "zod";
import { apiKey, LINK_KINDS, user } from "./auth.ts";

/** Why a wish about accounts is not met, and what to do about it. Nothing has changed then. */
export const AUTH_REFUSALS = {
  "wrong-password": "The e-mail address or the password is wrong: try again, or ask an admin for a link.",
  deactivated: "The account is deactivated: ask an admin.",
  "demo-mode": "This server asks nobody to sign in (AUTH_MODE=demo): just use it.",
  "https-needed": "Over plain http a browser does not keep the session: open the page over https.",
  "too-many-attempts": "Too many attempts: wait before you try again.",
  "link-invalid": "The link was used, has expired or is not whole: ask for another one.",
  "email-needed": "The first admin needs an e-mail address and a name: give both.",
  "email-taken": "Somebody has this e-mail address already: use another.",
  "too-many-users": "There are as many users as there may be, deactivated ones too: reactivate one of those instead.",
  "too-many-keys": "There are as many keys as a user may have: revoke one first.",
  "scope-too-wide": "A key may do no more than its owner: leave out the scopes that your role does not have.",
  "last-admin": "This is the last admin who can sign in: make another one first.",
  "not-found": "It is not there any more: read the list again.",
  "not-a-person": "The user demo cannot sign in and has no role: choose another user.",
} as const;
export type AuthRefusalReason = keyof typeof AUTH_REFUSALS;

const reasons = Object.keys(AUTH_REFUSALS) as [AuthRefusalReason, ...AuthRefusalReason[]];

export const authRefusal = z.object({
  ok: z.literal(false),
  reason: z.enum(reasons),
  /** For people: what to do next. */
  message: z.string(),
  /** When it is worth trying again; only of too many attempts. */
  retryAfterMs: z.number().int().optional(),
});
export type AuthRefusal = z.infer<typeof authRefusal>;

export function refusedAuth(reason: AuthRefusalReason): AuthRefusal {
  return { ok: false, reason, message: AUTH_REFUSALS[reason] };
}

const answer = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.discriminatedUnion("ok", [z.object({ ok: z.literal(true), ...shape }), authRefusal]);

export const authDone = answer({});
export type AuthDone = z.infer<typeof authDone>;
export const userAnswer = answer({ user });
export type UserAnswer = z.infer<typeof userAnswer>;
/** `link` is a path on this server, good once and for a day; null where a password was given. */
export const createUserAnswer = answer({ user, link: z.string().nullable() });
export type CreateUserAnswer = z.infer<typeof createUserAnswer>;
export const linkAnswer = answer({ link: z.string() });
export type LinkAnswer = z.infer<typeof linkAnswer>;
/** `key` is shown this once: only its hash is kept. */
export const createKeyAnswer = answer({ key: z.string(), details: apiKey });
export type CreateKeyAnswer = z.infer<typeof createKeyAnswer>;
/** What a link is for, and for whom; `email` is null where it is still to be chosen. */
export const openLinkAnswer = answer({ kind: z.enum(LINK_KINDS), email: z.string().nullable() });
export type OpenLinkAnswer = z.infer<typeof openLinkAnswer>;
/** The address to sign in with from now on. */
export const useLinkAnswer = answer({ email: z.string() });
export type UseLinkAnswer = z.infer<typeof useLinkAnswer>;
