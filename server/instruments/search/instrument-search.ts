import { randomUUID } from "node:crypto";
import type { Exchange } from "../../../shared/exchange.ts";
import { SEGMENT_NUMBER, type Segment } from "../../../shared/instrument-key.ts";
import { INSTRUMENT_KINDS, type InstrumentKind } from "../../../shared/instrument-kind.ts";
import { type SearchAnswer, type SearchHit, type SearchInput, SearchLimits } from "../../../shared/search.ts";
import { cannotAnswer } from "../../../shared/search-refusal.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";
import { ContractSearch, type SearchContext } from "./contract-search.ts";
import { FoundRows } from "./found-rows.ts";
import { IsinIndex } from "./isin-index.ts";
import { listedInstrumentAt } from "./listed-instrument.ts";
import { MatchedRanges } from "./matched-ranges.ts";
import { NameIndex } from "./name-index.ts";
import { PRICES_MOST, readPageToken, writePageToken } from "./page-token.ts";
import { NO_WISH, type Reading, readQuery, type SearchQuery } from "./search-query.ts";
import { type SearchParts, SearchRun } from "./search-run.ts";

type Filters = Pick<SearchInput, "segments" | "kinds">;

type SegmentNumber = (typeof SEGMENT_NUMBER)[Segment];

const isCashSegment = (segment: Segment) => segment === "IDX_I" || segment === "NSE_EQ" || segment === "BSE_EQ";
const isCashKind = (kind: InstrumentKind) => kind === "INDEX" || kind === "EQUITY";

/** Search in a trader's words over all instruments of one master. The same master, day, prices and input give the same answer. */
export class InstrumentSearch {
  readonly #parts: SearchParts;
  /** Names this list of instruments: a page of another one is refused. */
  readonly #listing = randomUUID();

  private constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Yields where a slice of the work is done: a live server has ticks to pass on in between. */
  static *build(table: InstrumentTable, series: OptionSeriesIndex): Generator<void, InstrumentSearch> {
    const names = yield* NameIndex.build(table, series);
    const isins = yield* IsinIndex.build(table);
    return new InstrumentSearch({ table, series, names, isins });
  }

  /** One page of hits, best first; a refusal for a page that is not of this search. Whatever the query holds, nothing is thrown. */
  search(input: SearchInput, context: SearchContext): SearchAnswer {
    const search = fingerprint(input);
    const page = input.page === undefined ? null : readPageToken(input.page);
    if (input.page !== undefined && page?.search !== search) return cannotAnswer("bad-page");
    if (page !== null && (page.listing !== this.#listing || page.today !== context.today))
      return cannotAnswer("page-expired");

    const { table, series, names } = this.#parts;
    const offset = page?.offset ?? 0;
    const end = offset + input.limit;
    const query = readQuery(input.query, context.today, (word) => names.begins(word));
    const found = new FoundRows(Math.min(end + 1, SearchLimits.hitsPerSearch), this.#filter(input, context.today));
    const { priceOf, prices } = rememberedPrices(context, page?.prices ?? []);
    const contracts = new ContractSearch(table, series, { ...context, priceOf });
    new SearchRun(this.#parts, contracts, found, query, excludesCash(input)).run();

    const hits = this.#hits(found, offset, end, query);
    const { today } = context;
    const next =
      found.size > end ? writePageToken({ listing: this.#listing, search, today, offset: end, prices }) : null;
    return { ok: true, hits, next };
  }

  #hits({ rows, readings }: FoundRows, from: number, to: number, query: SearchQuery): SearchHit[] {
    const { table, series } = this.#parts;
    const nameAlone: Reading = { subject: query.words, wish: NO_WISH };
    const matches = new Map<Reading, MatchedRanges>();
    return rows.slice(from, to).map((row, place) => {
      const instrument = listedInstrumentAt(table, series, row);
      const reading = readings[from + place] ?? nameAlone;
      const ranges = matches.get(reading) ?? new MatchedRanges(reading);
      matches.set(reading, ranges);
      return { ...instrument, matches: ranges.of(instrument) };
    });
  }

  /** What has expired is never wanted. */
  #filter({ segments, kinds }: Filters, today: number): (row: number) => boolean {
    const { segment, kind, expiryDay } = this.#parts.table.columns;
    const segmentNumbers = segments && new Set(segments.map((name) => SEGMENT_NUMBER[name]));
    const kindPlaces = kinds && new Set(kinds.map((name) => INSTRUMENT_KINDS.indexOf(name)));
    return (row) =>
      (expiryDay[row] === 0 || expiryDay[row]! >= today) &&
      (segmentNumbers === undefined || segmentNumbers.has(segment[row] as SegmentNumber)) &&
      (kindPlaces === undefined || kindPlaces.has(kind[row]!));
  }
}

function excludesCash({ segments, kinds }: Filters): boolean {
  return segments?.some(isCashSegment) === false || kinds?.some(isCashKind) === false;
}

/** Of what makes two pages belong together. */
function fingerprint({ query, segments = [], kinds = [] }: SearchInput): string {
  return Bun.hash(JSON.stringify([query, segments.toSorted(), kinds.toSorted()])).toString(36);
}

/** Each price is asked for once; those of the pages before are what they were then, as the order hangs on them. */
function rememberedPrices({ priceOf }: SearchContext, before: readonly (number | null)[]) {
  const prices: (number | null)[] = [];
  const known = new Map<string, number | null>();
  return {
    prices,
    priceOf(underlying: string, exchange: Exchange): number | null {
      const id = `${underlying}@${exchange}`;
      let price = known.get(id);
      if (price !== undefined) return price;
      price = null;
      if (prices.length < PRICES_MOST) {
        price = prices.length < before.length ? before[prices.length]! : priceOf(underlying, exchange);
        prices.push(price);
      }
      known.set(id, price);
      return price;
    },
  };
}
