import { type SimilarTerms, type TermRange, WordTrie } from "./word-trie.ts";

/** Mistyped words whose terms are kept: those of one query, which asks for them in each of its readings. */
export const SIMILAR_KEPT = 32;

/** Distinct words in order, each known by its place. What begins in one way is one run of them. */
export class Vocabulary {
  /** Ascending by UTF-16 units, which puts what begins with a digit first. */
  readonly terms: readonly string[];
  readonly #trie: WordTrie;
  readonly #similar = new Map<string, readonly SimilarTerms[]>();

  constructor(terms: readonly string[]) {
    this.terms = terms;
    this.#trie = new WordTrie(terms, this.#firstFrom("a", 0));
  }

  /** Terms that begin with a word; the word itself, if it is one, is the first of them. */
  beginningWith(word: string): TermRange {
    const from = this.#firstFrom(word, 0);
    // Above every text that begins with the word: terms are ASCII.
    return { from, to: this.#firstFrom(`${word}\uffff`, from) };
  }

  /** Terms that a mistyped word may mean, as WordTrie has it; none that begins with a digit. */
  similarTo(word: string): readonly SimilarTerms[] {
    const known = this.#similar.get(word);
    if (known !== undefined) return known;
    if (this.#similar.size === SIMILAR_KEPT) this.#similar.clear();
    const similar = this.#trie.similarTo(word);
    this.#similar.set(word, similar);
    return similar;
  }

  /** Place of the first term that is not below a text. */
  #firstFrom(text: string, from: number): number {
    let low = from;
    let high = this.terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.terms[middle]! < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
