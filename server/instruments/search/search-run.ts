import { SEGMENT_NUMBER, type Segment } from "../../../shared/instrument-key.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";
import type { ContractSearch, StrikeFit } from "./contract-search.ts";
import type { FoundRows } from "./found-rows.ts";
import type { IsinIndex } from "./isin-index.ts";
import { exchangeAt } from "./listed-instrument.ts";
import { Fit, type FittingNames, type NameIndex } from "./name-index.ts";
import { NO_ROW } from "./names.ts";
import { type ContractWish, NO_WISH, type Reading, type SearchQuery } from "./search-query.ts";
import { MOST_TRADED } from "./traded-names.ts";

/** Underlyings whose contracts one reading is looked up in. */
export const UNDERLYINGS_MOST = 16;
/** Underlyings called by the query that show their near contracts at once. */
const HEADS_MOST = 2;
/** Where no strike is asked for, each underlying shows so many contracts before the first shows them all. */
const FIRST_CONTRACTS = 6;
const NEAR_STRIKES = 11;
/** A strike alone is meant of one of these: the indices that are traded most. */
const DEFAULT_UNDERLYINGS = MOST_TRADED.slice(0, 6);
/** What a security id is looked up in, in the order of the ranking. */
const SEGMENTS_BY_RANK: readonly Segment[] = [
  "IDX_I",
  "NSE_EQ",
  "BSE_EQ",
  "NSE_FNO",
  "BSE_FNO",
  "MCX_COMM",
  "NSE_CURRENCY",
  "BSE_CURRENCY",
];

export interface SearchParts {
  readonly table: InstrumentTable;
  readonly series: OptionSeriesIndex;
  readonly names: NameIndex;
  readonly isins: IsinIndex;
}

const BY_NUMBER: Reading = { subject: [], wish: NO_WISH };

interface Candidate {
  readonly underlying: string;
  readonly fit: number;
}

/**
 * One search, stage by stage, until enough is found: what is known by a number, what is called like the query, the contracts it
 * asks for, names that are like it, and, where that was nothing, the same with typos mended. Near contracts of what is called
 * like the query come with it: index, cash, near future, near expiry close to the money, then the rest.
 */
export class SearchRun {
  readonly #parts: SearchParts;
  readonly #contracts: ContractSearch;
  readonly #found: FoundRows;
  readonly #query: SearchQuery;
  /** Only contracts are wanted: a name alone asks for them then. */
  readonly #wantsContracts: boolean;
  /** Readings whose words are those of some underlying as they are: what is missing is the contract, and no typo. */
  readonly #understood = new Set<Reading>();

  constructor(
    parts: SearchParts,
    contracts: ContractSearch,
    found: FoundRows,
    query: SearchQuery,
    wantsContracts: boolean,
  ) {
    this.#parts = parts;
    this.#contracts = contracts;
    this.#found = found;
    this.#query = query;
    this.#wantsContracts = wantsContracts;
  }

  run(): void {
    const { words, readings } = this.#query;
    this.#byNumber();
    if (words.length === 0) return;
    const plain: Reading[] = this.#wantsContracts ? [{ subject: words, wish: NO_WISH }] : [];
    for (const isForgiving of [false, true]) {
      const names = this.#parts.names.find(words, isForgiving);
      this.#called(names);
      this.#firstThatFinds([...readings, ...plain], isForgiving);
      this.#likeIt(names);
      if (this.#found.size > 0) return;
    }
    this.#firstThatFinds(
      readings.flatMap((reading) => this.#withoutUnknownWords(reading)),
      false,
    );
    if (this.#found.size > 0) return;
    // No such contract: what it would be of is shown, and no other contract in its place.
    for (const isForgiving of [false, true]) {
      for (const { subject } of readings) {
        if (subject.length === 0) continue;
        this.#takeNames(this.#parts.names.find(subject, isForgiving).names, { subject, wish: NO_WISH });
        if (this.#found.size > 0) return;
      }
    }
  }

  #byNumber(): void {
    const { table, isins } = this.#parts;
    const { text, words } = this.#query;
    this.#found.take([table.find(text.trim().toUpperCase())].filter(isListed), BY_NUMBER);
    if (words.length !== 1) return;
    this.#found.take(isins.rowsOf(words[0]!), BY_NUMBER);
    if (!/^\d{1,10}$/.test(words[0]!)) return;
    const id = Number(words[0]);
    const rows = SEGMENTS_BY_RANK.map((segment) => table.rowOf(SEGMENT_NUMBER[segment], id));
    this.#found.take(rows.filter(isListed), BY_NUMBER);
  }

  /** What is called exactly so, with the near contracts of it. A bond of the company's ticker is not meant by it. */
  #called({ names, fits }: FittingNames): void {
    const { rows, firstFund } = this.#parts.names.names;
    const whole = names.filter((_, place) => fits[place] === Fit.whole);
    const shares = whole.filter((name) => name < firstFund);
    const called = shares.length > 0 ? shares : whole;
    this.#found.take(called.map((name) => rows[name]!).filter((row) => row !== NO_ROW));
    for (const underlying of this.#underlyingsOf(called).slice(0, HEADS_MOST)) {
      this.#found.take(this.#contracts.nearFutures(underlying, NO_WISH));
      this.#found.take(this.#contracts.nearOptions(underlying, NO_WISH, 1));
    }
  }

  /** Names that fit, shares before funds and bonds, and all contracts of the first. */
  #likeIt({ names }: FittingNames): void {
    const { firstFund } = this.#parts.names.names;
    const [underlying] = this.#underlyingsOf(names);
    this.#takeNames(names.filter((name) => name < firstFund));
    if (underlying !== undefined) {
      this.#found.take(this.#contracts.futures(underlying, NO_WISH));
      this.#found.take(this.#contracts.nearOptions(underlying, NO_WISH, NEAR_STRIKES));
    }
    this.#takeNames(names.filter((name) => name >= firstFund));
    if (underlying !== undefined) this.#found.take(this.#contracts.find(underlying, NO_WISH, "exact"));
  }

