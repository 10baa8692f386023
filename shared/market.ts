import { z } from "zod";
import type { Segment } from "./instrument-key.ts";

/** Exchanges that end their day together: NSE and BSE in the afternoon, MCX at night. */
export const MARKETS = ["NSE_BSE", "MCX"] as const;
export const market = z.enum(MARKETS);
export type Market = z.infer<typeof market>;

export function marketOf(segment: Segment): Market {
  return segment === "MCX_COMM" ? "MCX" : "NSE_BSE";
}
