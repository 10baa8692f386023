import type { Market } from "../../../client-sdk/index.ts";

export const MARKET_NAMES: Record<Market, string> = { NSE_BSE: "NSE and BSE", MCX: "MCX" };
