import type { TierBEntry, TierBPlan } from "./tier-b-plan.ts";

export const TierBLimits = {
  underlyings: 100,
  /** Of options; and of futures, which have one instrument each. */
  expiriesPerUnderlying: 30,
  strikesEachSide: 50,
  /** Instruments a plan may come to: the feed's 25,000 slots, less what users' watchlists should always find. */
  instruments: 20_000,
} as const;

/** A ticker as the master spells it. */
export const TICKER_PATTERN = /^[A-Z0-9][A-Z0-9&_ -]{0,39}$/;

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

/** What is wrong with a plan as a whole, in words; its entries are looked at one by one elsewhere. */
export function planProblems(plan: TierBPlan): string[] {
  const problems: string[] = [];
  const ids = plan.entries.map(entryId);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) problems.push(`${twice} is there twice`);
  const instruments = instrumentsOf(plan);
  if (instruments > TierBLimits.instruments) {
    problems.push(
      `the plan comes to ${instruments} instruments, and ${TierBLimits.instruments} is the most: take fewer expiries or strikes`,
    );
  }
  return problems;
}
