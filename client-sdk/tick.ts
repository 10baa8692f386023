import type { FullTick, LtpTick, QuoteTick } from "./generated/api.ts";

/** What a tick of each mode is. */
export interface TickOf {
  ltp: LtpTick;
  quote: QuoteTick;
  full: FullTick;
}
export type Tick = LtpTick | QuoteTick | FullTick;
