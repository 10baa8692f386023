import type { User } from "../../../client-sdk/index.ts";

/** Whether somebody can come in, in a word. */
export function standingOf({ email, isActive, hasPassword }: User): string {
  if (email === null) return "demo mode";
  if (!isActive) return "deactivated";
  return hasPassword ? "active" : "invited";
}
