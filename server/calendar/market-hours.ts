import type { Segment } from "../../shared/instrument-key.ts";
import { istDate, istMidnight } from "../../shared/ist.ts";
import {
  type CloseMeaning,
  closeMeaning,
  expectsTicks,
  isOpen,
  nextChange,
  sessionStart,
} from "./exchange-calendar.ts";

/** When a feed's market trades: the exchanges keep hours, the simulator need not. */
export interface MarketHours {
  isOpen(segment: Segment, utcMs: number): boolean;
  /** When it opens or closes next; null for never, as far as is known. */
  nextChange(segment: Segment, utcMs: number): number | null;
  /** Whether silence of the whole segment would be a fault: false when shut, and while an auction holds indices still. */
  expectsTicks(segment: Segment, utcMs: number): boolean;
  /** What the `close` of a packet is at this moment. */
  closeMeaning(segment: Segment, utcMs: number): CloseMeaning;
  /** When the present session began, or the last one there was: what is older is another day's. */
  sessionStart(segment: Segment, utcMs: number): number;
}

export const EXCHANGE_HOURS: MarketHours = {
  isOpen: (segment, utcMs) => isOpen(segment, utcMs),
  nextChange: (segment, utcMs) => nextChange(segment, utcMs),
  expectsTicks: (segment, utcMs) => expectsTicks(segment, utcMs),
  closeMeaning: (segment, utcMs) => closeMeaning(segment, utcMs),
  sessionStart: (segment, utcMs) => sessionStart(segment, utcMs),
};

/** The simulator's market, which moves on a Sunday too: its session is the Indian day. */
export const ALWAYS_OPEN: MarketHours = {
  isOpen: () => true,
  nextChange: () => null,
  expectsTicks: () => true,
  closeMeaning: () => "day-before",
  sessionStart: (_segment, utcMs) => istMidnight(istDate(utcMs)),
};
