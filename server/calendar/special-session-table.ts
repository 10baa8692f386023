import type { Exchange } from "./exchange.ts";
import type { Hours } from "./session-table.ts";

/** Trading on a day that would else be shut. It stands above weekends and holidays. */
export interface SpecialSession {
  readonly date: string;
  readonly name: string;
  /** `regular` keeps each segment's usual hours; `unannounced` means that the exchange opens, at hours not known here. */
  readonly hours: Readonly<Partial<Record<Exchange, Hours | "regular" | "unannounced">>>;
}

/** Sources: NSE's and BSE's circulars of 2026-01-16 and MCX's hours as the press gave them; holiday lists for Muhurat. */
export const SPECIAL_SESSIONS: readonly SpecialSession[] = [
  {
    date: "2026-02-01",
    name: "Union Budget on a Sunday",
    hours: { NSE: "regular", BSE: "regular", MCX: { open: "09:00", close: "17:00" } },
  },
  { date: "2026-11-08", name: "Muhurat trading on a Sunday", hours: { NSE: "unannounced", BSE: "unannounced" } },
];
