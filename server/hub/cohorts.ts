import { StreamLimits } from "../../shared/stream-limits.ts";
import type { Cancel, Clock } from "../clock.ts";
import { Cohort } from "./cohort.ts";
import { EveryTick } from "./every-tick.ts";
import type { Lane } from "./lane.ts";
import type { SlotFacts } from "./whole-record.ts";

/** Sessions by interval: those that share one share its timer, which runs as long as any of them is there. */
export class Cohorts {
  readonly everyTick: EveryTick;
  readonly #clock: Clock;
  readonly #facts: SlotFacts;
  readonly #cohorts = new Map<number, Cohort>();
  readonly #timers = new Map<Cohort, Cancel>();

  constructor(clock: Clock, facts: SlotFacts) {
    this.#clock = clock;
    this.#facts = facts;
    this.everyTick = new EveryTick(clock, facts);
  }

  /** The cohort of an interval, which is there once a lane has joined it. */
  of(everyMs: number): Cohort {
    if (everyMs === 0) return this.everyTick.cohort;
    return this.#cohorts.get(everyMs) ?? new Cohort(everyMs, this.#facts);
  }

  join(lane: Lane): void {
    const { cohort } = lane;
    cohort.lanes.add(lane);
    if (this.#timers.has(cohort)) return;
    this.#cohorts.set(cohort.everyMs, cohort);
    // Sessions of every tick are flushed at the end of a turn; their timer sends what they missed while they lagged.
    const flushMs = cohort.everyMs === 0 ? StreamLimits.everyMsDefault : cohort.everyMs;
    const flushed = cohort.everyMs === 0 ? this.everyTick : cohort;
    this.#timers.set(
      cohort,
      this.#clock.every(flushMs, () => flushed.flush(this.#clock.now())),
    );
  }

  leave(lane: Lane): void {
    const { cohort } = lane;
    cohort.lanes.delete(lane);
    if (cohort.lanes.size > 0) return;
    this.#timers.get(cohort)?.();
    this.#timers.delete(cohort);
    this.#cohorts.delete(cohort.everyMs);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#cohorts.clear();
  }
}
