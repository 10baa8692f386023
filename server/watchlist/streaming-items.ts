import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { StrikeWindows, WindowChange } from "../chains/strike-windows.ts";
import type { DemandRefusal, DemandUnit } from "../subscriptions/demand-unit.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import { itemIdOf, type Streamable, unitId, unitOf } from "./item-unit.ts";

/** An item whose legs have been looked for, and are known or not. To be started or discarded. */
export interface Draft {
  readonly item: Streamable;
  readonly windowId: string | null;
}

/** Legs that moved with the money, or with what is listed. */
export interface Shift {
  item: Streamable;
  /** How many there are now. */
  legs: number;
  /** How many came and went. */
  changed: number;
  reason: WindowChange["reason"];
}

export type Stop = { item: Streamable; reason: DemandRefusal | "expired" };
export type Started = { ok: true; legs: number; undo(): void } | { ok: false; reason: DemandRefusal | "no-price" };

export interface StreamingItemsOptions {
  subscriptions: Pick<Subscriptions, "request" | "has" | "touch">;
  windows: Pick<StrikeWindows, "watch" | "unwatch" | "legs" | "status" | "settled">;
  onShift(shifts: readonly Shift[]): void;
  /** These stream no longer: there was no room for their new legs, or nothing of theirs is listed any more. */
  onStop(stops: readonly Stop[]): void;
}

interface Live {
  item: Streamable;
  windowId: string | null;
  /** Exactly what was demanded last; none while it waits for a price. */
  keys: readonly InstrumentKey[];
}

/**
 * The items that stream now, or wait for their first price. It knows nothing that a restart could not find again, and
 * does what it does at once: the database follows.
 *
 * Each demand has a window of its own, so that another can be tried beside it and take its place whole.
 */
export class StreamingItems {
  readonly #options: StreamingItemsOptions;
  readonly #live = new Map<string, Live>();
  /** Items by the windows that they follow now. */
  readonly #itemOfWindow = new Map<string, string>();
  #windowsMade = 0;

  constructor(options: StreamingItemsOptions) {
    this.#options = options;
  }

  /** Whether it streams, or is to as soon as there is a price. */
  has(id: string): boolean {
    return this.#live.has(id);
  }

  /** Whether its instruments are subscribed. */
  isDemanded(id: string): boolean {
    return this.#options.subscriptions.has(unitId(id));
  }

  /** How many instruments it takes; 0 while it waits for a price, and for what is not live. */
  legsOf(id: string): number {
    return this.#live.get(id)?.keys.length ?? 0;
  }

  /** Begins to look for the item's legs. */
  draft(item: Streamable): Draft {
    if ("key" in item.demand) return { item, windowId: null };
    const windowId = `${unitId(item.id)}:${++this.#windowsMade}`;
    this.#options.windows.watch(windowId, item.demand.window, this.#onWindows);
    return { item, windowId };
  }

  /** Resolves when it is known whether there is a price, and the legs with it. */
  async settled({ windowId }: Draft): Promise<void> {
    if (windowId !== null) await this.#options.windows.settled(windowId);
  }

