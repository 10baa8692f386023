import type { Exchange, TierBEntry, TierBPlan } from "../../../client-sdk/index.ts";
import { entryId, planProblems, TICKER_PATTERN, TierBLimits } from "../../../shared/tier-b-rules.ts";

/** An entry as it is being edited: numbers are what was typed. */
export interface DraftEntry {
  /** Of the row, whatever is typed into it. */
  id: number;
  underlying: string;
  /** Empty: the first that lists it. */
  exchange: Exchange | "";
  optionExpiries: string;
  strikesEachSide: string;
  futures: string;
}

export type NumberField = "optionExpiries" | "strikesEachSide" | "futures";

export const MOST: Record<NumberField, number> = {
  optionExpiries: TierBLimits.expiriesPerUnderlying,
  strikesEachSide: TierBLimits.strikesEachSide,
  futures: TierBLimits.expiriesPerUnderlying,
};
const NAMES: Record<NumberField, string> = {
  optionExpiries: "option expiries",
  strikesEachSide: "strikes each side",
  futures: "futures",
};

export function draftOf({ entries }: TierBPlan): DraftEntry[] {
  return entries.map((entry, id) => ({
    id,
    underlying: entry.underlying,
    exchange: entry.exchange ?? "",
    optionExpiries: String(entry.optionExpiries),
    strikesEachSide: String(entry.strikesEachSide),
    futures: String(entry.futures),
  }));
}

/** A row to be filled in: an index's near expiries. */
export function newEntry(entries: readonly DraftEntry[]): DraftEntry {
  const id = Math.max(-1, ...entries.map((entry) => entry.id)) + 1;
  return { id, underlying: "", exchange: "", optionExpiries: "1", strikesEachSide: "10", futures: "0" };
}

/** What is wrong with one entry, in words; null when nothing is. */
export function entryProblem(entry: DraftEntry): string | null {
  if (entry.underlying === "") return "Name an underlying, for example NIFTY";
  if (!TICKER_PATTERN.test(entry.underlying)) return `${entry.underlying} is no ticker as the master spells it`;
  for (const field of Object.keys(MOST) as NumberField[]) {
    const isWhole = /^\d{1,4}$/.test(entry[field]);
    if (!isWhole || Number(entry[field]) > MOST[field])
      return `${entry.underlying}: ${NAMES[field]} are 0 to ${MOST[field]}`;
  }
  return null;
}

/** As the server takes it; what is no number counts as 0. */
export function entryOf({ underlying, exchange, ...typed }: DraftEntry): TierBEntry {
  const number = (field: NumberField) => (/^\d{1,4}$/.test(typed[field]) ? Number(typed[field]) : 0);
  return {
    underlying,
    ...(exchange === "" ? {} : { exchange }),
    optionExpiries: number("optionExpiries"),
    strikesEachSide: number("strikesEachSide"),
    futures: number("futures"),
  };
}

/** The plan that a draft comes to, and all that is wrong with it, in words. */
export function planOf(draft: readonly DraftEntry[]): { plan: TierBPlan; problems: string[] } {
  const plan = { entries: draft.map(entryOf) };
  const ofEntries = draft.flatMap((entry) => entryProblem(entry) ?? []);
  const tooMany =
    draft.length > TierBLimits.underlyings ? [`A plan has at most ${TierBLimits.underlyings} underlyings`] : [];
  return { plan, problems: [...ofEntries, ...tooMany, ...planProblems(plan)] };
}

export function isSamePlan(a: TierBPlan, b: TierBPlan): boolean {
  const text = ({ entries }: TierBPlan) =>
    JSON.stringify(entries.map((one) => [entryId(one), one.optionExpiries, one.strikesEachSide, one.futures]));
  return text(a) === text(b);
}
