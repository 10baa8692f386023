import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { FeedChange } from "../dhan/feed.ts";
import { Allocation, type AllocationPlan, type AllocationView, tierOf } from "./allocation.ts";
import { type AllocatorLimits, allocate } from "./allocator.ts";
import type { DemandOutcome, DemandRefusal, DemandRequest, DemandUnit, Tier } from "./demand-unit.ts";
import { handOver, rebalance } from "./rebalance.ts";
import { Reconciler } from "./reconciler.ts";

/** A connection that stays down this long hands its instruments to the others; what finds no room tries again after as long. */
export const HAND_OVER_AFTER_MS = 30_000;

export interface SubscriptionsOptions {
  clock: Clock;
  connections: number;
  limits: Omit<AllocatorLimits, "isUp">;
  apply(changes: readonly FeedChange[]): void;
  /** As ReconcilerOptions has them. */
  held(key: InstrumentKey, connection: number): void;
  narrowed(key: InstrumentKey, mode: Mode): void;
  released(key: InstrumentKey): void;
  /** These units had to make room. Called after the plan is made, before its request is answered. */
  onEvicted(units: readonly DemandUnit[]): void;
  /** Connections were evened out, or one handed its instruments over. */
  onMoved(legs: number, reason: string): void;
}

/**
 * Who wants what, and what becomes of it: requests are planned at once, each whole or not at all, and carried out
 * together at the end of a beat.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #allocation: Allocation;
  readonly #reconciler: Reconciler;
  readonly #isUp: boolean[];
  readonly #handOvers = new Map<number, Cancel>();
  #evictions = 0;
  readonly #refusals: Record<DemandRefusal, number> = { capacity: 0, share: 0 };

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#allocation = new Allocation(options.connections);
    // Until the feed says otherwise: what is demanded before it starts is spread over all.
    this.#isUp = Array.from({ length: options.connections }, () => true);
    this.#reconciler = new Reconciler({ ...options, view: this.#allocation });
  }

  get view(): AllocationView {
    return this.#allocation;
  }

  /** Units evicted and requests refused since the start. */
  get counts(): { evictions: number; refusals: Readonly<Record<DemandRefusal, number>> } {
    return { evictions: this.#evictions, refusals: this.#refusals };
  }

  /** All of it or none of it; the answer holds at once, the wire follows within a beat. */
  request(request: DemandRequest): DemandOutcome {
    const allocated = allocate(this.#allocation, request, this.#limits);
    if (!allocated.ok) {
      this.#refusals[allocated.reason]++;
      return allocated;
    }
    const { evicted } = allocated.plan;
    this.#commit(allocated.plan);
    this.#evictions += evicted.length;
    if (evicted.length > 0) this.#options.onEvicted(evicted);
    return { ok: true, evicted };
  }

  has(unitId: string): boolean {
    return this.#allocation.units.has(unitId);
  }

  /** Makes units the most recently used, the last one most of all. */
  touch(unitIds: Iterable<string>): void {
    for (const id of unitIds) this.#allocation.touch(id);
  }

  /** The tier an instrument counts in; null when nobody wants it. */
  tierOf(key: InstrumentKey): Tier | null {
    const held = this.#allocation.held.get(key);
    return held === undefined ? null : tierOf(held);
  }

  /** Takes word from the feed that a connection (1 to 5) came up or went down. */
  connectionChanged(connection: number, isUp: boolean): void {
    if (this.#isUp[connection - 1] === isUp) return;
    this.#isUp[connection - 1] = isUp;
    this.#handOvers.get(connection)?.();
    this.#handOvers.delete(connection);
    if (!isUp) {
      this.#handOvers.set(
        connection,
        this.#options.clock.every(HAND_OVER_AFTER_MS, () => this.#handOver(connection)),
      );
    } else if (this.#isUp.every(Boolean)) {
      this.rebalance("all connections are up again");
    }
  }

  /** Evens the connections out; returns how many instruments move. */
  rebalance(reason: string): number {
    return this.#move(rebalance(this.#allocation, this.#limits), reason);
  }

  stop(): void {
    for (const cancel of this.#handOvers.values()) cancel();
    this.#reconciler.stop();
  }

  get #limits(): AllocatorLimits {
    return { ...this.#options.limits, isUp: this.#isUp };
  }

  #handOver(connection: number): void {
    this.#move(handOver(this.#allocation, connection, this.#limits), `connection ${connection} stays down`);
  }

  #move(plan: AllocationPlan, reason: string): number {
    this.#commit(plan);
    if (plan.held.size > 0) this.#options.onMoved(plan.held.size, reason);
    return plan.held.size;
  }

  #commit(plan: AllocationPlan): void {
    this.#reconciler.planned(plan);
    this.#allocation.commit(plan);
  }
}
