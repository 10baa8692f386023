import type { AtmStatus } from "../../shared/atm.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { AtmBoard } from "./atm-board.ts";
import type { HeldSeries, SeriesChange } from "./held-series.ts";
import type { UnderlyingRef } from "./underlying-ref.ts";

/** Prices are looked at so often, never at each tick. */
export const BEAT_MS = 1_000;
/** And so often while a window waits for its first price. */
export const FIRST_BEAT_MS = 20;
/** Windows watched at once: as many as the feed could carry if each had one leg. */
export const WINDOWS_MOST = 25_000;

/** What is watched: the strikes around the money of some expiries of one underlying. */
export interface WindowSpec extends UnderlyingRef {
  /** `YYYY-MM-DD`, each once. */
  readonly expiries: readonly string[];
  /** 10 gives 21 strikes and 42 legs an expiry, fewer where the list of strikes ends. */
  readonly strikesEachSide: number;
}

/** FIRST: nothing was known before. ATM_SHIFT: the price moved. LISTING: another master, another spec, or an expiry is past. */
export type WindowReason = "FIRST" | SeriesChange;

export interface WindowChange {
  readonly id: string;
  /** All legs from now on. */
  readonly legs: readonly InstrumentKey[];
  /** What differs from the legs told before: what to subscribe and what to let go. */
  readonly added: readonly InstrumentKey[];
  readonly removed: readonly InstrumentKey[];
  readonly reason: WindowReason;
}

/** Takes the changes of one look together. Windows with the same listener come in one call. */
export type WindowListener = (changes: readonly WindowChange[]) => void;

/** Each expiry of a window, in the order of its spec. */
export type ExpiryAtm = { readonly expiry: string } & AtmStatus;

interface Window {
  readonly id: string;
  spec: WindowSpec;
  series: HeldSeries[];
  listener: WindowListener;
  legs: readonly InstrumentKey[];
  /** Why to look at its legs though no ATM has moved. */
  due: "FIRST" | "LISTING" | null;
  /** Resolved once no expiry waits for a price any more. */
  settled: PromiseWithResolvers<void>;
}

/**
 * Strike windows that follow the money. A window's legs are what its listener was last told, so whoever subscribes
 * and unsubscribes by the changes never keeps a leg too many after a shift.
 */
