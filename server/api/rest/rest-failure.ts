import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { ISSUE_LENGTH_MOST, ISSUES_MOST, type RestError } from "../../../shared/rest-error.ts";
import { AccessDenied } from "../trpc.ts";

/** What cannot be met, with its status. */
export interface RestFailure {
  status: number;
  error: RestError;
}

/** A request that is refused before any procedure sees it. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The answer to whatever was thrown, without anything of our insides. */
export function restFailure(thrown: unknown): RestFailure {
  if (thrown instanceof RefusedRequest) {
    const { status, code, message } = thrown;
    return { status, error: { code, message } };
  }
  if (!(thrown instanceof TRPCError) || thrown.code === "INTERNAL_SERVER_ERROR")
    return { status: 500, error: { code: "INTERNAL_SERVER_ERROR", message: "something went wrong here" } };
  const { code, cause, message } = thrown;
  const status = getHTTPStatusCodeFromError(thrown);
  if (cause instanceof AccessDenied) return { status, error: { code, message, reason: cause.reason } };
  if (!(cause instanceof z.ZodError)) return { status, error: { code, message } };
  const issues = cause.issues.slice(0, ISSUES_MOST).map((issue) => ({
    path: issue.path.map(String).join(".").slice(0, ISSUE_LENGTH_MOST),
    message: issue.message.slice(0, ISSUE_LENGTH_MOST),
  }));
  return { status, error: { code, message: "the input is not as documented", issues } };
}
