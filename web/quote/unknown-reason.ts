import type { InstrumentKey } from "../../client-sdk/index.ts";
import type { ShownTick } from "../quote-store.ts";

export type DayPriceField = "open" | "high" | "low" | "previousClose" | "averagePrice";
export type QuantityField = "volume" | "oi" | "lastQuantity" | "totalBuyQuantity" | "totalSellQuantity";
export type QuoteField = "ltp" | "change" | "bid" | "ask" | "exchangeTime" | "age" | DayPriceField | QuantityField;

const CASH_SEGMENTS = ["IDX_I", "NSE_EQ", "BSE_EQ"];
const OF_AN_INDEX: { readonly [field in QuoteField]?: string } = {
  volume: "An index has no volume of its own",
  averagePrice: "An index is not traded itself: it has no average price",
  lastQuantity: "An index is not traded itself: there is no last quantity",
  bid: "An index is not traded itself",
  ask: "An index is not traded itself",
  totalBuyQuantity: "An index is not traded itself: nobody bids for it",
  totalSellQuantity: "An index is not traded itself: nobody offers it",
};

/** Why an instrument of this kind can never have the field, though the feed may send a zero for it; null when it can. */
export function impossibleReason(field: QuoteField, key: InstrumentKey): string | null {
  const segment = key.slice(0, key.indexOf(":"));
  if (field === "oi" && CASH_SEGMENTS.includes(segment)) return "Only futures and options have open interest";
  return segment === "IDX_I" ? (OF_AN_INDEX[field] ?? null) : null;
}

/** Why a field of an instrument has no value, in words. */
export function unknownReason(
  field: QuoteField,
  key: InstrumentKey,
  tick: Pick<ShownTick, "ltp" | "source" | "depth"> | null,
): string {
  const impossible = impossibleReason(field, key);
  if (impossible !== null) return impossible;
  if (tick === null) return "Waiting for the first tick";
  if (field === "exchangeTime") return "Not traded yet";
  if ((field === "bid" || field === "ask") && tick.depth) return field === "bid" ? "Nobody bids" : "Nobody offers";
  if (field !== "change") return "The feed has not sent it yet";
  if (tick.ltp === null) return "No price has come yet";
  if (tick.source === "previous-close") return "Not traded today: the price is the previous close";
  return "The previous close has not come yet";
}
