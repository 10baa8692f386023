import type { Exchange } from "./exchange.ts";

/** What a holiday shuts; MCX often opens for the evening. */
type Shut = "day" | "morning" | "evening";

export interface Holiday {
  readonly date: string;
  readonly name: string;
  readonly shut: Readonly<Partial<Record<Exchange, Shut>>>;
}

const ALL_DAY: Holiday["shut"] = { NSE: "day", BSE: "day", MCX: "day" };
const MCX_EVENING_OPEN: Holiday["shut"] = { NSE: "day", BSE: "day", MCX: "morning" };

/**
 * Holidays on weekdays. Sources: lists of NSE, BSE and MCX holidays for 2026 as printed by brokers and the press (MCX:
 * rupeezy.in, CNBC Awaaz of 2025-12-30). The exchanges' own pages decide: nseindia.com, bseindia.com, mcxindia.com.
 * MCX's lists were printed before 15 January was made a holiday for Maharashtra's municipal polls.
 */
export const HOLIDAYS: readonly Holiday[] = [
  { date: "2026-01-01", name: "New Year's Day", shut: { MCX: "evening" } },
  { date: "2026-01-15", name: "Maharashtra municipal polls", shut: { NSE: "day", BSE: "day" } },
  { date: "2026-01-26", name: "Republic Day", shut: ALL_DAY },
  { date: "2026-03-03", name: "Holi", shut: MCX_EVENING_OPEN },
  { date: "2026-03-26", name: "Ram Navami", shut: MCX_EVENING_OPEN },
  { date: "2026-03-31", name: "Mahavir Jayanti", shut: MCX_EVENING_OPEN },
  { date: "2026-04-03", name: "Good Friday", shut: ALL_DAY },
  { date: "2026-04-14", name: "Ambedkar Jayanti", shut: MCX_EVENING_OPEN },
  { date: "2026-05-01", name: "Maharashtra Day", shut: MCX_EVENING_OPEN },
  { date: "2026-05-28", name: "Bakri Id", shut: MCX_EVENING_OPEN },
  { date: "2026-06-26", name: "Muharram", shut: MCX_EVENING_OPEN },
  { date: "2026-09-14", name: "Ganesh Chaturthi", shut: MCX_EVENING_OPEN },
  { date: "2026-10-02", name: "Gandhi Jayanti", shut: ALL_DAY },
  { date: "2026-10-20", name: "Dussehra", shut: MCX_EVENING_OPEN },
  { date: "2026-11-10", name: "Diwali Balipratipada", shut: MCX_EVENING_OPEN },
  { date: "2026-11-24", name: "Guru Nanak Jayanti", shut: MCX_EVENING_OPEN },
  { date: "2026-12-25", name: "Christmas", shut: ALL_DAY },
];
