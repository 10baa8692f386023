import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { FeedMode } from "./feed-mode.ts";
import { MAX_INSTRUMENTS_PER_MESSAGE } from "./protocol.ts";
import type { WireChange } from "./subscribe-message.ts";

interface OnWire {
  mode: FeedMode;
  sentAt: number;
}

/**
 * What one connection should carry and what its present socket was asked for, and the messages that lead from one to
 * the other. Several changes of an instrument before a message is sent become one, or none.
 */
export class WireSubscriptions {
  readonly #desired = new Map<InstrumentKey, FeedMode>();
  readonly #onWire = new Map<InstrumentKey, OnWire>();
  /** Keys whose two states differ, in the order they came to differ. */
  readonly #pending = new Set<InstrumentKey>();

  get desired(): ReadonlyMap<InstrumentKey, FeedMode> {
    return this.#desired;
  }

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Wants an instrument in a mode, or no longer (null). */
  want(key: InstrumentKey, mode: FeedMode | null): void {
    if (mode === null) this.#desired.delete(key);
    else this.#desired.set(key, mode);
    this.#compare(key);
  }

  /** A new socket knows nothing: everything desired is to be asked for. */
  startOver(): void {
    this.#onWire.clear();
    this.#pending.clear();
    for (const key of this.#desired.keys()) this.#pending.add(key);
  }

  /** Asks for everything again on a socket that seems to have forgotten; what it should let go of stays to be let go. */
  askAgain(): void {
    for (const [key, { mode }] of this.#onWire) {
      if (this.#desired.get(key) !== mode) continue;
      this.#onWire.delete(key);
      this.#pending.add(key);
    }
  }

  /** When the instrument was last asked for on this socket; undefined when it was not. */
  sentAt(key: InstrumentKey): number | undefined {
    return this.#onWire.get(key)?.sentAt;
  }

  /**
   * The next message's worth of changes, taken as sent at `now`; null when there is nothing to do. What must go goes
   * first: a mode change is an unsubscribe of the old mode, then a subscribe of the new.
   */
  next(now: number): WireChange | null {
    const leaving = this.#take((key) => this.#onWire.get(key)?.mode ?? null);
    if (leaving !== null) {
      for (const key of leaving.keys) {
        this.#onWire.delete(key);
        this.#compare(key);
      }
      return { op: "unsubscribe", ...leaving };
    }
    const coming = this.#take((key) => this.#desired.get(key) ?? null);
    if (coming === null) return null;
    for (const key of coming.keys) {
      this.#onWire.set(key, { mode: coming.mode, sentAt: now });
      this.#pending.delete(key);
    }
    return { op: "subscribe", ...coming };
  }

  #compare(key: InstrumentKey): void {
    if (this.#desired.get(key) === this.#onWire.get(key)?.mode) this.#pending.delete(key);
    else this.#pending.add(key);
  }

  /** Up to a message of pending keys that share the first mode found. */
  #take(modeOf: (key: InstrumentKey) => FeedMode | null): { mode: FeedMode; keys: InstrumentKey[] } | null {
    let mode: FeedMode | null = null;
    const keys: InstrumentKey[] = [];
    for (const key of this.#pending) {
      const own = modeOf(key);
      if (own === null || (mode !== null && own !== mode)) continue;
      mode = own;
      keys.push(key);
      if (keys.length === MAX_INSTRUMENTS_PER_MESSAGE) break;
    }
    return mode === null ? null : { mode, keys };
  }
}
