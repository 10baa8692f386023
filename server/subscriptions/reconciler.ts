import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
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
  /** The instrument is about to be asked for on a connection (1 to 5). */
  held(key: InstrumentKey, connection: number): void;
  /** It is about to be asked for in a poorer mode than before. */
  narrowed(key: InstrumentKey, mode: Mode): void;
  /** Nobody wants the instrument any more. Told before what comes is `held`, which finds the room then. */
  released(key: InstrumentKey): void;
}

/** Where an instrument was and in which mode. */
interface Place {
  connection: number;
  mode: Mode;
}

/**
 * Carries plans out on the feed, a beat's worth at a time. What matters is where an instrument was at the beat's start
 * and where it is at its end: whatever came and went in between never reaches the wire.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** Every instrument that has changed, as it was at the start of this beat; null for one that was not held. */
  readonly #before = new Map<InstrumentKey, Place | null>();
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
      if (this.#before.has(key)) continue;
      const present = held.get(key);
      this.#before.set(key, present === undefined ? null : { connection: present.connection, mode: modeOf(present) });
    }
    if (this.#before.size > 0) this.#cancelBeat ??= this.#options.clock.after(BEAT_MS, () => this.#beat());
  }

  /** For good: sessions that close with the server still let go of what they held, and nobody is there to be told. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelBeat?.();
  }

  #beat(): void {
    this.#cancelBeat = null;
    const { view, apply, held: onHeld, narrowed, released } = this.#options;
    for (const key of this.#before.keys()) if (!view.held.has(key)) released(key);
    const leaving: FeedChange[] = [];
    const coming: FeedChange[] = [];
    for (const [key, before] of this.#before) {
      const held = view.held.get(key);
      if (before !== null && before.connection !== held?.connection) {
        leaving.push({ connection: before.connection, key, mode: null });
      }
      if (held === undefined) continue;
      const mode = modeOf(held);
      if (before === null) onHeld(key, held.connection);
      else if (MODES.indexOf(mode) < MODES.indexOf(before.mode)) narrowed(key, mode);
      coming.push({ connection: held.connection, key, mode: FEED_MODE[mode] });
    }
    this.#before.clear();
    const changes = leaving.concat(coming);
    if (changes.length > 0) apply(changes);
  }
}
