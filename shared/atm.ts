import { z } from "zod";

/**
 * Where an underlying's price comes from, best first. stream: the live feed's price of what the options follow (index,
 * share, or a commodity's near future). future: the live price of the near future where options follow an index or a
 * share, so it is off by the basis. rest: asked over REST. previous-close: yesterday's, while nothing newer is known.
 */
export const UNDERLYING_PRICE_SOURCES = ["stream", "future", "rest", "previous-close"] as const;
export const underlyingPriceSource = z.enum(UNDERLYING_PRICE_SOURCES);
export type UnderlyingPriceSource = z.infer<typeof underlyingPriceSource>;

/**
 * unlisted: nothing to take a price from. waiting: asked for, no answer yet. none: nobody knows one. stale: only one of
 * before the session, or one that nothing keeps fresh. absurd: too far from yesterday's close to be believed.
 */
export const NO_PRICE_REASONS = ["unlisted", "waiting", "none", "stale", "absurd"] as const;
export type NoPriceReason = (typeof NO_PRICE_REASONS)[number];

export const noAtmReason = z.enum([...NO_PRICE_REASONS, "expiry-not-listed", "expired"]);
export type NoAtmReason = z.infer<typeof noAtmReason>;

/** The at-the-money strike of one option series, and what it was worked out from. Rupees. */
export const seriesAtm = z.object({
  strike: z.number().positive(),
  /** The underlying's price then. */
  price: z.number().positive(),
  source: underlyingPriceSource,
  /** UTC milliseconds. */
  at: z.number().int(),
});
export type SeriesAtm = z.infer<typeof seriesAtm>;

/** An ATM, or why there is none: it is never worked out from a made-up price. */
export type AtmStatus =
  | { readonly atm: SeriesAtm; readonly reason: null }
  | { readonly atm: null; readonly reason: NoAtmReason };
/** The same as fields of an answer. */
export const atmStatusFields = { atm: seriesAtm.nullable(), reason: noAtmReason.nullable() };
