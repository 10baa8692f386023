import { z } from "zod";

/** Complaints about an input that one answer lists. */
export const ISSUES_MOST = 20;
/** Characters of one of them: it may quote what was sent. */
export const ISSUE_LENGTH_MOST = 200;

/** What a route answers with any status but 200. */
export const restError = z.object({
  /** `BAD_REQUEST`, `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, …: goes with the status. */
  code: z.string(),
  /** For people: what is wrong and what to do about it. */
  message: z.string(),
  /** Why it was turned away at the door: `sign-in-needed`, `role-too-low`, …; left out for what passed it. */
  reason: z.string().optional(),
  /** Of a `BAD_REQUEST`: what is wrong with which field. */
  issues: z
    .array(z.object({ path: z.string(), message: z.string().max(ISSUE_LENGTH_MOST) }))
    .max(ISSUES_MOST)
    .optional(),
});
export type RestError = z.infer<typeof restError>;