  /** Ends a draft that was not started; one that was is no draft any more. */
  discard({ windowId }: Draft): void {
    if (windowId !== null && !this.#itemOfWindow.has(windowId)) this.#options.windows.unwatch(windowId);
  }

  /**
   * Demands all of it, in place of what the item had; refused, the item is as it was and the draft is discarded.
   * @param mayWait takes it without a price too: it is demanded when there is one.
   */
  start(draft: Draft, mayWait = false): Started {
    const { item } = draft;
    const keys = this.#keysOf(draft);
    if (!mayWait && !this.#isPriced(draft)) return this.#refuse(draft, "no-price");
    if (keys.length > 0) {
      const outcome = this.#options.subscriptions.request({ set: [unitOf(item, keys)] });
      if (!outcome.ok) return this.#refuse(draft, outcome.reason);
    }
    const before = this.#live.get(item.id);
    this.#take(draft, keys);
    return { ok: true, legs: keys.length, undo: () => this.#goBack(item.id, before) };
  }

  /**
   * Demands all of them, in this order and as one request while there is room; else those that are used least make
   * room for the later ones. What has no price yet follows when it has. Returns those that were refused.
   */
  startAll(drafts: readonly Draft[]): Stop[] {
    const units: DemandUnit[] = [];
    for (const draft of drafts) {
      const keys = this.#keysOf(draft);
      const before = this.#live.get(draft.item.id)?.keys ?? [];
      // Until a price is known, what streams already stays as it is.
      this.#take(draft, keys.length > 0 ? keys : before);
      if (keys.length > 0) units.push(unitOf(draft.item, keys));
    }
    return this.#request(units);
  }

  /** Lets go exactly what was demanded, wherever the money is by now. Unknown ids are no error. */
  stop(ids: readonly string[]): void {
    for (const id of ids) this.#forget(id);
    this.#options.subscriptions.request({ drop: ids.map(unitId) });
  }

  /** The last one becomes the most recently used. */
  touch(ids: readonly string[]): void {
    this.#options.subscriptions.touch(ids.map(unitId));
  }

  /** Takes word of units that had to make room; returns the items among them. */
  evicted(units: readonly DemandUnit[]): Streamable[] {
    const items: Streamable[] = [];
    for (const { id } of units) {
      const itemId = itemIdOf(id);
      const live = itemId === null ? null : this.#forget(itemId);
      if (live !== null) items.push(live.item);
    }
    return items;
  }

  readonly #onWindows = (changes: readonly WindowChange[]): void => {
    const units: DemandUnit[] = [];
    const shifts: Shift[] = [];
    const stops: Stop[] = [];
    for (const { id, legs, added, removed, reason } of changes) {
      const live = this.#live.get(this.#itemOfWindow.get(id) ?? "");
      // A draft's legs are read when it is started.
      if (live === undefined) continue;
      const { item } = live;
      if (legs.length === 0) {
        this.stop([item.id]);
        stops.push({ item, reason: "expired" });
        continue;
      }
      live.keys = legs;
      units.push(unitOf(item, legs));
      shifts.push({ item, legs: legs.length, changed: added.length + removed.length, reason });
    }
    stops.push(...this.#request(units));
    const kept = shifts.filter(({ item }) => this.has(item.id));
    if (kept.length > 0) this.#options.onShift(kept);
    if (stops.length > 0) this.#options.onStop(stops);
  };

  /** As few requests as do: one, or when there is no room for all, halves of it, down to the one that finds none. */
  #request(units: readonly DemandUnit[]): Stop[] {
    // An earlier half may have lost some of the later ones.
    const set = units.filter(({ id }) => this.has(itemIdOf(id)!));
    if (set.length === 0) return [];
    const outcome = this.#options.subscriptions.request({ set });
    if (outcome.ok) return [];
    if (set.length > 1) {
      const middle = set.length >> 1;
      return [...this.#request(set.slice(0, middle)), ...this.#request(set.slice(middle))];
    }
    const id = itemIdOf(set[0]!.id)!;
    const { item } = this.#live.get(id)!;
    this.stop([id]);
    return [{ item, reason: outcome.reason }];
  }

  #keysOf({ item, windowId }: Draft): readonly InstrumentKey[] {
    return "key" in item.demand ? [item.demand.key] : this.#options.windows.legs(windowId!);
  }

  /** Whether every expiry has legs: those of some are no chain, and a window that is over knows nothing. */
  #isPriced({ item, windowId }: Draft): boolean {
    if ("key" in item.demand) return true;
    const expiries = this.#options.windows.status(windowId!);
    return expiries.length > 0 && expiries.every(({ atm }) => atm !== null);
  }

  #refuse(draft: Draft, reason: DemandRefusal | "no-price"): Started {
    this.discard(draft);
    return { ok: false, reason };
  }

  #take({ item, windowId }: Draft, keys: readonly InstrumentKey[]): void {
    this.#forget(item.id);
    this.#live.set(item.id, { item, windowId, keys });
    if (windowId !== null) this.#itemOfWindow.set(windowId, item.id);
  }

  /** To what it was before it was started. */
  #goBack(id: string, before: Live | undefined): void {
    // What has had to make room meanwhile has been told so.
    if (before === undefined || !this.has(id)) {
      this.stop([id]);
      return;
    }
    this.#take(this.draft(before.item), before.keys);
    if (before.keys.length === 0) {
      this.#options.subscriptions.request({ drop: [unitId(id)] });
      return;
    }
    const stops = this.#request([unitOf(before.item, before.keys)]);
    if (stops.length > 0) this.#options.onStop(stops);
  }

  #forget(id: string): Live | null {
    const live = this.#live.get(id);
    if (live === undefined) return null;
    this.#live.delete(id);
    if (live.windowId !== null) {
      this.#itemOfWindow.delete(live.windowId);
      this.#options.windows.unwatch(live.windowId);
    }
    return live;
  }
}
