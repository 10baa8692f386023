import { z } from "zod";

/** Why a question about the instruments has no answer, and what to do about it. */
export const SEARCH_REFUSALS = {
  "no-master": "The list of instruments is not loaded yet: try again in a minute.",
  "bad-page": "This is no page of this search: search without it, and take `next` of the answer as it is.",
  "page-expired": "The list of instruments or the day has changed since: search again from the first page.",
  "unknown-instrument": "No such instrument is listed: look it up in the search and use its key.",
  "unknown-underlying": "Nothing follows an underlying of this name: look it up in the search.",
  "expiry-not-listed": "No options of this underlying end on this day: choose one from its list of expiries.",
} as const;
export type SearchRefusalReason = keyof typeof SEARCH_REFUSALS;

const reasons = Object.keys(SEARCH_REFUSALS) as [SearchRefusalReason, ...SearchRefusalReason[]];

export const searchRefusal = z.object({
  ok: z.literal(false),
  reason: z.enum(reasons),
  /** For people: what to do next. */
  message: z.string(),
});
export type SearchRefusal = z.infer<typeof searchRefusal>;

export function cannotAnswer(reason: SearchRefusalReason): SearchRefusal {
  return { ok: false, reason, message: SEARCH_REFUSALS[reason] };
}
