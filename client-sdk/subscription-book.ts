import type { InstrumentKey } from "../shared/instrument-key.ts";
import { servedInterval } from "../shared/served-interval.ts";
import { StreamLimits } from "../shared/stream-limits.ts";
import type { UpMessageInput } from "../shared/stream-up.ts";
import type { Mode } from "../shared/tick-mode.ts";
import { callSafely } from "./listeners.ts";
import type { Tick } from "./tick.ts";
import { isAtLeast, tickAs } from "./tick-mode.ts";

/** One subscribe() of the application. */
export interface Listener {
  mode: Mode;
  everyMs: number;
  onTick(tick: Tick): void;
}

/** What one wire subscription of an instrument asks for. */
interface Terms {
  mode: Mode;
  everyMs: number;
}

interface Entry {
  readonly listeners: Set<Listener>;
  /** What the server was last asked for on this connection; null for nothing, or when it said no. */
  asked: Terms | null;
  /** For those who come later: the server sends a snapshot only to the first. */
  lastTick: Tick | null;
}

/**
 * Who listens to what, and what must be said to the server so that it sends what they need: one subscription an
 * instrument, at the richest mode and the fastest interval any listener has.
 */
export class SubscriptionBook {
  readonly #entries = new Map<InstrumentKey, Entry>();
  /** Instruments whose terms may differ from what was asked. */
  readonly #changed = new Set<InstrumentKey>();
  readonly #leaving = new Set<InstrumentKey>();

  add(key: InstrumentKey, listener: Listener): void {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { listeners: new Set(), asked: null, lastTick: null };
      this.#entries.set(key, entry);
    }
    entry.listeners.add(listener);
    this.#leaving.delete(key);
    this.#changed.add(key);
  }

  remove(key: InstrumentKey, listener: Listener): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || !entry.listeners.delete(listener)) return;
    if (entry.listeners.size > 0) {
      this.#changed.add(key);
    } else {
      this.#changed.delete(key);
      if (entry.asked === null) this.#entries.delete(key);
      else this.#leaving.add(key);
    }
  }

  /** The connection is gone: everything still wanted must be asked for again. */
  forgetAsked(): void {
    this.#leaving.clear();
    for (const [key, entry] of this.#entries) {
      if (entry.listeners.size === 0) {
        this.#entries.delete(key);
        continue;
      }
      entry.asked = null;
      entry.lastTick = null;
      this.#changed.add(key);
    }
  }

  /** The server goes on sending these, as it did on a connection that broke. */
  restore(restored: Iterable<{ key: InstrumentKey } & Terms>): void {
    for (const { key, mode, everyMs } of restored) {
      const entry = this.#entries.get(key) ?? { listeners: new Set(), asked: null, lastTick: null };
      this.#entries.set(key, entry);
      const wanted = entry.listeners.size === 0 ? null : termsOf(entry.listeners);
      // Intervals are told as they are served.
      const isWanted =
        wanted !== null && isSame({ ...wanted, everyMs: servedInterval(wanted.everyMs) }, { mode, everyMs });
      entry.asked = isWanted ? wanted : { mode, everyMs };
      if (wanted === null) this.#leaving.add(key);
    }
  }

  /** The server said no. */
  refuse(key: InstrumentKey): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.asked = null;
  }

  /**
   * The next message that brings the server nearer to what is wanted, taken as sent; null when there is none. What
   * leaves goes first, so that a session full of instruments can swap them.
   */
  nextMessage(): UpMessageInput | null {
    return this.#nextUnsubscribe() ?? this.#nextSubscribe();
  }

  /** Gives a tick to the instrument's listeners, each in its own mode. */
  deliver(tick: Tick): void {
    const entry = this.#entries.get(tick.instrument);
    if (entry === undefined) return;
    entry.lastTick = tick;
    for (const listener of entry.listeners) deliverTo(listener, tick);
  }

  /** Gives a listener the last tick of an instrument that was already being sent when it came. */
  deliverLast(key: InstrumentKey, listener: Listener): void {
    const entry = this.#entries.get(key);
    if (entry?.lastTick && entry.listeners.has(listener)) deliverTo(listener, entry.lastTick);
  }

  has(key: InstrumentKey): boolean {
    return this.#entries.has(key);
  }

  hasTick(key: InstrumentKey): boolean {
    return this.#entries.get(key)?.lastTick != null;
  }

  #nextUnsubscribe(): UpMessageInput | null {
    const instruments: InstrumentKey[] = [];
    for (const key of this.#leaving) {
      if (instruments.length === StreamLimits.instrumentsPerMessage) break;
      this.#leaving.delete(key);
      this.#entries.delete(key);
      instruments.push(key);
    }
    return instruments.length > 0 ? { op: "unsubscribe", instruments } : null;
  }

  #nextSubscribe(): UpMessageInput | null {
    const instruments: InstrumentKey[] = [];
    let group: Terms | null = null;
    for (const key of this.#changed) {
      if (instruments.length === StreamLimits.instrumentsPerMessage) break;
      const entry = this.#entries.get(key)!;
      const terms = termsOf(entry.listeners);
      if (isSame(terms, entry.asked)) {
        this.#changed.delete(key);
        continue;
      }
      group ??= terms;
      if (!isSame(terms, group)) continue;
      this.#changed.delete(key);
      entry.asked = terms;
      instruments.push(key);
    }
    return group === null ? null : { op: "subscribe", instruments, ...group };
  }
}

function termsOf(listeners: ReadonlySet<Listener>): Terms {
  const terms: Terms = { mode: "ltp", everyMs: Number.POSITIVE_INFINITY };
  for (const { mode, everyMs } of listeners) {
    if (isAtLeast(mode, terms.mode)) terms.mode = mode;
    terms.everyMs = Math.min(terms.everyMs, everyMs);
  }
  return terms;
}

function isSame(terms: Terms, other: Terms | null): boolean {
  return other !== null && terms.mode === other.mode && terms.everyMs === other.everyMs;
}

function deliverTo(listener: Listener, tick: Tick): void {
  const own = tickAs(tick, listener.mode);
  if (own !== null) callSafely(listener.onTick, own);
}
