const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Texts that come again and again, each kept once and known by its number, in order of first coming. */
export class InternedTexts {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The text's number, a new one where it is new. */
  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    // A string cut out of a file's block keeps the whole block alive, so a copy is kept instead.
    const copy = decoder.decode(encoder.encode(text));
    const number = this.texts.push(copy) - 1;
    this.#numbers.set(copy, number);
    return number;
  }

  /** The text's number, or -1. */
  numberOf(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }
}
