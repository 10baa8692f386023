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
  /** Let go of for the sake of another mode by the message before: dark until they are asked for again. */
  #dark: readonly InstrumentKey[] = [];

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
    this.#dark = [];
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
   * The next message's worth of changes, taken as sent at `now`; null when there is nothing to do. What leaves for good
   * goes first, so that a full socket never overflows. A change of mode is an unsubscribe of the old mode and at once a
   * subscribe of the new: were all of 5,000 let go of first, they would be dark for seconds.
   */
  next(now: number): WireChange | null {
    const back = this.#subscribe(this.#dark, now);
    if (back !== null) return back;
    this.#dark = [];
    const leaving = this.#unsubscribe((mode, wanted) => (wanted === undefined ? mode : null));
    if (leaving !== null) return leaving;
    const changing = this.#unsubscribe((mode, wanted) => (wanted === undefined ? null : `${mode} to ${wanted}`));
    if (changing !== null) {
      this.#dark = changing.keys;
      return changing;
    }
    return this.#subscribe(this.#pending, now);
  }

  /** @param kindOf what may go into one message, by the mode on the wire and the mode wanted; null for none of it */
  #unsubscribe(kindOf: (mode: FeedMode, wanted: FeedMode | undefined) => string | null): WireChange | null {
    const keys = take(this.#pending, (key) => {
      const mode = this.#onWire.get(key)?.mode;
      return mode === undefined ? null : kindOf(mode, this.#desired.get(key));
    });
    if (keys.length === 0) return null;
    const { mode } = this.#onWire.get(keys[0]!)!;
    for (const key of keys) {
      this.#onWire.delete(key);
      this.#compare(key);
    }
    return { op: "unsubscribe", mode, keys };
  }

  #subscribe(from: Iterable<InstrumentKey>, now: number): WireChange | null {
    const keys = take(from, (key) => (this.#onWire.has(key) ? null : (this.#desired.get(key) ?? null)));
    if (keys.length === 0) return null;
    const mode = this.#desired.get(keys[0]!)!;
    for (const key of keys) {
      this.#onWire.set(key, { mode, sentAt: now });
      this.#pending.delete(key);
    }
    return { op: "subscribe", mode, keys };
  }

  #compare(key: InstrumentKey): void {
    if (this.#desired.get(key) === this.#onWire.get(key)?.mode) this.#pending.delete(key);
    else this.#pending.add(key);
  }
}

/** Up to a message of keys that share the first kind found. */
function take(from: Iterable<InstrumentKey>, kindOf: (key: InstrumentKey) => string | null): InstrumentKey[] {
  let kind: string | null = null;
  const keys: InstrumentKey[] = [];
  for (const key of from) {
    const own = kindOf(key);
    if (own === null || (kind !== null && own !== kind)) continue;
    kind = own;
    keys.push(key);
    if (keys.length === MAX_INSTRUMENTS_PER_MESSAGE) break;
  }
  return keys;
}
