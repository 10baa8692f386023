import { describe, expect, test } from "bun:test";
import * as calendar from "../../server/calendar/exchange-calendar.ts";
import {
  type MasterState,
  RETRY_FIRST_MS,
  RETRY_IN_SESSION_MS,
  RETRY_MOST_MS,
  RETRY_WITHOUT_MS,
  refreshDueAt,
} from "../../server/jobs/master-due.ts";

const ist = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+05:30`);
const CURRENT: MasterState = { hasMaster: true, newestAt: ist("2026-06-10 08:15"), failures: 0, failedAt: 0 };

/** When it is due as of a moment, as an Indian time. */
function due(now: string, state: Partial<MasterState> = {}): string {
  const at = refreshDueAt(ist(now), { ...CURRENT, ...state }, calendar);
  return new Date(at + 19_800_000).toISOString().slice(0, 16).replace("T", " ");
}

describe("what is the day's is due again", () => {
  test.each([
    ["at 08:15 of the next day", "2026-06-10 12:00", "2026-06-11 08:15"],
    ["at 08:15 of the same day, before that", "2026-06-10 08:14", "2026-06-10 08:15"],
    ["after the weekend", "2026-06-12 12:00", "2026-06-15 08:15"],
    ["on a day on which MCX alone trades, in the evening", "2026-05-27 12:00", "2026-05-28 08:15"],
    ["not on a holiday of all exchanges", "2026-10-01 12:00", "2026-10-05 08:15"],
  ])("%s", (_, now, at) => {
    expect(due(now, { newestAt: ist(now) })).toBe(at);
  });
});

describe("what is not the day's is due at once", () => {
  test.each([
    ["at its time", "2026-06-11 08:15"],
    ["when that was missed", "2026-06-11 14:00"],
    ["at a weekend, when Friday's was missed", "2026-06-13 14:00"],
    ["on Monday before its time, when Friday's was missed", "2026-06-15 07:00"],
  ])("%s", (_, now) => {
    expect(due(now)).toBe(now);
  });

  test("where it never was the newest, whatever the day, and where there is none", () => {
    expect(due("2026-06-13 14:00", { newestAt: null })).toBe("2026-06-13 14:00");
    expect(due("2026-06-13 14:00", { hasMaster: false, newestAt: null })).toBe("2026-06-13 14:00");
  });
});

describe("after a failure", () => {
  const afterFailures = (failures: number, failedAt: string, state: Partial<MasterState> = {}) => {
    const failed = { failures, failedAt: ist(failedAt), ...state };
    return refreshDueAt(ist(failedAt), { ...CURRENT, ...failed }, calendar) - ist(failedAt);
  };

  test("before the session it is tried again after pauses that double, up to the most", () => {
    const pauses = [1, 2, 3, 4, 5, 6].map((failures) => afterFailures(failures, "2026-06-11 08:16"));
    expect(pauses).toEqual([1, 2, 4, 8, 15, 15].map((minutes) => minutes * RETRY_FIRST_MS));
    expect(pauses.at(-1)).toBe(RETRY_MOST_MS);
  });

  test("from the first session's opening on, which is MCX's at 09:00, each hour", () => {
    expect(afterFailures(4, "2026-06-11 08:51")).toBe(8 * RETRY_FIRST_MS);
    expect(afterFailures(4, "2026-06-11 08:52")).toBe(RETRY_IN_SESSION_MS);
    expect(afterFailures(1, "2026-06-11 12:00")).toBe(RETRY_IN_SESSION_MS);
  });

  test("at a weekend each hour, and on Monday at its time at the latest", () => {
    expect(afterFailures(1, "2026-06-13 12:00", { newestAt: null })).toBe(RETRY_IN_SESSION_MS);
    expect(due("2026-06-15 07:50", { newestAt: null, failures: 9, failedAt: ist("2026-06-15 07:40") })).toBe(
      "2026-06-15 08:15",
    );
  });

  test("each minute while there is none at all, however often it failed", () => {
    const none = { hasMaster: false, newestAt: null };
    expect(afterFailures(1, "2026-06-13 12:00", none)).toBe(RETRY_WITHOUT_MS);
    expect(afterFailures(100, "2026-06-11 12:00", none)).toBe(RETRY_WITHOUT_MS);
  });
});
