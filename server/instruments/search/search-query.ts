import type { Exchange } from "../../../shared/exchange.ts";
import type { ExpiryKind } from "../../../shared/expiry-kind.ts";
import { SearchLimits } from "../../../shared/search.ts";
import type { ExpiryWish } from "./expiry-wish.ts";
import { readExpiry } from "./expiry-words.ts";
import { wordsOf } from "./search-words.ts";
import { isNumber, type TypedStrike, typedStrike } from "./typed-strike.ts";

/** What a query says of the contract, beside its underlying. */
export interface ContractWish {
  readonly form: "cash" | "future" | "option" | null;
  /** Any of these. */
  readonly strikes: readonly TypedStrike[];
  readonly optionType: "CE" | "PE" | null;
  readonly expiry: ExpiryWish | null;
  readonly cycle: ExpiryKind | null;
  readonly exchange: Exchange | null;
}

export const NO_WISH: ContractWish = {
  form: null,
  strikes: [],
  optionType: null,
  expiry: null,
  cycle: null,
  exchange: null,
};

/** One way to understand a query: the words that name an underlying, and what is wished of it. */
export interface Reading {
  readonly subject: readonly string[];
  readonly wish: ContractWish;
}

export interface SearchQuery {
  /** As it was typed, cut to the length that is read. */
  readonly text: string;
  /** All of its words, as names are compared with them. */
  readonly words: readonly string[];
  /** What it may mean if not all of it is a name; the likelier first, none where nothing but a name is there. */
  readonly readings: readonly Reading[];
}

const FORMS: ReadonlyMap<string, "cash" | "future" | "option"> = new Map([
  ["eq", "cash"],
  ["equity", "cash"],
  ["fut", "future"],
  ["futs", "future"],
  ["future", "future"],
  ["futures", "future"],
  ["opt", "option"],
  ["option", "option"],
  ["options", "option"],
  ["atm", "option"],
]);
const OPTION_TYPES: ReadonlyMap<string, "CE" | "PE"> = new Map([
  ["ce", "CE"],
  ["call", "CE"],
  ["calls", "CE"],
  ["pe", "PE"],
  ["put", "PE"],
  ["puts", "PE"],
]);
/** Single letters say so beside a strike alone: `tata c` is on its way to Tata Consumer. */
const OPTION_LETTERS: ReadonlyMap<string, "CE" | "PE"> = new Map([
  ["c", "CE"],
  ["p", "PE"],
]);
const EXCHANGE_WORDS: ReadonlyMap<string, Exchange> = new Map([
  ["nse", "NSE"],
  ["bse", "BSE"],
  ["mcx", "MCX"],
]);
/** Words that say nothing beside others: the master gives most names without them. */
const NAME_FILLERS = new Set(["ltd", "limited", "and", "the"]);
const FILLERS = new Set([...NAME_FILLERS, "expiry", "strike", "buy", "sell"]);
/** What the last word may be on its way to become. Of those that say nothing yet the rest of the query is read. */
const BEGUN_WORDS = [...OPTION_TYPES.keys(), ...FORMS.keys()];
const BEGUN_PHRASES = ["this", "next", "current", "week", "month", "weekly", "monthly", "expiry", "strike"];
const BEGUN_LEAST = 2;

/** `24-02-2026`, `24/2`. */
const DATE = /(?<![\d/-])(?:\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d{1,2}[-/]\d{1,2})(?![\d/-])/g;
/** Pieces of what is glued together: `nifty24feb25000ce`, `57kpe`. */
const PIECE = /\d+(?:\.\d+)*(?:k(?=$|ce|pe|c$|p$))?|[a-z]+/g;
const ORDINAL = /^(\d{1,2})(?:st|nd|rd|th)$/;

/**
 * Takes a query apart. Only its first characters and words are looked at (SearchLimits).
 *
 * @param today day number, from which `next week` and dates without a year are counted.
 * @param beginsName whether some name has a word that begins so: `360one` is one, `nifty25000ce` is glued together.
 */
