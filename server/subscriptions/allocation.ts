import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import type { DemandUnit, Tier } from "./demand-unit.ts";

/** An instrument that is held: by whom, and where. */
export interface Held {
  /** 1 to 5. */
  connection: number;
  /** Units that want it, by tier. */
  pinned: number;
  B: number;
  A: number;
  /** The same units, by mode. */
  ltp: number;
  quote: number;
  full: number;
}

/** Instruments on one connection, by the tier they count in. */
export interface Load {
  pinned: number;
  B: number;
  A: number;
  total: number;
}

/** What is held now, as planners see it. */
export interface AllocationView {
  readonly held: ReadonlyMap<InstrumentKey, Readonly<Held>>;
  /** In order of last use, the least recent first. */
  readonly units: ReadonlyMap<string, DemandUnit>;
  /** By connection, from the first. */
  readonly loads: readonly Readonly<Load>[];
  /** Slots by user, as their units count them. */
  readonly usage: ReadonlyMap<string, number>;
}

/** What is to change, complete: nothing else has to be worked out to carry it out. */
export interface AllocationPlan {
  /** New states of the instruments that change; one that nobody wants any more has no units left. */
  held: ReadonlyMap<InstrumentKey, Held>;
  set: readonly DemandUnit[];
  /** Units let go because they were asked to be. */
  dropped: readonly DemandUnit[];
  /** Units that make room. */
  evicted: readonly DemandUnit[];
  loads: readonly Load[];
}

/** An instrument counts once, in the highest tier that wants it. */
export function tierOf(held: Readonly<Held>): Tier {
  return held.pinned > 0 ? "pinned" : held.B > 0 ? "B" : "A";
}

export function isWanted(held: Readonly<Held>): boolean {
  return held.pinned + held.B + held.A > 0;
}

/** The richest mode that anybody asks for. */
export function modeOf(held: Readonly<Held>): Mode {
  return MODES.findLast((mode) => held[mode] > 0) ?? "ltp";
}

/** Who holds what, as one state that changes by whole plans only. */
export class Allocation implements AllocationView {
  readonly held = new Map<InstrumentKey, Held>();
  readonly units = new Map<string, DemandUnit>();
  readonly usage = new Map<string, number>();
  loads: readonly Load[];

  constructor(connections: number) {
    this.loads = Array.from({ length: connections }, () => ({ pinned: 0, B: 0, A: 0, total: 0 }));
  }

  commit(plan: AllocationPlan): void {
    for (const [key, held] of plan.held) {
      if (isWanted(held)) this.held.set(key, held);
      else this.held.delete(key);
    }
    this.loads = plan.loads;
    for (const unit of plan.dropped) this.#forget(unit);
    for (const unit of plan.evicted) this.#forget(unit);
    for (const unit of plan.set) {
      const before = this.units.get(unit.id);
      if (before !== undefined) this.#use(before, -before.keys.length);
      // A new one is the most recently used; one that changes keeps its place, for a window that shifts is nobody's use.
      this.units.set(unit.id, unit);
      this.#use(unit, unit.keys.length);
    }
  }

  /** Makes a unit the most recently used. */
  touch(id: string): void {
    const unit = this.units.get(id);
    if (unit === undefined) return;
    this.units.delete(id);
    this.units.set(id, unit);
  }

  #forget(unit: DemandUnit): void {
    this.units.delete(unit.id);
    this.#use(unit, -unit.keys.length);
  }

  #use({ userId }: DemandUnit, slots: number): void {
    if (userId === null) return;
    const used = (this.usage.get(userId) ?? 0) + slots;
    if (used === 0) this.usage.delete(userId);
    else this.usage.set(userId, used);
  }
}
