import { z } from "zod";
import { noAtmReason, seriesAtm, underlyingPriceSource } from "./atm.ts";
import { ChainLimits } from "./chain-limits.ts";
import { CHAIN_REFUSALS, type ChainRefusalReason } from "./chain-refusal.ts";
import { instrumentKey } from "./instrument-key-schema.ts";
import { BUILD_UPS } from "./option-analytics.ts";

/** Which chain: an option series and how much of it around the money. */
export const chainSpec = z.strictObject({
  /** Ticker as the master spells it: `NIFTY`. */
  underlying: z.string().min(1).max(ChainLimits.underlyingLength),
  /** Only where its options on another exchange than the first of NSE, BSE, MCX that lists them are meant. */
  exchange: z.enum(["NSE", "BSE", "MCX"]).optional(),
  expiry: z.iso.date(),
  /** 10 gives 21 strikes and 42 legs, fewer where the list of strikes ends. */
  strikesEachSide: z.literal([...ChainLimits.strikesEachSide]).default(ChainLimits.strikesEachSideDefault),
});
export type ChainSpec = z.infer<typeof chainSpec>;

/**
 * Why a value of a leg is null.
 * waiting: nothing has come since it was subscribed. not-traded: it has not traded. no-previous: no previous value is
 * known. not-sent: the feed does not bring it. no-quote, one-sided, crossed: bid and ask give no price. stale: nothing
 * keeps it fresh. no-forward: the chain has no forward to price it on. expired: its time is over. below-intrinsic,
 * above-bound: no volatility gives its price. unresolvable: its time value is too small to tell the volatility.
 */
export const LEG_REASONS = [
  "waiting",
  "not-traded",
  "no-previous",
  "not-sent",
  "no-quote",
  "one-sided",
  "crossed",
  "stale",
  "no-forward",
  "expired",
  "below-intrinsic",
  "above-bound",
  "unresolvable",
] as const;
export const legReason = z.enum(LEG_REASONS);
export type LegReason = z.infer<typeof legReason>;

/** rest: Dhan's option chain. packet: told on the feed as the previous day's. first-packet: the day's first packet. */
export const PREVIOUS_OI_SOURCES = ["rest", "packet", "first-packet"] as const;

/** Rupees; null while unknown, never 0. */
const price = z.number().positive().nullable();
const signed = z.number().nullable();
const count = z.number().int().nonnegative().nullable();
/** UTC milliseconds. */
const time = z.number().int().nullable();

/** One call or put. Prices in rupees, quantities in units. */
export const chainLeg = z.object({
  key: instrumentKey,
  strike: z.number().positive(),
  optionType: z.enum(["CE", "PE"]),
  ltp: price,
  /** Of the last trade, to the second; null for what never traded. */
  exchangeTime: time,
  /** Of the last packet. */
  receivedTime: time,
  stale: z.boolean(),
  previousClose: price,
  change: signed,
  changePercent: signed,
  bidPrice: price,
  bidQuantity: count,
  askPrice: price,
  askQuantity: count,
  volume: count,
  oi: count,
  previousOi: count,
  previousOiSource: z.enum(PREVIOUS_OI_SOURCES).nullable(),
  oiChange: signed,
  oiChangePercent: signed,
  buildUp: z.enum(BUILD_UPS).nullable(),
  /** Middle of bid and ask: what volatility and Greeks are worked out from. */
  mid: price,
  /** A year, as a fraction: 0.118 is 11.8 %. */
  iv: price,
  /** Rupees per rupee of the forward. */
  delta: signed,
  /** Change of delta per rupee of the forward. */
  gamma: signed,
  /** Rupees per calendar day. */
  theta: signed,
  /** Rupees per percentage point of volatility. */
  vega: signed,
  /** What exercise on the forward would be worth today. */
  intrinsic: z.number().nonnegative().nullable(),
  /** `mid` above that. */
  timeValue: signed,
  /** Why fields are null, by group: there is a reason for each group that lacks any, and none for the others. */
  reasons: z.partialRecord(z.enum(["price", "change", "quote", "oi", "oiChange", "iv"]), legReason),
});
export type ChainLeg = z.infer<typeof chainLeg>;

/** An instrument that the chain goes by: its index or share, its future. */
export const chainAnchor = z.object({
  key: instrumentKey,
  /** Of a future; null of what never expires. */
  expiry: z.iso.date().nullable(),
  ltp: price,
  previousClose: price,
  change: signed,
  changePercent: signed,
  exchangeTime: time,
  receivedTime: time,
  stale: z.boolean(),
});
export type ChainAnchor = z.infer<typeof chainAnchor>;

/** Why a value of the summary is null: no forward, no quotes of both legs at the money, no open interest, and so on. */
export const SUMMARY_REASONS = ["no-price", "no-atm", "no-quotes", "no-volatility", "no-oi", "no-volume"] as const;
export const summaryReason = z.enum(SUMMARY_REASONS);

