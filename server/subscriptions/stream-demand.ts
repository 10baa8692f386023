import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** All open pages together count as one user: they may not push everybody's watchlists out. */
export const STREAM_USER = "stream";

/** How many sessions want an instrument in each mode, in MODES' order. */
type Counts = [ltp: number, quote: number, full: number];

/**
 * What sessions subscribe to on the tick stream, as units of one instrument each: wanted as long as any session wants
 * it, in the richest mode any asks for.
 */
export class StreamDemand {
  readonly #counts = new Map<InstrumentKey, Counts>();
  readonly #subscriptions: Pick<Subscriptions, "request" | "touch">;

  constructor(subscriptions: Pick<Subscriptions, "request" | "touch">) {
    this.#subscriptions = subscriptions;
  }

  /** Adds one session's wish; false, and nothing changed, when the feed has no room for it. */
  hold(key: InstrumentKey, mode: Mode): boolean {
    const counts = this.#counts.get(key) ?? [0, 0, 0];
    const before = richest(counts);
    counts[MODES.indexOf(mode)]!++;
    this.#subscriptions.touch([PREFIX + key]);
    if (!this.#changed(key, before, richest(counts))) {
      counts[MODES.indexOf(mode)]!--;
      return false;
    }
    this.#counts.set(key, counts);
    return true;
  }

  /** Takes one such wish back. It must have been held. */
  release(key: InstrumentKey, mode: Mode): void {
    const counts = this.#counts.get(key);
    if (counts === undefined || counts[MODES.indexOf(mode)] === 0)
      throw new Error(`${key} was not held in mode ${mode}`);
    const before = richest(counts);
    counts[MODES.indexOf(mode)]!--;
    const after = richest(counts);
    if (after === null) this.#counts.delete(key);
    this.#changed(key, before, after);
  }

  /** The instrument of a unit of ours that was evicted: nobody holds it any more. */
  evicted(unitId: string): InstrumentKey | null {
    if (!unitId.startsWith(PREFIX)) return null;
    const key = unitId.slice(PREFIX.length);
    this.#counts.delete(key);
    return key;
  }

  #changed(key: InstrumentKey, before: Mode | null, after: Mode | null): boolean {
    if (before === after) return true;
    const id = PREFIX + key;
    if (after === null) return this.#subscriptions.request({ drop: [id] }).ok;
    return this.#subscriptions.request({ set: [{ id, tier: "A", userId: STREAM_USER, mode: after, keys: [key] }] }).ok;
  }
}

const PREFIX = "stream:";

function richest(counts: Counts): Mode | null {
  return MODES.findLast((_, i) => counts[i]! > 0) ?? null;
}
