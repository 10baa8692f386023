const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** UTF-8 takes at most three bytes for one UTF-16 unit. */
const BYTES_PER_UNIT = 3;
/** What names of the master take on average, with some to spare. */
const EXPECTED_BYTES = 32;

/**
 * A column of texts as UTF-8 in one buffer. 300,000 strings of JavaScript cost some 60 bytes each before their
 * letters, and one cut out of a larger text keeps all of that text alive; here a name costs its letters and four bytes,
 * and becomes a string when somebody asks.
 */
export class TextColumn {
  #bytes: Uint8Array;
  /** Where each text ends; it begins where the one before ends. */
  #ends: Uint32Array;
  #size = 0;

  /** @param expected texts to come. More may, at the price of a copy of all. */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected * EXPECTED_BYTES);
    this.#ends = new Uint32Array(expected);
  }

  get size(): number {
    return this.#size;
  }

  push(text: string): void {
    const start = this.#size === 0 ? 0 : this.#ends[this.#size - 1]!;
    const room = start + text.length * BYTES_PER_UNIT;
    if (room > this.#bytes.length) this.#growBytes(room * 2);
    if (this.#size === this.#ends.length) this.#growEnds((this.#size + 1) * 2);
    this.#ends[this.#size++] = start + this.#write(text, start);
  }

  /** @throws RangeError when there is no such row. */
  at(row: number): string {
    if (!(row >= 0 && row < this.#size && Number.isInteger(row)))
      throw new RangeError(`no row ${row} among ${this.#size}`);
    const start = row === 0 ? 0 : this.#ends[row - 1]!;
    return decoder.decode(this.#bytes.subarray(start, this.#ends[row]!));
  }

  /** Whether two columns have the same text there, without making strings of them. Both rows have to be there. */
  isSame(row: number, other: TextColumn, otherRow: number): boolean {
    const start = row === 0 ? 0 : this.#ends[row - 1]!;
    const otherStart = otherRow === 0 ? 0 : other.#ends[otherRow - 1]!;
    const length = this.#ends[row]! - start;
    if (length !== other.#ends[otherRow]! - otherStart) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[start + i] !== other.#bytes[otherStart + i]) return false;
    return true;
  }

  /** Writes letter by letter while they are ASCII, as all of the master is: half the cost of a call of the encoder. */
  #write(text: string, start: number): number {
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return encoder.encodeInto(text, bytes.subarray(start)).written;
      bytes[start + i] = unit;
    }
    return text.length;
  }

  #growBytes(length: number): void {
    const grown = new Uint8Array(length);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }

  #growEnds(length: number): void {
    const grown = new Uint32Array(length);
    grown.set(this.#ends);
    this.#ends = grown;
  }
}
