import { DEPTH_WORD, RECORD_WORDS } from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import { codeAge, codeValues, FULL, type ModeNumber } from "./coded-values.ts";
import { Records } from "./records.ts";
import { isJson, modeOfShape, SHAPES, type Shape } from "./shape.ts";
import { twiceAsLong } from "./twice-as-long.ts";
import { addWhole, type SlotFacts } from "./whole-record.ts";

/** Instead of the version that a client holds: it holds nothing. */
export const HOLDS_NOTHING = -1;

const NONE = -1;
/** Records of a row: changes by mode, then whole ones by shape. */
const RECORDS_OF_ROW = MODES.length + SHAPES;

/**
 * What clients of one interval that keep up hold of each slot that any of them wants: the values of the last beat. Since
 * all of them hold the same, what has changed since is encoded once for all.
 */
export class Baseline {
  /** Of the present beat. */
  readonly records = new Records();
  /** Versions of the values held, by row. */
  versions = new Uint32Array(8);
  readonly #facts: SlotFacts;
  readonly #reader: TickReader;
  readonly #rows = new Map<number, number>();
  readonly #free: number[] = [];
  #slots = new Int32Array(8);
  #words = new Uint32Array(8 * RECORD_WORDS);
  /** Versions before the last change. */
  #previous = new Uint32Array(8);
  /** How many places of lanes there are, by row and shape. */
  #wanted = new Uint32Array(8 * SHAPES);
  /** Numbers of records, by row; they count in the beat for which they were made. */
  #numbers = new Int32Array(8 * RECORDS_OF_ROW);
  #numbersOf = new Uint32Array(8);
  #length = 0;
  #beat = 1;
  #now = 0;
  readonly #fresh = new Uint32Array(RECORD_WORDS);

  constructor(facts: SlotFacts) {
    this.#facts = facts;
    this.#reader = facts.reader;
  }

  /** From when the ages of records count: UTC milliseconds. */
  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The slot's row; -1 for one that nobody wants. */
  rowOf(slot: number): number {
    return this.#rows.get(slot) ?? -1;
  }

  slotOf(row: number): number {
    return this.#slots[row]!;
  }

  /** Somebody wants the slot in a shape. */
  retain(slot: number, shape: Shape): number {
    const row = this.#rows.get(slot) ?? this.#open(slot);
    const richest = this.#richestMode(row);
    this.#wanted[row * SHAPES + shape]!++;
    // Words that only a richer mode has were not kept. Where the values have changed by now, nobody holds these anyway.
    if (modeOfShape(shape) > richest && this.#reader.version(slot) === this.versions[row])
      codeValues(this.#reader, slot, modeOfShape(shape), this.#words, row * RECORD_WORDS);
    return row;
  }

  release(row: number, shape: Shape): void {
    this.#wanted[row * SHAPES + shape]!--;
    if (this.#richestMode(row) !== NONE) return;
    this.#rows.delete(this.#slots[row]!);
    this.#free.push(row);
  }

  /** Another beat, at `now`: the records of the last one are gone. */
  begin(now: number): void {
    this.#beat = (this.#beat + 1) >>> 0;
    this.#now = now;
    this.records.clear();
  }

  /** Takes up what has changed of all rows. */
  takeAll(): void {
    for (const row of this.#rows.values()) this.take(row);
  }

  /** Takes up what has changed of a row since it was last taken, and encodes it; false when nothing has. */
  take(row: number): boolean {
    const slot = this.#slots[row]!;
    const version = this.#reader.version(slot);
    if (version === this.versions[row]) return false;
    this.#previous[row] = this.versions[row]!;
    this.versions[row] = version;
    this.#forgetRecords(row);

    const richest = this.#richestMode(row);
    const fresh = this.#fresh;
    codeValues(this.#reader, slot, richest, fresh, 0);
    const age = codeAge(this.#reader, slot, this.#now);
    const at = row * RECORD_WORDS;
    for (let mode = 0; mode <= richest; mode++) {
      if (this.#wanted[row * SHAPES + mode] === 0) continue;
      this.#numbers[row * RECORDS_OF_ROW + mode] = this.records.addChanges(slot, mode, age, this.#words, at, fresh, 0);
    }
    const words = richest === FULL ? RECORD_WORDS : DEPTH_WORD;
    for (let i = 0; i < words; i++) this.#words[at + i] = fresh[i]!;
    return true;
  }

  /** The number of the record that brings a client who holds the values of a version to those of the row. */
  recordFor(row: number, shape: Shape, heldVersion: number): number {
    if (this.#numbersOf[row] !== this.#beat) this.#forgetRecords(row);
    if (heldVersion === this.#previous[row] && !isJson(shape)) {
      const changes = this.#numbers[row * RECORDS_OF_ROW + shape]!;
      if (changes !== NONE) return changes;
    }
    const place = row * RECORDS_OF_ROW + MODES.length + shape;
    if (this.#numbers[place] === NONE) this.#numbers[place] = this.#addWhole(row, shape);
    return this.#numbers[place]!;
  }

  /** The number of the record that tells the row's last change to those who hold what was before it. */
  recordOfTick(row: number, shape: Shape): number {
    return this.recordFor(row, shape, this.#previous[row]!);
  }

  #addWhole(row: number, shape: Shape): number {
    return addWhole(this.records, this.#facts, this.#slots[row]!, shape, this.#now, this.#words, row * RECORD_WORDS);
  }

  #forgetRecords(row: number): void {
    this.#numbersOf[row] = this.#beat;
    const from = row * RECORDS_OF_ROW;
    // fill() is a call out of the compiled code: three times what nine assignments take.
    for (let i = 0; i < RECORDS_OF_ROW; i++) this.#numbers[from + i] = NONE;
  }

  #richestMode(row: number): ModeNumber {
    for (let mode = MODES.length - 1; mode >= 0; mode--) {
      const at = row * SHAPES + mode;
      if (this.#wanted[at]! + this.#wanted[at + MODES.length]! > 0) return mode;
    }
    return NONE;
  }

  #open(slot: number): number {
    if (this.#free.length === 0 && this.#length === this.#slots.length) this.#grow();
    const row = this.#free.pop() ?? this.#length++;
    this.#rows.set(slot, row);
    this.#slots[row] = slot;
    this.versions[row] = this.#reader.version(slot);
    this.#forgetRecords(row);
    return row;
  }

  #grow(): void {
    this.versions = twiceAsLong(this.versions);
    this.#slots = twiceAsLong(this.#slots);
    this.#words = twiceAsLong(this.#words);
    this.#previous = twiceAsLong(this.#previous);
    this.#wanted = twiceAsLong(this.#wanted);
    this.#numbers = twiceAsLong(this.#numbers);
    this.#numbersOf = twiceAsLong(this.#numbersOf);
  }
}
