import { DAY_MS } from "../../shared/ist.ts";

const DIGIT_0 = 48;
const DIGIT_9 = 57;
const DOT = 46;
const DASH = 45;
const SPACE = 32;
/** Digits that a double holds exactly whatever they are. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

const ANY_DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const SPREADSHEET_DATE = /^(\d{1,2})([/-])(\d{1,2})\2(\d{2}|\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/;

/** The text without blanks around it. */
export function trimmed(text: string): string {
  const isTrimmed = text.length === 0 || (text.charCodeAt(0) > SPACE && text.charCodeAt(text.length - 1) > SPACE);
  return isTrimmed ? text : text.trim();
}

/** The number a trimmed text writes in decimals (`65.0`, `-0.01000`, `1e5`), NaN when it is none. */
export function decimalOf(text: string): number {
  // Number() reads "", "0x10" and "Infinity" too, and costs three times this loop.
  const isNegative = text.charCodeAt(0) === DASH;
  const first = isNegative ? 1 : 0;
  if (text.length - first > EXACT_DIGITS) return anyDecimalOf(text);
  let digits = 0;
  let decimals = -1;
  for (let i = first; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= DIGIT_0 && unit <= DIGIT_9) {
      digits = digits * 10 + (unit - DIGIT_0);
      if (decimals >= 0) decimals++;
    } else if (unit === DOT && decimals === -1 && i > first) decimals = 0;
    else return anyDecimalOf(text);
  }
  if (text.length === first) return Number.NaN;
  const value = decimals > 0 ? digits / POWERS_OF_TEN[decimals]! : digits;
  return isNegative ? -value : value;
}

function anyDecimalOf(text: string): number {
  return ANY_DECIMAL.test(text) ? Number(text) : Number.NaN;
}

/**
 * Day number (shared/ist.ts) of an expiry. 0 for none: empty, or the `0001-01-01` of indices. NaN when unreadable.
 * The files write `2026-11-23` and `2026-11-23 14:30:00`, copies saved by a spreadsheet `23/11/26` and
 * `23-11-2026 14:30`. The clock part means nothing.
 */
export function expiryDayOf(text: string): number {
  if (text === "") return 0;
  if (text.length >= 10 && text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH) {
    const afterDate = text.charCodeAt(10);
    if (text.length > 10 && afterDate !== SPACE && text[10] !== "T") return Number.NaN;
    const year = digitsOf(text, 0, 4);
    return year === 1 ? 0 : dayOf(year, digitsOf(text, 5, 7), digitsOf(text, 8, 10));
  }
  const match = SPREADSHEET_DATE.exec(text);
  if (match === null) return Number.NaN;
  const year = Number(match[4]);
  return dayOf(year < 100 ? 2000 + year : year, Number(match[3]), Number(match[1]));
}

function digitsOf(text: string, from: number, to: number): number {
  let digits = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - DIGIT_0;
    if (digit < 0 || digit > 9) return Number.NaN;
    digits = digits * 10 + digit;
  }
  return digits;
}

function dayOf(year: number, month: number, day: number): number {
  if (!(year > 1970 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const ms = Date.UTC(year, month - 1, day);
  // Date.UTC takes 31 February for 3 March.
  const isReal = day <= 28 || new Date(ms).getUTCDate() === day;
  return isReal ? ms / DAY_MS : Number.NaN;
}
