import { z } from "zod";
import { exchange } from "./exchange.ts";
import { expiryKind } from "./expiry-kind.ts";
import { SEGMENTS } from "./instrument-key.ts";
import { instrumentKey } from "./instrument-key-schema.ts";
import { searchRefusal } from "./search-refusal.ts";

const underlying = z.string().min(1).max(40);
const segment = z.enum(SEGMENTS);
const date = z.iso.date();
const count = z.number().int().nonnegative();
const quantity = z.number().int().positive();
const ok = z.literal(true);

/** Ticker of an underlying as the master spells it, in capitals or not. Without an exchange the first of NSE, BSE, MCX that lists it is meant. */
export const expiriesInput = z.strictObject({ underlying, exchange: exchange.optional() });
export type ExpiriesInput = z.infer<typeof expiriesInput>;

/** `daysLeft` counts Indian days, 0 on the day itself. */
const expiry = z.object({ expiry: date, kind: expiryKind, daysLeft: count });

/** What is traded on an underlying on one exchange; nothing that has expired. */
export const underlyingExpiries = z.object({
  underlying: z.string(),
  exchange,
  /** The index or share that it all follows; null for commodities and currencies. */
  spotKey: instrumentKey.nullable(),
  /** Of its options, ascending; none where it has futures alone. */
  expiries: z.array(expiry.extend({ strikes: quantity })),
  /** Nearest first. */
  futures: z.array(expiry.extend({ key: instrumentKey })),
});
export const expiriesAnswer = z.discriminatedUnion("ok", [z.object({ ok, listed: underlyingExpiries }), searchRefusal]);
export type ExpiriesAnswer = z.infer<typeof expiriesAnswer>;

export const seriesInput = z.strictObject({ underlying, expiry: date, exchange: exchange.optional() });
export type SeriesInput = z.infer<typeof seriesInput>;

/** All options of an underlying that end on one day. */
export const optionSeries = expiry.extend({
  underlying: z.string(),
  exchange,
  segment,
  /** Units; MCX counts in lots, so 1. */
  lotSize: quantity,
  /** Largest quantity of one order; null while unknown. */
  freezeQuantity: quantity.nullable(),
  /** Rupees between neighbours near the money, where they lie closest; null for a strike that is alone. */
  strikeStep: z.number().positive().nullable(),
  /** Rupees, ascending. A strike's place here is its place in both lists of keys. */
  strikes: z.array(z.number().positive()),
  /** Null where none is listed at the strike. */
  ceKeys: z.array(instrumentKey.nullable()),
  peKeys: z.array(instrumentKey.nullable()),
});
export const seriesAnswer = z.discriminatedUnion("ok", [z.object({ ok, series: optionSeries }), searchRefusal]);
export type SeriesAnswer = z.infer<typeof seriesAnswer>;
