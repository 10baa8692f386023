import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { ISSUE_LENGTH_MOST, ISSUES_MOST, type RestError } from "../../../shared/rest-error.ts";
import { AccessDenied } from "../trpc.ts";

/** What cannot be met, with its status. */
export interface RestFailure {
  status: number;
  error: RestError;
  headers: Readonly<Record<string, string>>;
}

/** A request that is refused before any procedure sees it. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The answer to whatever was thrown, without anything of our insides. */
export function restFailure(thrown: unknown): RestFailure {
  if (thrown instanceof RefusedRequest) {
    const { status, code, message, headers } = thrown;
    return { status, error: { code, message }, headers };
  }
  if (!(thrown instanceof TRPCError) || thrown.code === "INTERNAL_SERVER_ERROR")
    return { status: 500, error: { code: "INTERNAL_SERVER_ERROR", message: "something went wrong here" }, headers: {} };
  const { code, cause, message } = thrown;
  const status = getHTTPStatusCodeFromError(thrown);
  const headers: Record<string, string> = status === 401 ? { "www-authenticate": 'Bearer realm="strikewire"' } : {};
  if (cause instanceof AccessDenied) return { status, error: { code, message, reason: cause.reason }, headers };
  if (!(cause instanceof z.ZodError)) return { status, error: { code, message }, headers };
  const issues = cause.issues.slice(0, ISSUES_MOST).map((issue) => ({
    path: issue.path.map(String).join(".").slice(0, ISSUE_LENGTH_MOST),
    message: issue.message.slice(0, ISSUE_LENGTH_MOST),
  }));
  return { status, error: { code, message: "the input is not as documented", issues }, headers };
}
