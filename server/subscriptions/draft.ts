import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { type AllocationView, type Held, isWanted, type Load, tierOf } from "./allocation.ts";
import type { DemandUnit, Tier } from "./demand-unit.ts";

/** What one connection can carry and whether it is up. */
export interface Room {
  instrumentsPerConnection: number;
  /** By connection, from the first. */
  isUp: readonly boolean[];
}

/** A state that might become: changes on top of the present one, which stays as it is. */
export class Draft {
  readonly held = new Map<InstrumentKey, Held>();
  readonly loads: Load[];
  /** Instruments that would be held. */
  size: number;
  readonly #view: AllocationView;
  readonly #room: Room;

  constructor(view: AllocationView, room: Room) {
    this.#view = view;
    this.#room = room;
    this.loads = view.loads.map((load) => ({ ...load }));
    this.size = view.held.size;
  }

  isHeld(key: InstrumentKey): boolean {
    const held = this.held.get(key) ?? this.#view.held.get(key);
    return held !== undefined && isWanted(held);
  }

  /** Adds the instrument if it has left this draft, where it was; false if it has not. To be done before what is new comes. */
  takeBack(key: InstrumentKey, unit: DemandUnit): boolean {
    if (!this.held.has(key)) return false;
    this.add(key, unit);
    return true;
  }

  /** One unit more wants the instrument. */
  add(key: InstrumentKey, { tier, mode }: DemandUnit): void {
    const held = this.#edit(key);
    const before = isWanted(held) ? tierOf(held) : null;
    held[tier]++;
    held[mode]++;
    if (before === null) {
      if (held.connection === 0) held.connection = leastLoaded(this.loads, tier, this.#room);
      this.size++;
      this.#load(held.connection, tier, 1);
    } else {
      this.#changeTier(held, before);
    }
  }

  /** One unit less wants it. */
  remove(key: InstrumentKey, { tier, mode }: DemandUnit): void {
    const held = this.#edit(key);
    const before = tierOf(held);
    held[tier]--;
    held[mode]--;
    if (isWanted(held)) {
      this.#changeTier(held, before);
    } else {
      this.size--;
      this.#load(held.connection, before, -1);
    }
  }

  /** Takes the instrument to another connection. */
  move(key: InstrumentKey, connection: number): void {
    const held = this.#edit(key);
    const tier = tierOf(held);
    this.#load(held.connection, tier, -1);
    held.connection = connection;
    this.#load(connection, tier, 1);
  }

  #edit(key: InstrumentKey): Held {
    let held = this.held.get(key);
    if (held === undefined) {
      const present = this.#view.held.get(key);
      held =
        present === undefined ? { connection: 0, pinned: 0, B: 0, A: 0, ltp: 0, quote: 0, full: 0 } : { ...present };
      this.held.set(key, held);
    }
    return held;
  }

  #changeTier(held: Held, before: Tier): void {
    const after = tierOf(held);
    if (after === before) return;
    const load = this.loads[held.connection - 1]!;
    load[before]--;
    load[after]++;
  }

  #load(connection: number, tier: Tier, by: 1 | -1): void {
    const load = this.loads[connection - 1]!;
    load[tier] += by;
    load.total += by;
  }
}

/**
 * The connection (1 to 5) for one more instrument: one that is up and carries the fewest; among equals the one with the
 * fewest of the tier, then the first. The pinned few go from the last, so that they and Tier B fill up to each other.
 * One that is down is taken only when all that are up are full.
 */
export function leastLoaded(loads: readonly Load[], tier: Tier, { instrumentsPerConnection, isUp }: Room): number {
  let best = -1;
  for (let step = 0; step < loads.length; step++) {
    const i = tier === "pinned" ? loads.length - 1 - step : step;
    if (loads[i]!.total >= instrumentsPerConnection) continue;
    const isBetter =
      best === -1 || (isUp[i] === isUp[best] ? carriesLess(loads[i]!, loads[best]!, tier) : isUp[i] === true);
    if (isBetter) best = i;
  }
  if (best === -1) throw new Error("no connection has room: the allocator let too many in");
  return best + 1;
}

function carriesLess(a: Load, b: Load, tier: Tier): boolean {
  return (a.total - b.total || a[tier] - b[tier]) < 0;
}
