/** For each word, ascending, where it comes: the entries of word w from `starts[w]` up to `starts[w + 1]`. */
export interface PostingLists {
  readonly words: readonly string[];
  /** The name's number doubled, odd where the word is all of one of its texts; ascending for each word. */
  readonly entries: Int32Array;
  readonly starts: Int32Array;
}

/** Gathers words of names into lists of names. */
export class PostingListsBuilder {
  readonly #numbers = new Map<string, number>();
  /** A word's number, in order of coming, and an entry, in turns. */
  readonly #pairs: number[] = [];

  /** @param name not below those that were given before. */
  add(word: string, name: number, isWhole: boolean): void {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(word, number);
    }
    this.#pairs.push(number, name * 2 + (isWhole ? 1 : 0));
  }

  /** Yields where a slice of the work is done. */
  *build(): Generator<void, PostingLists> {
    const words = [...this.#numbers.keys()].sort();
    yield;
    const places = new Int32Array(words.length);
    words.forEach((word, place) => {
      places[this.#numbers.get(word)!] = place;
    });
    const pairs = this.#pairs;
    const starts = new Int32Array(words.length + 1);
    for (let i = 0; i < pairs.length; i += 2) starts[places[pairs[i]!]! + 1]!++;
    for (let place = 0; place < words.length; place++) starts[place + 1]! += starts[place]!;
    const entries = new Int32Array(pairs.length / 2);
    const next = starts.slice();
    for (let i = 0; i < pairs.length; i += 2) entries[next[places[pairs[i]!]!]!++] = pairs[i + 1]!;
    return { words, entries, starts };
  }
}
