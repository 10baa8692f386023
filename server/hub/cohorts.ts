import { StreamLimits } from "../../shared/stream-limits.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { Session } from "./session.ts";

/** Up to a second intervals are whole multiples of this, beyond it of a second: sessions then share some 160 timers, whatever they ask for. */
const FINE_MS = 10;
const COARSE_MS = 1_000;

/** The interval that serves a wish: the next one up that has a timer. */
export function servedInterval(everyMs: number): number {
  const step = everyMs <= COARSE_MS ? FINE_MS : COARSE_MS;
  return Math.ceil(everyMs / step) * step;
}

interface Cohort {
  sessions: Set<Session>;
  cancel: Cancel;
}

/** Sessions by interval: those that share one share its timer, which runs as long as any of them is there. */
export class Cohorts {
  readonly #clock: Clock;
  readonly #cohorts = new Map<number, Cohort>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(session: Session, everyMs: number): void {
    let cohort = this.#cohorts.get(everyMs);
    if (cohort === undefined) {
      // Sessions of every tick are flushed at the end of a turn; their timer sends what they missed while they lagged.
      const flushMs = everyMs === 0 ? StreamLimits.everyMsDefault : everyMs;
      const cancel = this.#clock.every(flushMs, () => this.#flush(everyMs));
      cohort = { sessions: new Set(), cancel };
      this.#cohorts.set(everyMs, cohort);
    }
    cohort.sessions.add(session);
  }

  leave(session: Session, everyMs: number): void {
    const cohort = this.#cohorts.get(everyMs);
    if (cohort === undefined) return;
    cohort.sessions.delete(session);
    if (cohort.sessions.size > 0) return;
    cohort.cancel();
    this.#cohorts.delete(everyMs);
  }

  stop(): void {
    for (const { cancel } of this.#cohorts.values()) cancel();
    this.#cohorts.clear();
  }

  #flush(everyMs: number): void {
    const now = this.#clock.now();
    for (const session of this.#cohorts.get(everyMs)!.sessions) {
      const lane = session.lanes.get(everyMs);
      if (lane !== undefined) session.flush(lane, now);
    }
  }
}