/** What is said of the chain as a whole. */
export const chainSummary = z.object({
  /** Index, share, or the commodity's near future; null when none is listed. */
  spot: chainAnchor.nullable(),
  /** The nearest future that does not end before the series; null when none is listed. */
  future: chainAnchor.nullable(),
  /** The price that the ATM goes by, and where it is from; null while it stands for none. */
  underlyingPrice: price,
  underlyingPriceSource: underlyingPriceSource.nullable(),
  atm: seriesAtm.nullable(),
  /** Why there is no ATM. */
  atmReason: noAtmReason.nullable(),
  /** By put-call parity from quotes around the money, rupees. */
  forward: price,
  /** Forward less spot. */
  basis: signed,
  /** A year, as a fraction. */
  atmIv: price,
  /** Call and put at the money, rupees. */
  straddle: price,
  /** One standard deviation to the expiry, rupees. */
  expectedMove: price,
  callOi: count,
  putOi: count,
  callVolume: count,
  putVolume: count,
  /** Puts by calls. */
  pcrOi: z.number().nonnegative().nullable(),
  pcrVolume: z.number().nonnegative().nullable(),
  /** The strike at which option buyers would get the least, rupees. */
  maxPain: price,
  /** Totals, PCR and max pain go over the strikes shown, or over all that are listed: then those not shown are as old as this says. */
  totals: z.object({ strikes: z.number().int(), listed: z.number().int(), othersAt: time }),
  lotSize: z.number().int().positive(),
  /** Largest quantity of one order; null while unknown. */
  freezeQuantity: z.number().int().positive().nullable(),
  /** Close of the session on the expiry day, UTC milliseconds; time to expiry counts to here. */
  expiresAt: z.number().int(),
  /** Calendar days on an Indian clock; 0 on the day itself. */
  daysToExpiry: z.number().int(),
  /** Newest packet of any leg, UTC milliseconds. */
  receivedTime: time,
  /** When all this was worked out, UTC milliseconds. */
  computedAt: z.number().int(),
  reasons: z.partialRecord(
    z.enum(["forward", "atmIv", "straddle", "expectedMove", "pcrOi", "pcrVolume", "maxPain"]),
    summaryReason,
  ),
});
export type ChainSummary = z.infer<typeof chainSummary>;

/**
 * A chain, or what has changed of it. `legs` are whole and replace those of the same key; legs of strikes that are not
 * in `strikes` any more are gone.
 */
export const chainUpdate = z.object({
  /** As chainId has it. */
  chain: z.string(),
  spec: chainSpec,
  /** Rises whenever anything changes. */
  version: z.number().int().nonnegative(),
  /** The version on which this builds; null for a snapshot, which builds on nothing and holds every leg. */
  since: z.number().int().nonnegative().nullable(),
  summary: chainSummary,
  /** Rupees, ascending; none before there is an ATM for the first time. */
  strikes: z.array(z.number().positive()),
  legs: z.array(chainLeg),
});
export type ChainUpdate = z.infer<typeof chainUpdate>;

const refusalReasons = Object.keys(CHAIN_REFUSALS) as [ChainRefusalReason, ...ChainRefusalReason[]];
export const chainRefusalReason = z.enum(refusalReasons);

export const chainAnswer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), chain: chainUpdate }),
  z.object({ ok: z.literal(false), reason: chainRefusalReason, message: z.string() }),
]);

/** Asks for a chain to be followed. */
export const liveChainInput = chainSpec.extend({
  /** Least time between two; served as the next multiple of 250. */
  everyMs: z
    .number()
    .int()
    .min(ChainLimits.everyMsLeast)
    .max(ChainLimits.everyMsMost)
    .default(ChainLimits.liveEveryMsDefault),
});

/** Asks for a chain to be held for a while, for who polls it or is about to watch it. */
export const keepChainInput = chainSpec.extend({
  keepMs: z.number().int().min(ChainLimits.keepMsLeast).max(ChainLimits.keepMsMost).default(ChainLimits.keepMsDefault),
});
export const keepChainAnswer = z.discriminatedUnion("ok", [
  /** `chain` is its name on the stream; `until` in UTC milliseconds. */
  z.object({ ok: z.literal(true), chain: z.string(), until: z.number().int() }),
  z.object({ ok: z.literal(false), reason: chainRefusalReason, message: z.string() }),
]);

/** A chain as a route names it: the underlying in its path, all else in its query. */
export const symbolChainInput = chainSpec.omit({ underlying: true, strikesEachSide: true }).extend({
  symbol: chainSpec.shape.underlying,
  // The documentation takes only what is plainly a number for one.
  strikesEachSide: z
    .number()
    .pipe(z.literal([...ChainLimits.strikesEachSide]))
    .default(ChainLimits.strikesEachSideDefault),
});
