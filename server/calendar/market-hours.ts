import type { Segment } from "../../shared/instrument-key.ts";
import { expectsTicks, isOpen } from "./exchange-calendar.ts";

/** When a feed's market trades: the exchanges keep hours, the simulator need not. */
export interface MarketHours {
  isOpen(segment: Segment, utcMs: number): boolean;
  /** Whether silence of the whole segment would be a fault: false when shut, and while an auction holds indices still. */
  expectsTicks(segment: Segment, utcMs: number): boolean;
}

export const EXCHANGE_HOURS: MarketHours = {
  isOpen: (segment, utcMs) => isOpen(segment, utcMs),
  expectsTicks: (segment, utcMs) => expectsTicks(segment, utcMs),
};

/** The simulator's market, which moves on a Sunday too. */
export const ALWAYS_OPEN: MarketHours = { isOpen: () => true, expectsTicks: () => true };
