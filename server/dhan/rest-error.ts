import { redact } from "./redact.ts";

/** What kind of failure it was, which says who can mend it. */
export type RestFailureKind =
  /** The token is wrong, dead or expired. */
  | "token"
  /** The account has no Data API plan, or may not do this. */
  | "plan"
  /** Too many requests. */
  | "rate-limit"
  /** Dhan did not like what was asked: an id, a date, a field, a path. */
  | "request"
  /** Signing in with pin and one-time password was refused. */
  | "sign-in"
  /** Trouble on Dhan's side. */
  | "server"
  /** No answer, or not in time. */
  | "network"
  /** An answer that is not what Dhan documents. */
  | "answer"
  /** Never sent: too much was waiting, the day's calls are used up, or the client is closed. */
  | "not-sent";

const ADVICE: Readonly<Record<RestFailureKind, string>> = {
  token: "Make a new access token at web.dhan.co (profile, Access DhanHQ APIs) and check DHAN_CLIENT_ID.",
  plan: "Look at web.dhan.co (profile, Access DhanHQ APIs) whether the account has the Data API plan.",
  "rate-limit": "Calls of this class pause; look for another program that uses the same account.",
  request: "Check that the instrument and the expiry are still listed.",
  "sign-in": "Check the pin and the TOTP secret, and this machine's clock.",
  server: "Dhan has trouble; try again later.",
  network: "Check the network and DHAN_API_URL.",
  answer: "Dhan may have changed its API; check DHAN_API_URL.",
  "not-sent": "Try again later, or ask for less.",
};

const RETRYABLE: ReadonlySet<RestFailureKind> = new Set(["rate-limit", "server", "network"]);

export interface RestFailure {
  kind: RestFailureKind;
  /** Dhan's own (DH-901, 805), or ours: http-404, timeout, network, body-too-large, not-json, bad-answer, queue-full, day-limit, closed, no-token, … */
  code: string;
  /** What happened, in words; tokens are cut. */
  message: string;
  /** Null when no answer came. */
  httpStatus?: number | null;
  /** Where it differs from what the kind says. */
  retryable?: boolean;
  /** How long Dhan asks to wait. */
  retryAfterMs?: number | null;
  cause?: unknown;
}

/** The one error of DhanHQ's REST side. Its message says what to do, and holds no secret. */
export class DhanRestError extends Error {
  override readonly name = "DhanRestError";
  readonly kind: RestFailureKind;
  readonly code: string;
  readonly httpStatus: number | null;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  /** @param call what was called, e.g. `POST /marketfeed/ltp`, without its query. */
  constructor(call: string, failure: RestFailure) {
    const status = failure.httpStatus == null ? "" : ` (HTTP ${failure.httpStatus})`;
    const what = `${call}: ${failure.code} ${failure.message.replace(/\.?$/, "")}${status}. ${ADVICE[failure.kind]}`;
    super(redact(what), failure.cause === undefined ? {} : { cause: failure.cause });
    this.kind = failure.kind;
    this.code = failure.code;
    this.httpStatus = failure.httpStatus ?? null;
    this.retryable = failure.retryable ?? RETRYABLE.has(failure.kind);
    this.retryAfterMs = failure.retryAfterMs ?? null;
  }
}
