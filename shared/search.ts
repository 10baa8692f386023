import { z } from "zod";
import { exchange } from "./exchange.ts";
import { SEGMENTS } from "./instrument-key.ts";
import { instrumentKey } from "./instrument-key-schema.ts";
import { INSTRUMENT_KINDS, instrumentKind } from "./instrument-kind.ts";
import { searchRefusal } from "./search-refusal.ts";

export const SearchLimits = {
  /** Characters and words of a query that are read. What is beyond is not refused: it is not looked at. */
  queryLength: 100,
  wordsPerQuery: 12,
  hitsPerPage: 50,
  hitsPerPageDefault: 20,
  /** Hits of one search on all its pages. Whoever has not found it among these adds a word. */
  hitsPerSearch: 500,
  /** Characters of a page token; a longer one is none of ours. */
  pageTokenLength: 1_000,
} as const;

const segment = z.enum(SEGMENTS);
const optionType = z.enum(["CE", "PE"]);
const quantity = z.number().int().positive();

/** One instrument of the master. */
export const listedInstrument = z.object({
  key: instrumentKey,
  /** For people: `NIFTY 24 Nov 2026 25,000 CE`, `CRUDEOIL 19 Dec 2026 FUT`, `RELIANCE`. */
  name: z.string(),
  /** The exchange's own name: `RELIANCE`, `NIFTY-Nov2026-25000-CE`. Contracts of BSE and MCX share theirs. */
  symbol: z.string(),
  /** As the master words it: `Reliance Industries`, `NIFTY 24 NOV 25000 CALL`. */
  displayName: z.string(),
  segment,
  /** Null for an index that nothing is traded on: IDX_I holds those of NSE and of BSE alike. */
  exchange: exchange.nullable(),
  kind: instrumentKind,
  /** Ticker of what its price follows; a share's or an index's own. */
  underlying: z.string(),
  /** `YYYY-MM-DD`; null for what never expires. */
  expiry: z.iso.date().nullable(),
  /** Rupees; null for what is no option, as is the type. */
  strike: z.number().positive().nullable(),
  optionType: optionType.nullable(),
  /** Units; MCX counts in lots, so 1. */
  lotSize: quantity,
  /** Least price step in rupees. Null while unknown, as are all that follow. */
  tickSize: z.number().positive().nullable(),
  /** Largest quantity of one order. */
  freezeQuantity: quantity.nullable(),
  isin: z.string().nullable(),
  /** The exchange's series (EQ, BE, SG, A); null for what has none, as derivatives. */
  series: z.string().nullable(),
});
export type ListedInstrument = z.infer<typeof listedInstrument>;

/** A part of a text, from its first character up to, not including, the second number. */
const range = z.tuple([z.number().int().nonnegative(), z.number().int().positive()]);
/** Ascending, none touching another. */
const ranges = z.array(range);
export type MatchRange = z.infer<typeof range>;

export const searchHit = listedInstrument.extend({
  /** Which parts of its names the query meant, for highlighting; none where it was found by a number. */
  matches: z.object({ name: ranges, displayName: ranges }),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchInput = z.strictObject({
  /** In a trader's words, whatever they are: `bn 57k pe next week`, `relaince`, `INE002A01018`. */
  query: z.string().transform((text) => text.slice(0, SearchLimits.queryLength)),
  segments: z.array(segment).min(1).max(SEGMENTS.length).optional(),
  kinds: z.array(instrumentKind).min(1).max(INSTRUMENT_KINDS.length).optional(),
  limit: z.number().int().min(1).max(SearchLimits.hitsPerPage).default(SearchLimits.hitsPerPageDefault),
  /** `next` of the page before, of the same query and filters. */
  page: z.string().optional(),
});
export type SearchInput = z.infer<typeof searchInput>;

/** Of a list in a query: `NSE_EQ,BSE_EQ`. */
const listOf = <Item extends z.ZodType>(items: z.ZodArray<Item>) =>
  z
    .string()
    .transform((text) => text.split(","))
    // A list of any texts goes in; only those of the set come out.
    .pipe(items as unknown as z.ZodType<z.output<Item>[], string[]>);

/** The same as a route takes it, its lists as text. */
export const searchRouteInput = searchInput.extend({
  segments: listOf(searchInput.shape.segments.unwrap()).optional(),
  kinds: listOf(searchInput.shape.kinds.unwrap()).optional(),
});

export const searchAnswer = z.discriminatedUnion("ok", [
  /** Best first; none where nothing is like the query. `next` gives the next page; null on the last. */
  z.object({ ok: z.literal(true), hits: z.array(searchHit), next: z.string().nullable() }),
  searchRefusal,
]);
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** What is no key is an instrument that is not listed. */
export const instrumentInput = z.strictObject({ key: z.string() });
export type InstrumentInput = z.infer<typeof instrumentInput>;
export const instrumentAnswer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), instrument: listedInstrument }),
  searchRefusal,
]);
export type InstrumentAnswer = z.infer<typeof instrumentAnswer>;
