/**
 * Indian Standard Time as arithmetic: always five and a half hours ahead of UTC, no daylight saving.
 * The host's time zone is never asked.
 */
export const IST_OFFSET_MS = 19_800_000;
export const DAY_MS = 86_400_000;

/** The Indian date of a UTC time, as `YYYY-MM-DD`. */
export function istDate(utcMs: number): string {
  return new Date(utcMs + IST_OFFSET_MS).toISOString().slice(0, 10);
}

/** Indian wall-clock time of a UTC time, as `HH:MM:SS`. */
export function istTime(utcMs: number): string {
  return new Date(utcMs + IST_OFFSET_MS).toISOString().slice(11, 19);
}

/** UTC milliseconds of midnight IST that starts an Indian date (`YYYY-MM-DD`). */
export function istMidnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS;
}

/** Days since 1970-01-01 of a calendar date (`YYYY-MM-DD`): small integers that sort and subtract like dates. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The calendar date of a day number, as `YYYY-MM-DD`. */
export function dayDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