export class StrikeWindows {
  readonly #board: AtmBoard;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  #cancelLook: Cancel | null = null;
  #looksAt = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(board: AtmBoard, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
  }

  /**
   * Keeps a window of this id from now on, in place of the one that had it. The listener is told its legs once there
   * is a price, and whenever they change; never before this call is over. Once stopped, nothing is watched any more.
   * @throws RangeError beyond WINDOWS_MOST.
   */
  watch(id: string, spec: WindowSpec, listener: WindowListener): void {
    if (this.#isStopped) return;
    const known = this.#windows.get(id);
    if (known === undefined && this.#windows.size === WINDOWS_MOST)
      throw new RangeError(`${WINDOWS_MOST} strike windows are watched already`);
    // Held before the old ones are let go: an expiry that is in both keeps its ATM.
    const series = spec.expiries.map((expiry) => this.#board.hold(spec, expiry));
    const settled = Promise.withResolvers<void>();
    if (known === undefined) {
      this.#windows.set(id, { id, spec, series, listener, legs: [], due: "FIRST", settled });
    } else {
      for (const held of known.series) this.#board.release(held);
      void settled.promise.then(known.settled.resolve);
      Object.assign(known, { spec, series, listener, due: known.due ?? "LISTING", settled });
    }
    this.#lookWithin(FIRST_BEAT_MS);
  }

  /** Ends a window; returns the legs its listener was last told. Unknown ids have none. */
  unwatch(id: string): readonly InstrumentKey[] {
    const window = this.#windows.get(id);
    if (window === undefined) return [];
    this.#windows.delete(id);
    for (const held of window.series) this.#board.release(held);
    window.settled.resolve();
    return window.legs;
  }

  /** What the listener was last told; none while no price is known. */
  legs(id: string): readonly InstrumentKey[] {
    return this.#windows.get(id)?.legs ?? [];
  }

  status(id: string): ExpiryAtm[] {
    return (this.#windows.get(id)?.series ?? []).map((held) => ({ expiry: held.expiry, ...held.status }));
  }

  /** Resolves when it is known of each expiry whether it has an ATM, and the listener was told; or the window ends. */
  settled(id: string): Promise<void> {
    return this.#windows.get(id)?.settled.promise ?? Promise.resolve();
  }

  /** Has the ATM of a window's expiries worked out anew, though the price has not moved by a step. */
  recompute(id: string): void {
    for (const held of this.#windows.get(id)?.series ?? []) held.recompute();
    this.#lookWithin(FIRST_BEAT_MS);
  }

  /**
   * There is another master.
   * @param renamed new tickers of underlyings by old ones: their windows go on under the new.
   */
  instrumentsChanged(renamed: ReadonlyMap<string, string> = new Map()): void {
    this.#board.instrumentsChanged(renamed);
    for (const window of this.#windows.values()) {
      window.due ??= "LISTING";
      const underlying = window.series[0]?.ref.underlying ?? window.spec.underlying;
      if (underlying !== window.spec.underlying) window.spec = { ...window.spec, underlying };
    }
    this.#lookWithin(FIRST_BEAT_MS);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelLook?.();
    for (const id of [...this.#windows.keys()]) this.unwatch(id);
  }

  #lookWithin(ms: number): void {
    const at = this.#clock.now() + ms;
    if (this.#isStopped || at >= this.#looksAt) return;
    this.#cancelLook?.();
    this.#looksAt = at;
    this.#cancelLook = this.#clock.after(ms, () => {
      this.#looksAt = Number.POSITIVE_INFINITY;
      this.#look();
    });
  }

  #look(): void {
    const moved = this.#board.look();
    const changes = new Map<WindowListener, WindowChange[]>();
    let isWaiting = false;
    const settled: Window[] = [];
    for (const window of this.#windows.values()) {
      const reason = window.due ?? reasonOf(window, moved);
      const change = reason === null ? null : changeOf(window, reason);
      if (change !== null) {
        const told = changes.get(window.listener);
        if (told === undefined) changes.set(window.listener, [change]);
        else told.push(change);
      }
      if (window.series.some(isWaitingForPrice)) isWaiting = true;
      else settled.push(window);
    }
    if (this.#windows.size > 0) this.#lookWithin(isWaiting ? FIRST_BEAT_MS : BEAT_MS);
    for (const [listener, told] of changes) listener(told);
    for (const window of settled) window.settled.resolve();
  }
}

function reasonOf({ series }: Window, moved: ReadonlyMap<HeldSeries, SeriesChange>): SeriesChange | null {
  const reasons = series.map((held) => moved.get(held));
  return reasons.find((reason) => reason === "LISTING") ?? reasons.find((reason) => reason !== undefined) ?? null;
}

/** Takes the window to its present legs; null when they are the same. */
function changeOf(window: Window, reason: WindowReason): WindowChange | null {
  const { id, spec, series, legs: before } = window;
  const legs = series.flatMap((held) => held.legs(spec.strikesEachSide));
  // Until there have been legs, whatever comes is the first of it.
  if (window.due !== "FIRST" || legs.length > 0) window.due = null;
  const had = new Set(before);
  const has = new Set(legs);
  const added = legs.filter((leg) => !had.has(leg));
  const removed = before.filter((leg) => !has.has(leg));
  if (added.length === 0 && removed.length === 0) return null;
  window.legs = legs;
  return { id, legs, added, removed, reason };
}

function isWaitingForPrice(held: HeldSeries): boolean {
  const { status } = held;
  return status.atm === null && status.reason === "waiting";
}
