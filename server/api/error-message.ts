import type { TRPCError } from "@trpc/server";
import { z } from "zod";
import { API_ERRORS, type ApiErrorCode } from "../../shared/api-error.ts";
import { Refused } from "./refusal.ts";

/** What is wrong with an input is told in part where there is much of it. */
const ISSUES_TOLD = 5;

/** What people read of an error: what it is, then what to do next. What went wrong inside is for the log. */
export function errorMessage({ code, message, cause }: TRPCError): string {
  // These say what to do themselves.
  if (cause instanceof Refused) return message;
  const known = Object.hasOwn(API_ERRORS, code) ? (code as ApiErrorCode) : "INTERNAL_SERVER_ERROR";
  if (known === "INTERNAL_SERVER_ERROR") return withNext("Something went wrong here", known);
  if (known === "PARSE_ERROR") return withNext("The request cannot be read", known);
  return withNext(cause instanceof z.ZodError ? inputErrors(cause) : message, known);
}

/** What is wrong, then what to do next about an error of this kind. */
export function withNext(wrong: string, code: ApiErrorCode): string {
  return `${wrong.endsWith(".") ? wrong : `${wrong}.`} ${API_ERRORS[code].next}`;
}

function inputErrors({ issues }: z.ZodError): string {
  const told = issues.slice(0, ISSUES_TOLD).map(({ path, message }) => `${path.join(".") || "the input"}: ${message}`);
  const rest = issues.length > ISSUES_TOLD ? `; and ${issues.length - ISSUES_TOLD} more` : "";
  return `${told.join("; ")}${rest}.`;
}
