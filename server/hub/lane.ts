import { HOLDS_NOTHING } from "./baseline.ts";
import type { ModeNumber } from "./coded-values.ts";
import type { Cohort } from "./cohort.ts";
import type { Frame } from "./frame.ts";
import type { Session } from "./session.ts";
import { shapeOf } from "./shape.ts";
import { twiceAsLong } from "./twice-as-long.ts";

/** A place is two numbers: the row with its mode and OWES_WHOLE below it, and the version of the values last sent. */
const WORDS_PER_PLACE = 2;
const MODE_MASK = 3;
/** The client holds nothing of this one, or nothing that counts: it gets all of it. */
const OWES_WHOLE = 4;
const ROW_SHIFT = 3;

/**
 * The instruments that one session wants at one interval, with what of each it was last sent, in order of their rows in
 * the cohort's baseline. A flush compares versions, so a tick costs a session nothing until its interval is over.
 * It is one array without a map: ten thousand sessions have one each.
 */
export class Lane {
  readonly cohort: Cohort;
  readonly session: Session;
  #places = new Uint32Array(4 * WORDS_PER_PLACE);
  #size = 0;
  /** Where the next flush begins: behind the last place sent, so that one cut short begrudges nobody their turn. */
  #next = 0;

  constructor(cohort: Cohort, session: Session) {
    this.cohort = cohort;
    this.session = session;
  }

  get size(): number {
    return this.#size;
  }

  has(slot: number): boolean {
    return this.#find(slot) !== -1;
  }

  modeOf(slot: number): ModeNumber {
    return this.#places[this.#find(slot) * WORDS_PER_PLACE]! & MODE_MASK;
  }

  /** The version of a slot's values that the client was last sent; HOLDS_NOTHING where that was none. */
  heldVersion(slot: number): number {
    const at = this.#find(slot) * WORDS_PER_PLACE;
    return (this.#places[at]! & OWES_WHOLE) !== 0 ? HOLDS_NOTHING : this.#places[at + 1]!;
  }

  *slots(): IterableIterator<number> {
    for (let place = 0; place < this.#size; place++) yield this.cohort.baseline.slotOf(this.#rowAt(place));
  }

  /** Adds a slot of which the client holds nothing. */
  add(slot: number, mode: ModeNumber): void {
    const row = this.cohort.baseline.retain(slot, shapeOf(mode, this.session.encoding));
    if ((this.#size + 1) * WORDS_PER_PLACE > this.#places.length) this.#places = twiceAsLong(this.#places);
    const at = this.#placeFrom(row) * WORDS_PER_PLACE;
    this.#places.copyWithin(at + WORDS_PER_PLACE, at, this.#size * WORDS_PER_PLACE);
    this.#places[at] = (row << ROW_SHIFT) | OWES_WHOLE | mode;
    this.#size++;
  }

  remove(slot: number): void {
    const place = this.#find(slot);
    const row = this.#rowAt(place);
    this.cohort.baseline.release(row, shapeOf(this.modeOf(slot), this.session.encoding));
    const at = place * WORDS_PER_PLACE;
    this.#places.copyWithin(at, at + WORDS_PER_PLACE, this.#size * WORDS_PER_PLACE);
    this.#size--;
  }

  /** The client has asked for all of a slot once more. */
  oweWhole(slot: number): void {
    this.#places[this.#find(slot) * WORDS_PER_PLACE]! |= OWES_WHOLE;
  }

  /** The client has been sent all of a slot, as it is at a version. */
  markSent(slot: number, version: number): void {
    const at = this.#find(slot) * WORDS_PER_PLACE;
    this.#places[at]! &= ~OWES_WHOLE;
    this.#places[at + 1] = version;
  }

  /** The client has been sent everything that the baseline holds. */
  markAllSent(): void {
    const { versions } = this.cohort.baseline;
    for (let place = 0; place < this.#size; place++) {
      const at = place * WORDS_PER_PLACE;
      if ((this.#places[at]! & OWES_WHOLE) === 0) this.#places[at + 1] = versions[this.#rowAt(place)]!;
    }
  }

  /**
   * Looks at the next `places` places and adds what has changed since it was last sent to the frame, taken as sent, until
   * that is full. Returns how many places are left.
   */
  addChanged(frame: Frame, places: number): number {
    const { baseline } = this.cohort;
    const { versions, records } = baseline;
    const base = shapeOf(0, this.session.encoding);
    let left = places;
    for (; left > 0 && !frame.isFull; left--) {
      const place = this.#next < this.#size ? this.#next : 0;
      this.#next = place + 1;
      const at = place * WORDS_PER_PLACE;
      const what = this.#places[at]!;
      const row = what >>> ROW_SHIFT;
      const owesWhole = (what & OWES_WHOLE) !== 0;
      const held = this.#places[at + 1]!;
      if (!owesWhole && held === versions[row]) continue;
      frame.add(records, baseline.recordFor(row, base + (what & MODE_MASK), owesWhole ? HOLDS_NOTHING : held));
      this.#places[at] = what & ~OWES_WHOLE;
      this.#places[at + 1] = versions[row]!;
    }
    return left;
  }

  #rowAt(place: number): number {
    return this.#places[place * WORDS_PER_PLACE]! >>> ROW_SHIFT;
  }

  /** The slot's place, or -1. */
  #find(slot: number): number {
    const row = this.cohort.baseline.rowOf(slot);
    if (row === -1) return -1;
    const place = this.#placeFrom(row);
    return place < this.#size && this.#rowAt(place) === row ? place : -1;
  }

  /** The first place whose row is this or a later one. */
  #placeFrom(row: number): number {
    let from = 0;
    let to = this.#size;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#rowAt(middle) < row) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
