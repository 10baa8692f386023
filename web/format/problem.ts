import { ApiError } from "../../client-sdk/index.ts";

/** What went wrong with a call, for people. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.code === "UNREACHABLE") return "The server did not answer. Try again once the connection is back.";
  return error.code === "FORBIDDEN" ? "Your role does not allow this: ask an admin." : error.message;
}
