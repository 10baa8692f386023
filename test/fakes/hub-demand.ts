import type { Clock } from "../../server/clock.ts";
import type { TickStore } from "../../server/ticks/tick-store.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";

/** As long as the server takes to carry what changed to the feed. */
export const BEAT_MS = 10;

/** Who holds what in the plainest way, a list; and, like the server, slots that are freed a moment after the last let go. */
export class HubDemand {
  /** Every change of the mode an instrument is wanted in, null for no longer. */
  readonly changes: { key: InstrumentKey; mode: Mode | null }[] = [];
  readonly #held = new Map<InstrumentKey, Mode[]>();
  readonly #capacity: number;
  readonly #store: TickStore;
  readonly #clock: Clock;
  readonly #onEvicted: ((key: InstrumentKey) => void) | null;

  /** @param onEvicted makes room for the new by letting the longest held go; without it the new finds no room. */
  constructor(capacity: number, store: TickStore, clock: Clock, onEvicted: ((key: InstrumentKey) => void) | null) {
    this.#capacity = capacity;
    this.#store = store;
    this.#clock = clock;
    this.#onEvicted = onEvicted;
  }

  /** Instruments held. */
  get size(): number {
    return this.#held.size;
  }

  modeOf(key: InstrumentKey): Mode | null {
    return MODES.findLast((mode) => this.#held.get(key)?.includes(mode)) ?? null;
  }

  /** The instrument's slot, or -1 where there is no room for another. */
  hold(key: InstrumentKey, mode: Mode): number {
    const before = this.modeOf(key);
    if (before === null && this.size === this.#capacity && !this.#makeRoom()) return -1;
    this.#held.set(key, [...(this.#held.get(key) ?? []), mode]);
    this.#noteChange(key, before);
    return this.#store.open(key);
  }

  release(key: InstrumentKey, mode: Mode): void {
    const before = this.modeOf(key);
    const modes = this.#held.get(key) ?? [];
    const place = modes.indexOf(mode);
    if (place === -1) throw new Error(`${key} was not held in mode ${mode}`);
    modes.splice(place, 1);
    if (modes.length === 0) this.#held.delete(key);
    this.#noteChange(key, before);
    this.#freeSoon(key);
  }

  #makeRoom(): boolean {
    const [oldest] = this.#held.keys();
    if (oldest === undefined || this.#onEvicted === null) return false;
    const before = this.modeOf(oldest);
    this.#held.delete(oldest);
    this.#noteChange(oldest, before);
    this.#freeSoon(oldest);
    this.#onEvicted(oldest);
    return true;
  }

  #freeSoon(key: InstrumentKey): void {
    this.#clock.after(BEAT_MS, () => {
      if (!this.#held.has(key)) this.#store.close(key);
    });
  }

  #noteChange(key: InstrumentKey, before: Mode | null): void {
    const mode = this.modeOf(key);
    if (mode !== before) this.changes.push({ key, mode });
  }
}
