import { DAY_MS, IST_OFFSET_MS } from "../../../shared/ist.ts";
import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";

/** `always` never closes, so that a demo on a Sunday moves; `exchange` keeps the exchanges' hours, Monday to Friday. */
export type Hours = "always" | "exchange";

/** One trading session, in UTC milliseconds. */
export interface Session {
  readonly startMs: number;
  readonly endMs: number;
  /** When the next one starts and this one is no longer the latest. */
  readonly nextStartMs: number;
}

const MINUTE_MS = 60_000;
const clock = (hours: number, minutes: number) => (hours * 60 + minutes) * MINUTE_MS;
const DAY_STARTS = clock(9, 15);
/** From this Indian day NSE's and BSE's derivatives trade to 15:40 (closing auction, 2026-08-03). */
const CLOSING_AUCTION_DAY = Date.UTC(2026, 7, 3) / DAY_MS;

/** The latest session of each segment that has started: prices stand at its end once it is over. Holidays are not known here. */
export class TradingHours {
  readonly #hours: Hours;
  readonly #latest: (Session | undefined)[] = [];

  constructor(hours: Hours) {
    this.#hours = hours;
  }

  sessionAt(segment: number, utcMs: number): Session {
    const latest = this.#latest[segment];
    if (latest !== undefined && utcMs >= latest.startMs && utcMs < latest.nextStartMs) return latest;
    const session = this.#hours === "always" ? endlessSession(utcMs) : exchangeSession(segment, utcMs);
    this.#latest[segment] = session;
    return session;
  }

  isOpen(segment: number, utcMs: number): boolean {
    return utcMs < this.sessionAt(segment, utcMs).endMs;
  }
}

function endlessSession(utcMs: number): Session {
  const day = Math.floor((utcMs + IST_OFFSET_MS - DAY_STARTS) / DAY_MS);
  const startMs = istTimeOfDay(day, DAY_STARTS);
  return { startMs, endMs: startMs + DAY_MS, nextStartMs: startMs + DAY_MS };
}

function exchangeSession(segment: number, utcMs: number): Session {
  let day = Math.floor((utcMs + IST_OFFSET_MS) / DAY_MS);
  while (isWeekend(day) || istTimeOfDay(day, opensAt(segment)) > utcMs) day--;
  let next = day + 1;
  while (isWeekend(next)) next++;
  return {
    startMs: istTimeOfDay(day, opensAt(segment)),
    endMs: istTimeOfDay(day, closesAt(segment, day)),
    nextStartMs: istTimeOfDay(next, opensAt(segment)),
  };
}

function opensAt(segment: number): number {
  switch (segment) {
    case SEGMENT_NUMBER.MCX_COMM:
    case SEGMENT_NUMBER.NSE_CURRENCY:
    case SEGMENT_NUMBER.BSE_CURRENCY:
      return clock(9, 0);
    default:
      return DAY_STARTS;
  }
}

function closesAt(segment: number, day: number): number {
  switch (segment) {
    case SEGMENT_NUMBER.MCX_COMM:
      return isAmericanSummerTime(day) ? clock(23, 30) : clock(23, 55);
    case SEGMENT_NUMBER.NSE_CURRENCY:
    case SEGMENT_NUMBER.BSE_CURRENCY:
      return clock(17, 0);
    case SEGMENT_NUMBER.NSE_FNO:
    case SEGMENT_NUMBER.BSE_FNO:
      return day >= CLOSING_AUCTION_DAY ? clock(15, 40) : clock(15, 30);
    default:
      return clock(15, 30);
  }
}

/** From the second Sunday of March to the first of November: MCX follows New York's evening. */
function isAmericanSummerTime(day: number): boolean {
  const year = new Date(day * DAY_MS).getUTCFullYear();
  return day >= sundayOnOrAfter(Date.UTC(year, 2, 8)) && day < sundayOnOrAfter(Date.UTC(year, 10, 1));
}

function sundayOnOrAfter(utcMs: number): number {
  const day = utcMs / DAY_MS;
  return day + ((7 - weekday(day)) % 7);
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (day + 4) % 7;
}

function isWeekend(day: number): boolean {
  return weekday(day) === 0 || weekday(day) === 6;
}

function istTimeOfDay(day: number, ms: number): number {
  return day * DAY_MS + ms - IST_OFFSET_MS;
}
