import { ApiError } from "../../client-sdk/index.ts";

/** What went wrong with a call, in words for whoever made it. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.code === "UNREACHABLE") return "The server does not answer: try again in a moment.";
  return inputProblems(error.message) ?? error.message;
}

/** What is wrong with an input, as the server found it: the text of a list of issues; null when it is no such text. */
function inputProblems(text: string): string | null {
  if (!text.startsWith("[")) return null;
  try {
    const issues = JSON.parse(text) as { path: (string | number)[]; message: string }[];
    return issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(" ")).join("; ");
  } catch {
    return null;
  }
}
