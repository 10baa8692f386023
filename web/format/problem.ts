import { ApiError } from "../../client-sdk/index.ts";

/** What went wrong with a call, in words for whoever made it: the server's own, which say what to do next. */
export function problemText(error: unknown): string {
  if (error instanceof ApiError && error.code === "UNREACHABLE")
    return "The server did not answer. Try again once the connection is back.";
  return error instanceof Error ? error.message : String(error);
}
