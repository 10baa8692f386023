import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { FeedChange } from "../dhan/feed.ts";
import type { FeedMode } from "../dhan/feed-mode.ts";
import { type AllocationPlan, type AllocationView, modeOf } from "./allocation.ts";

/** Plans within this time go to the feed as one. */
export const BEAT_MS = 10;

const FEED_MODE: Readonly<Record<Mode, FeedMode>> = { ltp: "ticker", quote: "quote", full: "full" };

export interface ReconcilerOptions {
  clock: Clock;
  view: AllocationView;
  apply(changes: readonly FeedChange[]): void;
  /** The instrument is about to be asked for. */
  held(key: InstrumentKey): void;
  /** Nobody wants the instrument any more, and the feed has been told. */
  released(key: InstrumentKey): void;
}

/**
 * Carries plans out on the feed, a beat's worth at a time. What matters is where an instrument was at the beat's start
 * and where it is at its end: whatever came and went in between never reaches the wire.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** Connection at the start of this beat of every instrument that has changed; 0 for none. */
  readonly #before = new Map<InstrumentKey, number>();
  #cancelBeat: Cancel | null = null;
  #isStopped = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Takes note of a plan that is about to be committed. */
  planned(plan: AllocationPlan): void {
    if (this.#isStopped) return;
    const { held } = this.#options.view;
    for (const key of plan.held.keys()) {
      if (!this.#before.has(key)) this.#before.set(key, held.get(key)?.connection ?? 0);
    }
    if (this.#before.size > 0 && !this.#isStopped)
      this.#cancelBeat ??= this.#options.clock.after(BEAT_MS, () => this.#beat());
  }

  /** For good: sessions that close with the server still let go of what they held, and nobody is there to be told. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelBeat?.();
  }

  #beat(): void {
    this.#cancelBeat = null;
    const { view, apply, held: onHeld, released } = this.#options;
    const leaving: FeedChange[] = [];
    const coming: FeedChange[] = [];
    const gone: InstrumentKey[] = [];
    for (const [key, before] of this.#before) {
      const held = view.held.get(key);
      if (before !== 0 && before !== held?.connection) leaving.push({ connection: before, key, mode: null });
      if (held !== undefined) {
        if (before === 0) onHeld(key);
        coming.push({ connection: held.connection, key, mode: FEED_MODE[modeOf(held)] });
      } else {
        gone.push(key);
      }
    }
    this.#before.clear();
    const changes = leaving.concat(coming);
    if (changes.length > 0) apply(changes);
    for (const key of gone) released(key);
  }
}
