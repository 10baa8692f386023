/** A word of a text and where it stands there, from its first character up to, not including, `to`. */
export interface Word {
  /** In small letters, without the commas of a number and the ampersand of `M&M`. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * `25,000` and `1,25,000.50` with what is glued to them, `86.25`, and runs of letters and digits, `M&M` being one. All the
 * master is ASCII: what else a query holds is no part of any word.
 */
const WORD = /\d{1,3}(?:,\d{2,3})+(?:\.\d+)?[a-z]*|\d+(?:\.\d+)+[a-z]*|[a-z0-9]+(?:&[a-z0-9]+)*/gi;

/** Words of a name or of a query, in order. */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    text: word.replace(/[,&]/g, "").toLowerCase(),
    from: index,
    to: index + word.length,
  }));
}

/** A name as it is written by who leaves out spaces: `hdfcbank`, `bajajauto`, `niftynext50`. */
export function squeezed(text: string): string {
  return wordsOf(text)
    .map((word) => word.text)
    .join("");
}
