import type { Segment } from "../../shared/instrument-key.ts";
import { istDate, istMidnight } from "../../shared/ist.ts";
import { expectsTicks, isBeforeClose, isOpen, sessionStart } from "./exchange-calendar.ts";

/** When a feed's market trades: the exchanges keep hours, the simulator need not. */
export interface MarketHours {
  isOpen(segment: Segment, utcMs: number): boolean;
  /** Whether silence of the whole segment would be a fault: false when shut, and while an auction holds indices still. */
  expectsTicks(segment: Segment, utcMs: number): boolean;
  /** Whether today's session has yet to end: until then a packet's `close` is the day before's. */
  isBeforeClose(segment: Segment, utcMs: number): boolean;
  /** When the present session began, or the last one there was: what is older is another day's. */
  sessionStart(segment: Segment, utcMs: number): number;
}

export const EXCHANGE_HOURS: MarketHours = {
  isOpen: (segment, utcMs) => isOpen(segment, utcMs),
  expectsTicks: (segment, utcMs) => expectsTicks(segment, utcMs),
  isBeforeClose: (segment, utcMs) => isBeforeClose(segment, utcMs),
  sessionStart: (segment, utcMs) => sessionStart(segment, utcMs),
};

/** The simulator's market, which moves on a Sunday too: its session is the Indian day. */
export const ALWAYS_OPEN: MarketHours = {
  isOpen: () => true,
  expectsTicks: () => true,
  isBeforeClose: () => true,
  sessionStart: (_segment, utcMs) => istMidnight(istDate(utcMs)),
};
