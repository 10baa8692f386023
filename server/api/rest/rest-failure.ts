import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { API_ERRORS, type ApiErrorCode } from "../../../shared/api-error.ts";
import { ISSUE_LENGTH_MOST, ISSUES_MOST, type RestError } from "../../../shared/rest-error.ts";
import { errorMessage, withNext } from "../error-message.ts";
import { Refused } from "../refusal.ts";

/** What cannot be met, with its status. */
export interface RestFailure {
  status: number;
  error: RestError;
  headers: Readonly<Record<string, string>>;
}

/** A request that is refused before any procedure sees it. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly code: ApiErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}

/** The answer to whatever was thrown, without anything of our insides. */
export function restFailure(thrown: unknown): RestFailure {
  if (thrown instanceof RefusedRequest) {
    const { code, message, headers } = thrown;
    return { status: API_ERRORS[code].status, error: { code, message: withNext(message, code) }, headers };
  }
  const failure = thrown instanceof TRPCError ? thrown : new TRPCError({ code: "INTERNAL_SERVER_ERROR" });
  const { code, cause } = failure;
  const status = getHTTPStatusCodeFromError(failure);
  const headers: Record<string, string> = status === 401 ? { "www-authenticate": 'Bearer realm="strikewire"' } : {};
  const error: RestError = { code, message: errorMessage(failure) };
  if (cause instanceof Refused) error.reason = cause.reason;
  if (code === "BAD_REQUEST" && cause instanceof z.ZodError) {
    error.issues = cause.issues.slice(0, ISSUES_MOST).map((issue) => ({
      path: issue.path.map(String).join(".").slice(0, ISSUE_LENGTH_MOST),
      message: issue.message.slice(0, ISSUE_LENGTH_MOST),
    }));
  }
  return { status, error, headers };
}
