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
  const next = API_ERRORS[code as ApiErrorCode]?.next ?? API_ERRORS.INTERNAL_SERVER_ERROR.next;
  if (code === "INTERNAL_SERVER_ERROR") return `Something went wrong here. ${next}`;
  if (code === "PARSE_ERROR") return `The request cannot be read. ${next}`;
  return `${cause instanceof z.ZodError ? inputErrors(cause) : sentence(message)} ${next}`;
}

function inputErrors({ issues }: z.ZodError): string {
  const told = issues.slice(0, ISSUES_TOLD).map(({ path, message }) => `${path.join(".") || "the input"}: ${message}`);
  const rest = issues.length > ISSUES_TOLD ? `; and ${issues.length - ISSUES_TOLD} more` : "";
  return `${told.join("; ")}${rest}.`;
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
