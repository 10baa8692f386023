import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { FeedChange } from "../dhan/feed.ts";
import type { FeedMode } from "../dhan/feed-mode.ts";
import { type AllocatorLimits, allocate, type Placement } from "./allocator.ts";

/** Changes within this time become one plan. */
export const BEAT_MS = 10;

const FEED_MODE: Readonly<Record<Mode, FeedMode>> = { ltp: "ticker", quote: "quote", full: "full" };

export interface ReconcilerOptions {
  clock: Clock;
  limits: AllocatorLimits;
  apply(changes: FeedChange[]): void;
  /** Nobody wants the instrument any more, and the feed has been told. */
  released(key: InstrumentKey): void;
}

/** Carries demand to the feed: gathers what changed in a beat, has it placed, and tells the connections. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #placement = new Map<InstrumentKey, number>();
  readonly #load: number[];
  readonly #changed = new Map<InstrumentKey, Mode | null>();
  #cancelBeat: Cancel | null = null;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#load = Array.from({ length: options.limits.connections }, () => 0);
  }

  get placement(): Placement {
    return this.#placement;
  }

  /** Takes the mode an instrument is wanted in from now on; null for no longer. */
  changed(key: InstrumentKey, mode: Mode | null): void {
    this.#changed.set(key, mode);
    this.#cancelBeat ??= this.#options.clock.after(BEAT_MS, () => this.#beat());
  }

  stop(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = null;
  }

  #beat(): void {
    this.#cancelBeat = null;
    const changes: FeedChange[] = [];
    const adds: InstrumentKey[] = [];
    // Leaving first, so that what comes finds the room.
    for (const [key, mode] of this.#changed) {
      const connection = this.#placement.get(key);
      if (connection === undefined) {
        if (mode !== null) adds.push(key);
        continue;
      }
      changes.push({ connection, key, mode: mode === null ? null : FEED_MODE[mode] });
      if (mode === null) {
        this.#placement.delete(key);
        this.#load[connection - 1]!--;
      }
    }
    const { placed, rejected } = allocate(adds, this.#load, this.#options.limits);
    if (rejected.length > 0)
      throw new Error(`demand let ${rejected.length} instruments more in than the feed can carry`);
    for (const [key, connection] of placed) {
      this.#placement.set(key, connection);
      this.#load[connection - 1]!++;
      changes.push({ connection, key, mode: FEED_MODE[this.#changed.get(key)!] });
    }
    if (changes.length > 0) this.#options.apply(changes);
    // Only now: an instrument let go and wanted again within a beat never left the wire, and keeps its last values.
    for (const [key, mode] of this.#changed) if (mode === null) this.#options.released(key);
    this.#changed.clear();
  }
}
