import { z } from "zod";
import { atmStatusFields } from "./atm.ts";
import { exchange } from "./exchange.ts";

export const TierBLimits = {
  underlyings: 100,
  /** Of options; and of futures, which have one instrument each. */
  expiriesPerUnderlying: 30,
  strikesEachSide: 50,
  /** Instruments a plan may come to: the feed's 25,000 slots, less what users' watchlists should always find. */
  instruments: 20_000,
} as const;

const ticker = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9&_ -]{0,39}$/, "an underlying is a ticker as the master spells it, for example NIFTY");
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
  .superRefine(({ entries }, context) => {
    const ids = entries.map(entryId);
    const twice = ids.find((id, place) => ids.indexOf(id) !== place);
    if (twice !== undefined)
      context.addIssue({ code: "custom", path: ["entries"], message: `${twice} is there twice` });
    const instruments = instrumentsOf({ entries });
    if (instruments > TierBLimits.instruments) {
      const message = `the plan comes to ${instruments} instruments, and ${TierBLimits.instruments} is the most: take fewer expiries or strikes`;
      context.addIssue({ code: "custom", path: ["entries"], message });
    }
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

/** `NIFTY`, or `RELIANCE@BSE` beside NSE's. */
export function entryId({ underlying, exchange }: Pick<TierBEntry, "underlying" | "exchange">): string {
  return exchange === undefined ? underlying : `${underlying}@${exchange}`;
}

/** Instruments a plan comes to where the master lists all it asks for. */
export function instrumentsOf({ entries }: TierBPlan): number {
  return entries.reduce(
    (sum, { optionExpiries, strikesEachSide, futures }) =>
      sum + optionExpiries * (2 * strikesEachSide + 1) * 2 + futures,
    0,
  );
}

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
