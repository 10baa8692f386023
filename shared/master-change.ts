import { z } from "zod";
import { SEGMENTS } from "./instrument-key.ts";
import { instrumentKey } from "./instrument-key-schema.ts";

export const MasterChangeLimits = {
  /** Rows listed of one kind of change; counts are always in full. */
  rows: 200,
  /** Expiries listed that came, and that went. */
  expiries: 500,
} as const;

const count = z.number().int().nonnegative();
const segment = z.enum(SEGMENTS);

/**
 * What becomes of an instrument between two masters.
 * added: listed anew, also under the key of one that is listed no longer. expired: listed no longer, its day being past.
 * gone: listed no longer before its time. reassigned: the same, and its key names something else now.
 * So what was listed, less expired, gone and reassigned, with added, is what is listed.
 */
export const INSTRUMENT_FATES = ["added", "expired", "gone", "reassigned"] as const;

/** What may differ of an instrument that stays the same. */
export const CHANGED_FIELDS = ["name", "lotSize", "freezeQuantity", "tickSize", "isin", "series"] as const;
export type ChangedField = (typeof CHANGED_FIELDS)[number];

/** How many instruments of each kind of change. */
export const masterCounts = z.record(z.enum([...INSTRUMENT_FATES, ...CHANGED_FIELDS]), count);
export type MasterCounts = z.infer<typeof masterCounts>;

/** Instruments of one segment and kind (INDEX, OPTSTK); groups without any change are here too. */
export const instrumentGroup = z.object({
  segment,
  kind: z.string(),
  /** In the old master and in the new. */
  before: count,
  after: count,
  added: count,
  expired: count,
  gone: count,
  reassigned: count,
});
export type InstrumentGroup = z.infer<typeof instrumentGroup>;

/** Options or futures of an underlying that end on one day. */
export const listedExpiry = z.object({
  segment,
  underlying: z.string(),
  /** `YYYY-MM-DD` */
  expiry: z.iso.date(),
  instruments: count,
});
export type ListedExpiry = z.infer<typeof listedExpiry>;

/** Null where there is, or was, none. */
const fieldValue = z.union([z.string(), z.number()]).nullable();

/** One instrument; or contracts of one underlying, kind and expiry that change alike, of which `key` is the first. */
export const changedInstrument = z.object({
  key: instrumentKey,
  /** In the new master, or in the old one where the new has it no longer. */
  name: z.string(),
  instruments: count.min(1),
  before: fieldValue,
  after: fieldValue,
});
export type ChangedInstrument = z.infer<typeof changedInstrument>;

const rows = z.array(changedInstrument).max(MasterChangeLimits.rows);
const expiries = z.object({
  count,
  /** The first of them, by underlying and date. */
  listed: z.array(listedExpiry).max(MasterChangeLimits.expiries),
});

/**
 * How a new instrument master differs from the one before. On most days thousands of options come and go: those are
 * counted, and what is rare is listed, cash instruments first.
 */
export const masterChange = z.object({
  counts: masterCounts,
  groups: z.array(instrumentGroup),
  expiries: z.object({ added: expiries, removed: expiries }),
  /** What came, and what went before its time. */
  added: rows,
  gone: rows,
  /** `before` and `after` are what the key named and names now. */
  reassigned: rows,
  fields: z.record(z.enum(CHANGED_FIELDS), rows),
});
export type MasterChange = z.infer<typeof masterChange>;

/** Whether the two masters say the same of everything. */
export function isUnchanged({ counts }: Pick<MasterChange, "counts">): boolean {
  return Object.values(counts).every((instruments) => instruments === 0);
}

/** Told to everybody when another master is in use: names, lots and what is listed may be others. */
export const masterChangedEvent = z.object({
  type: z.literal("master-changed"),
  /** Instruments listed now. */
  instruments: count,
  counts: masterCounts,
  /** UTC milliseconds. */
  at: z.number().int(),
});