export function readQuery(text: string, today: number, beginsName: (word: string) => boolean): SearchQuery {
  const read = text.slice(0, SearchLimits.queryLength);
  const clean = read.normalize("NFKC").toLowerCase();
  const words = telling(wordsOf(clean).map((word) => word.text)).slice(0, SearchLimits.wordsPerQuery);
  const pieces = piecesOf(clean, beginsName).slice(0, SearchLimits.wordsPerQuery);

  const readings = [readingOf(pieces, 0, today)];
  // `mar fut` is of MARUTI and `bse fut` of BSE, if nothing else.
  if (readings[0]!.subject.length === 0) readings.push(readingOf(pieces, 1, today));
  const last = pieces.at(-1) ?? "";
  if (last.length >= BEGUN_LEAST && readings[0]!.subject.at(-1) === last) {
    const meant = BEGUN_WORDS.filter((word) => word.startsWith(last)).slice(0, 1);
    if (meant.length > 0 || BEGUN_PHRASES.some((word) => word.startsWith(last)))
      readings.push(readingOf([...pieces.slice(0, -1), ...meant], 0, today));
  }
  return { text: read, words, readings: readings.filter(saysMore) };
}

/** Words without those that say nothing, unless there are no others. */
function telling(words: readonly string[]): readonly string[] {
  const rest = words.filter((word) => !NAME_FILLERS.has(word));
  return rest.length > 0 ? rest : words;
}

function saysMore({ subject, wish }: Reading): boolean {
  const isWish = wish.form !== null || wish.expiry !== null || wish.cycle !== null || wish.exchange !== null;
  return isWish && (subject.length > 0 || wish.strikes.length > 0);
}

function piecesOf(text: string, beginsName: (word: string) => boolean): string[] {
  const pieces: string[] = [];
  let end = 0;
  const take = (part: string) => {
    for (const { text: word } of wordsOf(part)) pieces.push(...split(word, beginsName));
  };
  for (const { 0: date, index } of text.matchAll(DATE)) {
    take(text.slice(end, index));
    pieces.push(date);
    end = index + date.length;
  }
  take(text.slice(end));
  return pieces;
}

function split(word: string, beginsName: (word: string) => boolean): string[] {
  const ordinal = ORDINAL.exec(word)?.[1];
  if (ordinal !== undefined) return [ordinal];
  if (!/\d[a-z]|[a-z]\d/.test(word) || isNumber(word) || beginsName(word)) return [word];
  return word.match(PIECE) ?? [word];
}

/** @param named so many words at the beginning are of the name, whatever else they may mean. */
function readingOf(words: readonly string[], named: number, today: number): Reading {
  const subject: string[] = words.slice(0, named);
  const strikes: TypedStrike[] = [];
  const wish: { -readonly [Field in keyof ContractWish]: ContractWish[Field] } = { ...NO_WISH, strikes };
  const hasNumber = words.some((word) => isNumber(word));
  for (let at = named; at < words.length; ) {
    const expiry = readExpiry(words, at, today);
    if (expiry !== null) {
      wish.expiry = expiry.wish ?? wish.expiry;
      wish.cycle = expiry.cycle ?? wish.cycle;
      at += expiry.words;
      continue;
    }
    const word = words[at++]!;
    const type = OPTION_TYPES.get(word) ?? (hasNumber ? OPTION_LETTERS.get(word) : undefined);
    const strike = typedStrike(word);
    if (type !== undefined) wish.optionType = type;
    else if (strike !== null) strikes.push(strike);
    else if (FORMS.has(word)) wish.form = FORMS.get(word)!;
    else if (EXCHANGE_WORDS.has(word)) wish.exchange = EXCHANGE_WORDS.get(word)!;
    else if (!FILLERS.has(word)) subject.push(...wordsOf(word).map((part) => part.text));
  }
  if (strikes.length > 0 || wish.optionType !== null) wish.form = "option";
  return { subject, wish };
}
