import { istDate, istTime } from "../../shared/ist.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** How long ago, in the largest whole unit: 0 s, 59 s, 3 m, 2 h, 5 d. A clock that is behind gives 0 s. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A date (`YYYY-MM-DD`) as `24 Nov`, and the year when it is not that of `today`. */
export function dayText(date: string, today: string): string {
  const day = `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
  const year = date.slice(0, 4);
  return year === today.slice(0, 4) ? day : `${day} ${year}`;
}

/** Day of the week of a date (`YYYY-MM-DD`): `Tue`. */
export function weekday(date: string): string {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]!;
}

/** Indian time of day; with the date when that is not today's: `21 Nov 15:29:59`, and the year when not this one. */
export function istMoment(utcMs: number, now: number): string {
  const date = istDate(utcMs);
  const today = istDate(now);
  const time = istTime(utcMs);
  return date === today ? time : `${dayText(date, today)} ${time}`;
}
