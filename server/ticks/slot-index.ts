import { type InstrumentKey, parseInstrumentKey, SEGMENT_NUMBER } from "../../shared/instrument-key.ts";

const SEGMENT_NUMBERS = 9;
const PAGE_BITS = 10;
const PAGE_SLOTS = 1 << PAGE_BITS;

/**
 * Which slot an instrument has. Ids of a segment lie close together, so each segment is a list of pages of 1,024 slots:
 * the look-up that every packet needs is two array reads, a third of what a Map costs.
 */
export class SlotIndex {
  readonly #pages: (Int32Array | undefined)[][] = Array.from({ length: SEGMENT_NUMBERS }, () => []);
  readonly #keys: (InstrumentKey | undefined)[] = [];
  readonly #free: number[] = [];
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.#keys.length - this.#free.length;
  }

  /** The instrument's slot, or -1. Takes whatever numbers a packet holds. */
  slotOf(segmentNumber: number, securityId: number): number {
    const pages = this.#pages[segmentNumber];
    if (pages === undefined) return -1;
    const page = pages[securityId >>> PAGE_BITS];
    return page === undefined ? -1 : page[securityId & (PAGE_SLOTS - 1)]!;
  }

  slotOfKey(key: InstrumentKey): number {
    const ref = parseInstrumentKey(key);
    return ref === null ? -1 : this.slotOf(SEGMENT_NUMBER[ref.segment], ref.securityId);
  }

  keyOf(slot: number): InstrumentKey | undefined {
    return this.#keys[slot];
  }

  /** Gives the instrument a slot, its own where it has one already; -1 when all are taken. */
  add(key: InstrumentKey): number {
    const known = this.slotOfKey(key);
    if (known !== -1) return known;
    if (this.#free.length === 0 && this.#keys.length === this.capacity) return -1;
    const slot = this.#free.at(-1) ?? this.#keys.length;
    this.#set(key, slot);
    this.#free.pop();
    this.#keys[slot] = key;
    return slot;
  }

  /** Frees the instrument's slot for another and returns it; -1 when it had none. */
  remove(key: InstrumentKey): number {
    const slot = this.slotOfKey(key);
    if (slot === -1) return -1;
    this.#set(key, -1);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
    return slot;
  }

  #set(key: InstrumentKey, slot: number): void {
    const ref = parseInstrumentKey(key);
    if (ref === null) throw new Error(`not an instrument key: ${key}`);
    const pages = this.#pages[SEGMENT_NUMBER[ref.segment]]!;
    const number = ref.securityId >>> PAGE_BITS;
    const page = pages[number] ?? new Int32Array(PAGE_SLOTS).fill(-1);
    pages[number] = page;
    page[ref.securityId & (PAGE_SLOTS - 1)] = slot;
    // Ids can be anything in 32 bits: pages that stayed would add up.
    if (slot === -1 && page.every((held) => held === -1)) pages[number] = undefined;
  }
}
