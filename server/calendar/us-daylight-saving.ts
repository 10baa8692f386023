import { dayDate, dayNumber } from "../../shared/ist.ts";

/**
 * Whether the United States keep daylight-saving time on a date: from the second Sunday of March to the first Sunday
 * of November. MCX closes with New York's evening.
 */
export function isUsDaylightSaving(date: string): boolean {
  const year = date.slice(0, 4);
  return date >= sundayOnOrAfter(`${year}-03-08`) && date < sundayOnOrAfter(`${year}-11-01`);
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekday(date: string): number {
  return (dayNumber(date) + 4) % 7;
}

function sundayOnOrAfter(date: string): string {
  return dayDate(dayNumber(date) + ((7 - weekday(date)) % 7));
}