  #takeNames(names: readonly number[], reading: Reading | null = null): void {
    const { rows } = this.#parts.names.names;
    const wish = reading?.wish ?? NO_WISH;
    for (const name of names) {
      if (this.#found.isFull) return;
      const row = rows[name]!;
      if (row !== NO_ROW) this.#found.take([row], reading);
      else
        for (const underlying of this.#underlyingsOf([name]))
          this.#found.take(this.#contracts.nearFutures(underlying, wish), reading);
    }
  }

  #firstThatFinds(readings: readonly Reading[], isForgiving: boolean): void {
    const before = this.#found.size;
    for (const reading of readings) {
      this.#read(reading, isForgiving);
      if (this.#found.size > before) return;
    }
  }

  #read(reading: Reading, isForgiving: boolean): void {
    const { subject, wish } = reading;
    if (this.#understood.has(reading)) return;
    if (subject.length === 0) {
      // Only what lists the very strike.
      for (const underlying of DEFAULT_UNDERLYINGS)
        this.#found.take(this.#contracts.find(underlying, wish, "exact"), reading);
      return;
    }
    const fitting = this.#parts.names.find(subject, isForgiving);
    const candidates = this.#candidates(fitting);
    if (candidates.length > 0) this.#understood.add(reading);
    if (asksForSpot(wish)) {
      const spots = fitting.names.filter((name) => this.#isOn(name, wish));
      this.#takeNames(spots, reading);
    }
    if (wish.form !== "cash") this.#takeContracts(candidates, reading);
  }

  /** `buy nifty 25000 ce`: what no name begins with says nothing of which contract is meant. None where all words are known. */
  #withoutUnknownWords({ subject, wish }: Reading): Reading[] {
    const known = subject.filter((word) => word.length > 1 && this.#parts.names.begins(word));
    return known.length === 0 || known.length === subject.length ? [] : [{ subject: known, wish }];
  }

  /** Candidates that fit equally well come together, exact strikes of all of them first; a strike that is only begun counts for the best alone. */
  #takeContracts(candidates: readonly Candidate[], reading: Reading): void {
    const groups = [...Map.groupBy(candidates, ({ fit }) => fit).values()];
    const take = (group: readonly Candidate[], fit: StrikeFit, most?: number) => {
      for (const { underlying } of group) {
        if (this.#found.isFull) return;
        this.#found.take(this.#contracts.find(underlying, reading.wish, fit), reading, most);
      }
    };
    const before = this.#found.size;
    groups.forEach((group, place) => {
      if (reading.wish.strikes.length === 0) {
        if (group.length > 1) take(group, "exact", FIRST_CONTRACTS);
        take(group, "exact");
      } else {
        take(group, "exact");
        if (place === 0) take(group, "begun");
      }
    });
    if (this.#found.size === before && groups[0] !== undefined) take(groups[0], "near");
  }

  #candidates({ names, fits }: FittingNames): Candidate[] {
    const candidates = new Map<string, number>();
    names.forEach((name, place) => {
      const [underlying] = candidates.size < UNDERLYINGS_MOST ? this.#underlyingsOf([name]) : [];
      if (underlying !== undefined && !candidates.has(underlying)) candidates.set(underlying, fits[place]!);
    });
    return Array.from(candidates, ([underlying, fit]) => ({ underlying, fit }));
  }

  /** Tickers of those that something follows, each once. */
  #underlyingsOf(names: readonly number[]): string[] {
    const { hasContracts, underlyings } = this.#parts.names.names;
    const followed = names.filter((name) => hasContracts[name] === 1).map((name) => underlyings[name]!);
    return [...new Set(followed)].map((underlying) => this.#parts.table.underlyings[underlying]!);
  }

  #isOn(name: number, { exchange }: ContractWish): boolean {
    const { table, series, names } = this.#parts;
    const row = names.names.rows[name]!;
    return exchange === null || row === NO_ROW || exchangeAt(table, series, row) === exchange;
  }
}

function isListed(row: number): boolean {
  return row !== -1;
}

/** Nothing is wished that only a contract has. */
function asksForSpot({ form, expiry, cycle }: ContractWish): boolean {
  return form === "cash" || (form === null && expiry === null && cycle === null);
}
