import type { InstrumentTable } from "../instrument-table.ts";
import type { OptionSeriesIndex } from "../option-series-index.ts";
import { type Names, NO_ROW, namesOf } from "./names.ts";
import { type PostingLists, PostingListsBuilder } from "./posting-lists.ts";
import { squeezed, wordsOf } from "./search-words.ts";
import { ALIASES } from "./traded-names.ts";
import { Vocabulary } from "./vocabulary.ts";
import type { SimilarTerms, TermRange } from "./word-trie.ts";

/**
 * How well a name fits, the lower the better. whole: the query is its ticker, its name or an alias. beginning: either begins
 * so. words: each word of the query is a word of it, the last one perhaps only begun. begun: its words begin so. From `typos` on
 * each edit adds two.
 */
export const Fit = { whole: 0, beginning: 1, words: 2, begun: 3, typos: 4 } as const;
const FIT_MOST = 15;
const NO_FIT = 255;

/** Names that fit, best first: numbers in `Names`, and the fit of each. */
export interface FittingNames {
  readonly names: number[];
  readonly fits: number[];
}

/** Names of one fit that are kept. */
export const NAMES_PER_FIT = 500;
/** Names whose words are read in one slice. */
const NAMES_PER_SLICE = 1_000;
/** Words in which typos are looked for. */
export const MISTYPED_WORDS_MOST = 4;

/**
 * Finds names by words, the first of the two stages of the search: some 20,000 names of a master whose 290,000
 * instruments are mostly contracts of a few hundred of them. The words of all names are in order, so that the names of
 * all words that begin alike are one run of one array.
 */
export class NameIndex {
  readonly names: Names;
  readonly #vocabulary: Vocabulary;
  readonly #entries: Int32Array;
  readonly #starts: Int32Array;
  /** By name: words of the query found so far, what they cost, and the fit. One search at a time uses them. */
  readonly #found: Uint8Array;
  readonly #costs: Uint8Array;
  readonly #fits: Uint8Array;
  /** Those that have a fit, in the order in which they got one. */
  readonly #fitting: Int32Array;
  #fittingCount = 0;

  private constructor(names: Names, { words, entries, starts }: PostingLists) {
    this.names = names;
    this.#vocabulary = new Vocabulary(words);
    this.#entries = entries;
    this.#starts = starts;
    this.#found = new Uint8Array(names.size);
    this.#costs = new Uint8Array(names.size);
    this.#fits = new Uint8Array(names.size).fill(NO_FIT);
    this.#fitting = new Int32Array(names.size);
  }

  /** Yields where a slice of the work is done. */
  static *build(table: InstrumentTable, series: OptionSeriesIndex): Generator<void, NameIndex> {
    const names = yield* namesOf(table, series);
    const postings = new PostingListsBuilder();
    for (let name = 0; name < names.size; name++) {
      addWords(postings, table, names, name);
      if (name % NAMES_PER_SLICE === 0) yield;
    }
    const lists = yield* postings.build();
    yield;
    return new NameIndex(names, lists);
  }

  /** Whether a word of some name, bonds left out, begins so. */
  begins(word: string): boolean {
    const { from, to } = this.#vocabulary.beginningWith(word);
    for (let term = from; term < to; term++) if (!this.#isOfDebtAlone(term)) return true;
    return false;
  }

  /** A word's names ascend, and bonds have the highest numbers. */
  #isOfDebtAlone(term: number): boolean {
    return this.#entries[this.#starts[term]!]! >> 1 >= this.names.firstDebt;
  }

