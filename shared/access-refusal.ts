/** Why a request is turned away at the door, the same for tRPC, REST and the tick stream, and what to do about it. */
export const ACCESS_REFUSALS = {
  "sign-in-needed": {
    status: 401,
    message: "Sign in on this server's page, or send an API key in the header `authorization: Bearer`.",
  },
  "bad-credential": {
    status: 401,
    message: "The session or API key is not valid, or not any more: sign in again, or make another key.",
  },
  "role-too-low": { status: 403, message: "Your role does not allow this: an admin can change it." },
  "scope-missing": { status: 403, message: "This API key lacks the scope for it: make one that has it." },
  "session-only": { status: 403, message: "No API key may do this: sign in on this server's page." },
  "too-many-attempts": { status: 429, message: "Too many bad keys from your address: wait before you try again." },
} as const satisfies Record<string, { status: number; message: string }>;
export type AccessRefusalReason = keyof typeof ACCESS_REFUSALS;
