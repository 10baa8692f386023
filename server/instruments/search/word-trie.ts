/** Terms from place `from` up to, not including, `to`. */
export interface TermRange {
  readonly from: number;
  readonly to: number;
}

/** Terms that a mistyped word may mean. */
export interface SimilarTerms extends TermRange {
  /** Letters too many, missing, wrong, or two neighbours swapped. */
  readonly edits: number;
  /** Whether the word is like all of the term, and not only like its beginning. */
  readonly isWhole: boolean;
}

/** Letters of a word beyond which no typo is looked for: it would be no word of a name. */
export const MISTYPED_MOST = 24;
const EDITS_MOST = 2;
const DEPTH_MOST = MISTYPED_MOST + EDITS_MOST;
const NONE = -1;

/** Edits that are forgiven in a word: short words are too much like each other, and numbers are meant as they are. */
export function editsForgiven(word: string): number {
  if (word.length < 4 || word.length > MISTYPED_MOST || !/^[a-z]+$/.test(word)) return 0;
  return word.length < 8 ? 1 : EDITS_MOST;
}

/** Row d: the edits between the first d letters of a term and each beginning of the typed word. One search at a time uses them. */
const editRows = Array.from({ length: DEPTH_MOST + 1 }, () => new Uint8Array(MISTYPED_MOST + 1));

/**
 * Ascending words as a tree of their letters, for typos. Words that begin alike share the work of being compared, and as
 * soon as a beginning has too many edits all words that have it are left out at once. Comparing a mistyped word with each of
 * the 20,000 or so took 1 to 3 ms; so it takes some hundredths.
 */
export class WordTrie {
  readonly #terms: readonly string[];
  readonly #letters: Uint16Array;
  readonly #children: Int32Array;
  readonly #siblings: Int32Array;
  /** Terms that begin so, first and past the last. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;

  /** @param first place of the first term that takes part. */
  constructor(terms: readonly string[], first = 0) {
    this.#terms = terms;
    const letters: number[] = [0];
    const children: number[] = [NONE];
    const siblings: number[] = [NONE];
    const from: number[] = [first];
    const to: number[] = [terms.length];
    // Nodes of the letters of the term before, and the last child of each.
    const path = [0];
    const lastChild = [NONE];
    for (let term = first; term < terms.length; term++) {
      const text = terms[term]!;
      const before = term === first ? "" : terms[term - 1]!;
      const length = Math.min(text.length, DEPTH_MOST);
      let depth = 0;
      while (depth < length && depth < path.length - 1 && text.charCodeAt(depth) === before.charCodeAt(depth)) depth++;
      for (const node of path.splice(depth + 1)) to[node] = term;
      for (; depth < length; depth++) {
        const parent = path[depth]!;
        const node = letters.push(text.charCodeAt(depth)) - 1;
        children.push(NONE);
        siblings.push(NONE);
        from.push(term);
        to.push(terms.length);
        lastChild.push(NONE);
        if (lastChild[parent] === NONE) children[parent] = node;
        else siblings[lastChild[parent]!] = node;
        lastChild[parent] = node;
        path.push(node);
      }
    }
    this.#letters = Uint16Array.from(letters);
    this.#children = Int32Array.from(children);
    this.#siblings = Int32Array.from(siblings);
    this.#from = Int32Array.from(from);
    this.#to = Int32Array.from(to);
  }

  /**
   * Terms that a mistyped word may mean: those with the fewest edits there are, at most as many as are forgiven; none of
   * those that begin as it was typed. Whole terms come first.
   */
  similarTo(word: string): SimilarTerms[] {
    const most = editsForgiven(word);
    for (let edits = 1; edits <= most; edits++) {
      const similar: SimilarTerms[] = [];
      for (let column = 0; column <= word.length; column++) editRows[0]![column] = column;
      this.#look(0, 0, word, edits, similar);
      if (similar.length > 0) return similar.sort((a, b) => Number(b.isWhole) - Number(a.isWhole) || a.from - b.from);
    }
    return [];
  }

  /** Goes down from a node whose row is known. Further from the diagonal than `most` there are more edits than that. */
  #look(node: number, depth: number, word: string, most: number, similar: SimilarTerms[]): void {
    const above = editRows[depth]!;
    const row = editRows[depth + 1]!;
    const length = depth + 1;
    for (let child = this.#children[node]!; child !== NONE; child = this.#siblings[child]!) {
      const letter = this.#letters[child]!;
      const first = Math.max(1, length - most);
      const last = Math.min(word.length, length + most);
      row[first - 1] = first === 1 ? length : most + 1;
      let least = row[first - 1]!;
      for (let column = first; column <= last; column++) {
        const typed = word.charCodeAt(column - 1);
        let edits = above[column - 1]! + (typed === letter ? 0 : 1);
        edits = Math.min(edits, row[column - 1]! + 1);
        // At the upper end of the band the cell above is outside of it.
        if (column < depth + most + 1) edits = Math.min(edits, above[column]! + 1);
        const isSwapped =
          depth > 0 && column > 1 && typed === this.#letters[node] && word.charCodeAt(column - 2) === letter;
        if (isSwapped) edits = Math.min(edits, editRows[depth - 1]![column - 2]! + 1);
        row[column] = edits;
        if (edits < least) least = edits;
      }
      if (least > most) continue;
      if (last === word.length && row[last] === most) this.#take(child, length, most, similar);
      this.#look(child, length, word, most, similar);
    }
  }

  #take(node: number, depth: number, edits: number, similar: SimilarTerms[]): void {
    const [from, to] = [this.#from[node]!, this.#to[node]!];
    const isWhole = this.#terms[from]!.length === depth;
    if (isWhole) similar.push({ from, to: from + 1, edits, isWhole });
    if (to > from + (isWhole ? 1 : 0)) similar.push({ from: from + (isWhole ? 1 : 0), to, edits, isWhole: false });
  }
}
