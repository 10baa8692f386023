import {
  DEPTH_BITS,
  DEPTH_WORD,
  HEAD_WHOLE_BIT,
  MASK_OF_MODE_NUMBER,
  RECORD_WORDS,
  RecordBit,
} from "../../shared/tick-frame-layout.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import { type HandleInfo, tickOfWords } from "../../shared/tick-of-words.ts";
import type { ModeNumber } from "./coded-values.ts";
import { twiceAsLong } from "./twice-as-long.ts";

/** More than the longest record has: 16 numbers and 30 of depth, of five bytes each, and what stands before them. */
export const RECORD_BYTES_MOST = 256;

/** What stands for nothing: the differences to it are the values themselves. */
const NOTHING = new Uint32Array(RECORD_WORDS);

const DEPTH_MASK = 1 << RecordBit.depth;

/** Of each mode the words that stand in it beside depth, by bit. */
const WORDS_OF_MODE = MASK_OF_MODE_NUMBER.map((mask) =>
  Object.values(RecordBit)
    .filter((bit) => bit !== RecordBit.depth && (mask & (1 << bit)) !== 0)
    .toSorted((a, b) => a - b),
);

/**
 * Records of one moment, each encoded once and then copied into the frames of all who get it. They are known by their
 * numbers, until `clear`.
 */
export class Records {
  bytes = new Uint8Array(4_096);
  /** The same bytes, for copying four at a time. */
  view = new DataView(this.bytes.buffer);
  /** Where each record begins; it ends where the next begins. */
  starts = new Int32Array(64);
  readonly #texts: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
    this.#texts.length = 0;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }

  /** What has changed of a slot from the words `before` to the words `after`. */
  addChanges(
    slot: number,
    mode: ModeNumber,
    age: number,
    before: Uint32Array,
    beforeAt: number,
    after: Uint32Array,
    afterAt: number,
  ): number {
    let at = this.#open();
    at = putVarint(this.bytes, at, slot << 1);
    return this.#finish(putChanges(this.bytes, at, mode, age, before, beforeAt, after, afterAt));
  }

  /** All that is known of a slot. */
  addWhole(slot: number, mode: ModeNumber, age: number, words: Uint32Array, wordsAt: number): number {
    let at = this.#open();
    at = putVarint(this.bytes, at, (slot << 1) | HEAD_WHOLE_BIT);
    this.bytes[at++] = mode;
    return this.#finish(putChanges(this.bytes, at, mode, age, NOTHING, 0, words, wordsAt));
  }

  /** The same as a JSON text: what a reader of `addWhole` makes of it. */
  addJson(info: HandleInfo, mode: Mode, age: number, now: number, words: Uint32Array, wordsAt: number): number {
    const receivedTime = age === 0 ? null : now - (age - 1);
    this.#texts[this.#count] = JSON.stringify(tickOfWords(words, wordsAt, mode, info, receivedTime));
    return this.#finish(this.#open());
  }

  /** Makes room for one more, and says where it begins. */
  #open(): number {
    const at = this.starts[this.#count]!;
    if (at + RECORD_BYTES_MOST > this.bytes.length) {
      this.bytes = twiceAsLong(this.bytes);
      this.view = new DataView(this.bytes.buffer);
    }
    if (this.#count + 1 === this.starts.length) this.starts = twiceAsLong(this.starts);
    return at;
  }

  #finish(end: number): number {
    this.starts[this.#count + 1] = end;
    return this.#count++;
  }
}

function putChanges(
  bytes: Uint8Array,
  start: number,
  mode: ModeNumber,
  age: number,
  before: Uint32Array,
  beforeAt: number,
  after: Uint32Array,
  afterAt: number,
): number {
  let at = putVarint(bytes, start, age);
  let mask = 0;
  const words = WORDS_OF_MODE[mode]!;
  for (let i = 0; i < words.length; i++) {
    const place = words[i]!;
    if (before[beforeAt + place] !== after[afterAt + place]) mask |= 1 << place;
  }
  let levels = 0;
  if ((MASK_OF_MODE_NUMBER[mode]! & DEPTH_MASK) !== 0) {
    for (let bit = 0; bit < DEPTH_BITS; bit++) {
      if (before[beforeAt + DEPTH_WORD + bit] !== after[afterAt + DEPTH_WORD + bit]) levels |= 1 << bit;
    }
    if (levels !== 0) mask |= DEPTH_MASK;
  }
  at = putVarint(bytes, at, mask);
  for (let left = mask; left !== 0; left &= left - 1) {
    const place = 31 - Math.clz32(left & -left);
    if (place !== RecordBit.depth) {
      at = putVarint(bytes, at, fold(after[afterAt + place]! - before[beforeAt + place]!));
      continue;
    }
    at = putVarint(bytes, at, levels);
    for (let fields = levels; fields !== 0; fields &= fields - 1) {
      const word = DEPTH_WORD + 31 - Math.clz32(fields & -fields);
      at = putVarint(bytes, at, fold(after[afterAt + word]! - before[beforeAt + word]!));
    }
  }
  return at;
}

/** Small differences of either sign become small numbers; they wrap at 32 bits, as the words do. */
function fold(difference: number): number {
  return (difference << 1) ^ ((difference | 0) >> 31);
}

function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let left = value >>> 0;
  while (left > 127) {
    bytes[at++] = (left & 127) | 128;
    left >>>= 7;
  }
  bytes[at++] = left;
  return at;
}