  /** @param words at least one. Where `isForgiving`, names that fit only after mending typos, and no others. */
  find(words: readonly string[], isForgiving: boolean): FittingNames {
    for (let place = 0; place < this.#fittingCount; place++) this.#fits[this.#fitting[place]!] = NO_FIT;
    this.#fittingCount = 0;
    if (isForgiving) this.#findMistyped(words);
    else this.#findTyped(words);
    return this.#best();
  }

  #findTyped(words: readonly string[]): void {
    const together = words.join("");
    const meant = ALIASES.get(together);
    if (meant !== undefined) this.#fitWhole(squeezed(meant));
    this.#fitWhole(together);
    const range = this.#vocabulary.beginningWith(together);
    this.#eachEntry(range, (name, isWhole) => {
      if (isWhole) this.#fit(name, Fit.beginning);
    });
    const waysOf = (word: string, isLast: boolean) => {
      const begun = this.#vocabulary.beginningWith(word);
      const isWord = this.#vocabulary.terms[begun.from] === word;
      const whole = { from: begun.from, to: begun.from + (isWord ? 1 : 0) };
      // One word that is only begun is no better for being the last one.
      const cost = isLast && words.length > 1 ? 0 : 1;
      return [
        { range: whole, cost: 0 },
        { range: { from: whole.to, to: begun.to }, cost },
      ];
    };
    this.#matchAll(words, waysOf, (cost) => (cost === 0 ? Fit.words : Fit.begun));
  }

  #findMistyped(words: readonly string[]): void {
    let mistyped = 0;
    const waysOf = (word: string) => {
      const ways = [{ range: this.#vocabulary.beginningWith(word), cost: 0 }];
      if (mistyped++ < MISTYPED_WORDS_MOST) {
        for (const similar of this.#vocabulary.similarTo(word)) ways.push({ range: similar, cost: costOf(similar) });
      }
      return ways;
    };
    this.#matchAll(words, waysOf, (cost) => Math.min(Fit.typos + cost, FIT_MOST));
    // Single letters in a row are like a great many words.
    if (words.length === 1 || words.some((word) => word.length === 1)) return;
    for (const similar of this.#vocabulary.similarTo(words.join(""))) {
      this.#eachEntry(similar, (name, isWhole) => {
        if (isWhole) this.#fit(name, Math.min(Fit.typos + costOf(similar), FIT_MOST));
      });
    }
  }

  /** Goes through the words one by one; a name stays in as long as one of the ways of each word leads to it, the cheaper ways being tried first. */
  #matchAll(
    words: readonly string[],
    waysOf: (word: string, isLast: boolean) => readonly { range: TermRange; cost: number }[],
    fitOf: (cost: number) => number,
  ): void {
    this.#found.fill(0);
    this.#costs.fill(0);
    const [found, costs, entries, starts] = [this.#found, this.#costs, this.#entries, this.#starts];
    const last = words.length - 1;
    for (let i = 0; i <= last; i++) {
      for (const { range, cost } of waysOf(words[i]!, i === last)) {
        const to = starts[range.to]!;
        for (let at = starts[range.from]!; at < to; at++) {
          const name = entries[at]! >> 1;
          if (found[name] !== i) continue;
          found[name] = i + 1;
          costs[name] = costs[name]! + cost;
          if (i === last) this.#fit(name, fitOf(costs[name]!));
        }
      }
    }
  }

  /** All names that are called so. */
  #fitWhole(text: string): void {
    const { from } = this.#vocabulary.beginningWith(text);
    if (this.#vocabulary.terms[from] !== text) return;
    this.#eachEntry({ from, to: from + 1 }, (name, isWhole) => {
      if (isWhole) this.#fit(name, Fit.whole);
    });
  }

  #eachEntry({ from, to }: TermRange, take: (name: number, isWhole: boolean) => void): void {
    for (let at = this.#starts[from]!; at < this.#starts[to]!; at++) {
      const entry = this.#entries[at]!;
      take(entry >> 1, (entry & 1) === 1);
    }
  }

  #fit(name: number, fit: number): void {
    if (this.#fits[name] === NO_FIT) this.#fitting[this.#fittingCount++] = name;
    if (fit < this.#fits[name]!) this.#fits[name] = fit;
  }

  #best(): FittingNames {
    const byFit: number[][] = Array.from({ length: FIT_MOST + 1 }, () => []);
    for (const name of this.#fitting.subarray(0, this.#fittingCount).sort()) {
      const names = byFit[this.#fits[name]!]!;
      if (names.length < NAMES_PER_FIT) names.push(name);
    }
    return { names: byFit.flat(), fits: byFit.flatMap((names, fit) => names.map(() => fit)) };
  }
}

function costOf({ edits, isWhole }: SimilarTerms): number {
  return 2 * edits + (isWhole ? 0 : 1);
}

/** Ticker and name, word by word and in one word. Of bonds the words alone: nobody writes out what they are called. */
function addWords(postings: PostingListsBuilder, table: InstrumentTable, names: Names, name: number): void {
  const ticker = table.underlyings[names.underlyings[name]!]!;
  const row = names.rows[name]!;
  const displayName = row === NO_ROW ? ticker : table.displayNameAt(row);
  for (const text of displayName === ticker ? [ticker] : [ticker, displayName]) {
    const words = wordsOf(text);
    const isCalledSo = text === ticker || name < names.firstDebt;
    for (const { text: word } of words) postings.add(word, name, isCalledSo && words.length === 1);
    if (isCalledSo && words.length > 1) postings.add(words.map((word) => word.text).join(""), name, true);
  }
}
