/** A strike as it was typed. Its digits may be the beginning of the one that is meant. */
export interface TypedStrike {
  /** Rupees. */
  readonly strike: number;
  /** Without commas and zeros that say nothing: `25000`, `86.25`. */
  readonly digits: string;
}

/** Above all strikes there are. */
const STRIKE_MOST = 10_000_000;
const NUMBER = /^(\d+(?:\.\d+)?)(k?)$/;

/** Whether a word is a number, thousands as `57k` among them. */
export function isNumber(word: string): boolean {
  return NUMBER.test(word);
}

/** Null for a word that can be no strike. */
export function typedStrike(word: string): TypedStrike | null {
  const match = NUMBER.exec(word);
  if (match === null) return null;
  const strike = Number((Number(match[1]) * (match[2] === "k" ? 1_000 : 1)).toFixed(4));
  return strike > 0 && strike < STRIKE_MOST ? { strike, digits: String(strike) } : null;
}

/** Whether a strike is the typed one or, with some more digits, would be. */
export function isBeginning(typed: TypedStrike, strike: number): boolean {
  if (strike === typed.strike) return true;
  if (!Number.isInteger(typed.strike)) return String(strike).startsWith(typed.digits);
  // In numbers, as all strikes of an underlying may be asked: a text of each takes ten times as long.
  let beginning = Math.trunc(strike);
  while (beginning > typed.strike) beginning = Math.trunc(beginning / 10);
  return beginning === typed.strike;
}
