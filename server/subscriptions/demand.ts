import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick.ts";

/** How many want an instrument in each mode, in MODES' order. */
type Counts = [ltp: number, quote: number, full: number];

export interface DemandEvents {
  /** The instrument's richest demanded mode is another than before; null when nobody wants it any more. */
  changed(key: InstrumentKey, mode: Mode | null): void;
}

/**
 * Who wants what, as counts: an instrument wanted by several takes one place on the feed, in the richest mode that any
 * of them asks for, and leaves it when the last of them goes.
 */
export class Demand {
  readonly #counts = new Map<InstrumentKey, Counts>();
  readonly #capacity: number;
  readonly #events: DemandEvents;

  /** @param capacity instruments that may be wanted at once. */
  constructor(capacity: number, events: DemandEvents) {
    this.#capacity = capacity;
    this.#events = events;
  }

  /** Instruments wanted. */
  get size(): number {
    return this.#counts.size;
  }

  /** Adds one demand; false, and nothing changed, when there is no room for another instrument. */
  hold(key: InstrumentKey, mode: Mode): boolean {
    let counts = this.#counts.get(key);
    if (counts === undefined) {
      if (this.#counts.size === this.#capacity) return false;
      counts = [0, 0, 0];
      this.#counts.set(key, counts);
    }
    this.#count(key, counts, mode, 1);
    return true;
  }

  /** Takes one demand back. It must have been held. */
  release(key: InstrumentKey, mode: Mode): void {
    const counts = this.#counts.get(key);
    if (counts === undefined || counts[MODES.indexOf(mode)] === 0)
      throw new Error(`${key} was not held in mode ${mode}`);
    this.#count(key, counts, mode, -1);
    if (richest(counts) === null) this.#counts.delete(key);
  }

  /** The mode an instrument is wanted in; null when it is not. */
  modeOf(key: InstrumentKey): Mode | null {
    const counts = this.#counts.get(key);
    return counts === undefined ? null : richest(counts);
  }

  #count(key: InstrumentKey, counts: Counts, mode: Mode, by: 1 | -1): void {
    const before = richest(counts);
    counts[MODES.indexOf(mode)]! += by;
    const after = richest(counts);
    if (after !== before) this.#events.changed(key, after);
  }
}

function richest(counts: Counts): Mode | null {
  return MODES.findLast((_, i) => counts[i]! > 0) ?? null;
}
