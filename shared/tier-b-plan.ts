import { z } from "zod";
import { atmStatusFields } from "./atm.ts";
import { exchange } from "./exchange.ts";
import { planProblems, TICKER_PATTERN, TierBLimits } from "./tier-b-rules.ts";

const ticker = z.string().regex(TICKER_PATTERN, "an underlying is a ticker as the master spells it, for example NIFTY");
const expiries = z.number().int().min(0).max(TierBLimits.expiriesPerUnderlying);

/** What is held all day of one underlying. */
export const tierBEntry = z.strictObject({
  underlying: ticker,
  /** Only where its derivatives on another exchange than the first of NSE, BSE, MCX that lists them are meant. */
  exchange: exchange.optional(),
  /** Option series of the nearest so many expiries. */
  optionExpiries: expiries,
  /** 10 gives 21 strikes and 42 legs an expiry. */
  strikesEachSide: z.number().int().min(0).max(TierBLimits.strikesEachSide),
  /** The nearest so many futures. */
  futures: expiries,
});
export type TierBEntry = z.infer<typeof tierBEntry>;

/** What is subscribed all day, whoever watches: data, so that it can be changed while the server runs. */
export const tierBPlan = z
  .strictObject({ entries: z.array(tierBEntry).max(TierBLimits.underlyings) })
  .superRefine((plan, context) => {
    for (const message of planProblems(plan)) context.addIssue({ code: "custom", path: ["entries"], message });
  });
export type TierBPlan = z.infer<typeof tierBPlan>;

const index = (underlying: string, optionExpiries: number): TierBEntry => ({
  underlying,
  optionExpiries,
  strikesEachSide: 10,
  futures: 0,
});
const commodity = (underlying: string): TierBEntry => ({
  underlying,
  optionExpiries: 4,
  strikesEachSide: 2,
  futures: 4,
});

/** 2,272 instruments: 52 expiries of six indices by 42 legs, and 4 futures and 4 expiries by 10 legs of two commodities. */
export const DEFAULT_TIER_B_PLAN: TierBPlan = {
  entries: [
    index("NIFTY", 16),
    index("BANKNIFTY", 8),
    index("SENSEX", 7),
    index("FINNIFTY", 7),
    index("MIDCPNIFTY", 7),
    index("BANKEX", 7),
    commodity("CRUDEOIL"),
    commodity("NATURALGAS"),
  ],
};

const count = z.number().int().nonnegative();
/** `listed` counts those that are taken, so it is never more than `wanted`. */
const wantedAndListed = z.object({ wanted: count, listed: count });

/** What became of one entry of the plan. */
export const tierBEntryStatus = z.object({
  underlying: z.string(),
  exchange: tierBEntry.shape.exchange,
  optionExpiries: wantedAndListed,
  futures: wantedAndListed,
  series: z.array(z.object({ expiry: z.iso.date(), instruments: count, ...atmStatusFields })),
  /** For people: what is short of the plan and why; empty when nothing is. */
  shortfalls: z.array(z.string()),
});
export type TierBEntryStatus = z.infer<typeof tierBEntryStatus>;

export const tierBStatus = z.object({
  /** Instruments demanded now, and what the plan would come to if all of it were listed. */
  instruments: z.object({ demanded: count, planned: count }),
  /** Nothing is short of the plan. */
  isComplete: z.boolean(),
  entries: z.array(tierBEntryStatus),
});
export type TierBStatus = z.infer<typeof tierBStatus>;
