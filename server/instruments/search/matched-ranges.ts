import { dayDate, dayNumber } from "../../../shared/ist.ts";
import type { ListedInstrument, MatchRange, SearchHit } from "../../../shared/search.ts";
import type { ExpiryWish } from "./expiry-wish.ts";
import type { Reading } from "./search-query.ts";
import { type Word, wordsOf } from "./search-words.ts";
import { ALIASES } from "./traded-names.ts";
import { isBeginning } from "./typed-strike.ts";
import { editsForgiven, WordTrie } from "./word-trie.ts";

/** Letters of `Nov` and of `Nov 2026`. */
const MONTH = 3;
const MONTH_AND_YEAR = 8;

/** Which parts of the names of hits a query means, as it was understood. */
export class MatchedRanges {
  readonly #reading: Reading;
  /** Hits are mostly of a few underlyings. */
  readonly #inTickers = new Map<string, MatchRange[]>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  of(instrument: ListedInstrument): SearchHit["matches"] {
    const { underlying, displayName, expiry } = instrument;
    const { subject } = this.#reading;
    let inTicker = this.#inTickers.get(underlying);
    if (inTicker === undefined) {
      inTicker = rangesInTicker(underlying, subject);
      this.#inTickers.set(underlying, inTicker);
    }
    if (expiry === null) return { name: inTicker, displayName: rangesIn(displayName, subject) };
    const isCalledByTicker = displayName.startsWith(`${underlying} `);
    return {
      name: this.#inContract(instrument, inTicker),
      displayName: isCalledByTicker ? inTicker : rangesIn(displayName, subject),
    };
  }

  /** Of `NIFTY 24 Nov 2026 25,000 CE` the expiry, the strike and the type are meant one by one. */
  #inContract(
    { name, underlying, expiry, strike, optionType }: ListedInstrument,
    inTicker: readonly MatchRange[],
  ): MatchRange[] {
    const { subject, wish } = this.#reading;
    const ranges = [...inTicker];
    // The words are of the company's name where the ticker has none of them.
    if (ranges.length === 0 && subject.length > 0) ranges.push([0, underlying.length]);
    const day = underlying.length + 1;
    const month = name.indexOf(" ", day) + 1;
    const lastWord = name.lastIndexOf(" ") + 1;
    const inExpiry = expiryMeant(wish.expiry, expiry!);
    if (inExpiry !== null) ranges.push(inExpiry === "all" ? [day, month + MONTH_AND_YEAR] : [month, month + MONTH]);
    if (strike === null) {
      if (wish.form === "future") ranges.push([lastWord, name.length]);
      return joined(ranges);
    }
    const from = month + MONTH_AND_YEAR + 1;
    const typed = wish.strikes.find((one) => isBeginning(one, strike));
    if (typed !== undefined) {
      const text = name.slice(from, lastWord - 1);
      ranges.push([from, from + endOf(text, wordsOf(text), typed.digits.length)]);
    }
    if (wish.optionType === optionType) ranges.push([lastWord, name.length]);
    return joined(ranges);
  }
}

/** All of a ticker where the words are another name of it. */
function rangesInTicker(ticker: string, words: readonly string[]): MatchRange[] {
  return ALIASES.get(words.join("")) === ticker ? [[0, ticker.length]] : rangesIn(ticker, words);
}

/** Which parts of a text some words mean: beginnings of its words, and whole words that were mistyped. */
function rangesIn(text: string, words: readonly string[]): MatchRange[] {
  const parts = wordsOf(text);
  const together = words.join("");
  const written = parts.map((part) => part.text).join("");
  if (together !== "" && written.startsWith(together)) return [[parts[0]!.from, endOf(text, parts, together.length)]];
  const ranges = words.flatMap((word) => {
    const begun = parts.filter((part) => part.text.startsWith(word));
    if (begun.length > 0) return begun.map((part): MatchRange => [part.from, endOf(text, [part], word.length)]);
    if (editsForgiven(word) === 0) return [];
    const sorted = parts.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    const similar = new WordTrie(sorted.map((part) => part.text)).similarTo(word);
    const mistyped = similar.flatMap((terms) => sorted.slice(terms.from, terms.to));
    return mistyped.map(({ from, to }): MatchRange => [from, to]);
  });
  return joined(ranges);
}

/** Of an expiry that is near the day asked for and not on it, the month they share; one that came in for another says nothing. */
function expiryMeant(wish: ExpiryWish | null, expiry: string): "all" | "month" | null {
  if (wish === null) return null;
  const day = dayNumber(expiry);
  if (wish.kind === "next") return "all";
  if (wish.kind === "day" && day === wish.day) return "all";
  if (wish.kind === "day") return dayDate(wish.day).slice(0, 7) === expiry.slice(0, 7) ? "month" : null;
  if (day < wish.from || day > wish.to) return null;
  return wish.kind === "month" ? "month" : "all";
}

/** Where so many letters and digits of some words end in their text: what stands between them, as the comma of 25,000, does not count. */
function endOf(text: string, words: readonly Word[], letters: number): number {
  let left = letters;
  for (const { text: word, from, to } of words) {
    if (left > word.length) {
      left -= word.length;
      continue;
    }
    for (let at = from; at < to; at++) {
      if (!/[,&]/.test(text[at]!)) left--;
      if (left === 0) return at + 1;
    }
  }
  return text.length;
}

function joined(ranges: readonly MatchRange[]): MatchRange[] {
  const apart: MatchRange[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = apart.at(-1);
    if (last !== undefined && from <= last[1]) apart[apart.length - 1] = [last[0], Math.max(last[1], to)];
    else apart.push([from, to]);
  }
  return apart;
}
