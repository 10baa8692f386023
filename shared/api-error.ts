/**
 * All that a call can fail with, over tRPC and REST alike, and what to do next. What a procedure itself may refuse is no
 * failure: it is an answer with `ok: false`, a `reason` and a `message`.
 */
export const API_ERRORS = {
  PARSE_ERROR: { status: 400, next: "Send JSON, with the input as it is in /docs or as the typed client sends it." },
  BAD_REQUEST: { status: 400, next: "Mend the input and call again." },
  UNAUTHORIZED: { status: 401, next: "Sign in, or send an API key that is valid." },
  FORBIDDEN: { status: 403, next: "Ask an admin for the role, or make a key that has the scope." },
  NOT_FOUND: { status: 404, next: "Look in /docs for what there is, or take the client that belongs to this server." },
  METHOD_NOT_SUPPORTED: { status: 405, next: "Ask by GET, and change by POST." },
  PAYLOAD_TOO_LARGE: { status: 413, next: "Send less at once." },
  URI_TOO_LONG: { status: 414, next: "Ask with a shorter query." },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, next: "Send JSON with the header `content-type: application/json`." },
  TOO_MANY_REQUESTS: { status: 429, next: "Wait before you try again, as long as `retry-after` says if it is there." },
  INTERNAL_SERVER_ERROR: { status: 500, next: "Try again; if it stays so, the server's log says why." },
} as const satisfies Record<string, { status: number; next: string }>;
export type ApiErrorCode = keyof typeof API_ERRORS;
