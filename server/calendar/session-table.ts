import type { Segment } from "../../shared/instrument-key.ts";

/** A stretch of one day, `HH:MM` on an Indian clock. */
export interface Hours {
  readonly open: string;
  readonly close: string;
}

/** Continuous trading of some segments, from a date until a later rule for the same segment. */
export interface SessionRule {
  readonly segments: readonly Segment[];
  /** First date it holds, `YYYY-MM-DD`. */
  readonly from: string;
  readonly hours: Hours;
  /** Close while New York keeps winter time, where that differs. */
  readonly closeInUsWinter?: string;
  /** From here to the close prices may stand still though the session runs: silence is no fault. */
  readonly quietFrom?: string;
}

const ALWAYS = "0001-01-01";
/** NSE and BSE brought in the closing auction on this day and let derivatives trade ten minutes longer. */
const CLOSING_AUCTION = "2026-08-03";

/**
 * Dates ascend. Sources: nseindia.com market timings; press reports of 2026-05-30 on NSE's closing-auction notice;
 * mcxindia.com trading hours.
 * - From the closing auction on, shares that have derivatives stop at 15:15 and print once more by 15:35, so indices
 *   hardly move in between; other shares trade to 15:30.
 * - BSE's derivatives closing at 15:40 is from the press alone, not from a notice of BSE.
 * - MCX is given by its metals and energy; farm goods end at 17:00 or 21:00.
 */
export const SESSION_RULES: readonly SessionRule[] = [
  { segments: ["IDX_I", "NSE_EQ", "BSE_EQ"], from: ALWAYS, hours: { open: "09:15", close: "15:30" } },
  { segments: ["NSE_FNO", "BSE_FNO"], from: ALWAYS, hours: { open: "09:15", close: "15:30" } },
  { segments: ["NSE_CURRENCY", "BSE_CURRENCY"], from: ALWAYS, hours: { open: "09:00", close: "17:00" } },
  { segments: ["MCX_COMM"], from: ALWAYS, hours: { open: "09:00", close: "23:30" }, closeInUsWinter: "23:55" },
  { segments: ["IDX_I"], from: CLOSING_AUCTION, hours: { open: "09:15", close: "15:30" }, quietFrom: "15:15" },
  { segments: ["NSE_FNO", "BSE_FNO"], from: CLOSING_AUCTION, hours: { open: "09:15", close: "15:40" } },
];

/** Where MCX's day is cut in two: on most holidays only the part after it is traded. */
export const MCX_EVENING = "17:00";
