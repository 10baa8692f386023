import type { Clock } from "../clock.ts";
import { Cohort } from "./cohort.ts";
import type { Session } from "./session.ts";
import { SHAPES, type Shape } from "./shape.ts";
import type { SlotFacts } from "./whole-record.ts";

/** Records of one turn at most, in all shapes; a turn that brings more is sent in parts. */
const MAX_RECORDS_PER_TURN = 8_192;

/**
 * Sessions that see every tick of a slot. A tick is encoded as it comes, once a shape, and noted for each session; what
 * one turn of the event loop brings goes out at its end.
 */
export class EveryTick {
  readonly cohort: Cohort;
  readonly #clock: Clock;
  /** By row and shape. Arrays: a tick goes through them for each session, and a set takes half as long again. */
  readonly #watchers: (Session[] | undefined)[] = [];
  /** Sessions with ticks of this turn to send. */
  readonly #thisTurn: Session[] = [];
  #isTurnOpen = false;

  constructor(clock: Clock, facts: SlotFacts) {
    this.#clock = clock;
    this.cohort = new Cohort(0, facts);
  }

  watch(slot: number, shape: Shape, session: Session): void {
    const at = this.cohort.baseline.rowOf(slot) * SHAPES + shape;
    const watchers = this.#watchers[at];
    if (watchers === undefined) this.#watchers[at] = [session];
    else watchers.push(session);
  }

  /** Before the session lets its place go. */
  unwatch(slot: number, shape: Shape, session: Session): void {
    const at = this.cohort.baseline.rowOf(slot) * SHAPES + shape;
    const watchers = this.#watchers[at]!;
    // In no order: the last takes the place of the one that goes.
    const last = watchers.pop()!;
    if (last !== session) watchers[watchers.indexOf(session)] = last;
    if (watchers.length === 0) this.#watchers[at] = undefined;
  }

  onTick(slot: number): void {
    const { baseline } = this.cohort;
    const row = baseline.rowOf(slot);
    if (row === -1) return;
    if (!this.#isTurnOpen) this.#beginTurn();
    if (!baseline.take(row)) return;
    for (let shape = 0; shape < SHAPES; shape++) {
      const watchers = this.#watchers[row * SHAPES + shape];
      if (watchers === undefined) continue;
      const number = baseline.recordOfTick(row, shape);
      // Backwards: one that is closed for being too slow is gone from it by the time that takeTick returns.
      for (let i = watchers.length - 1; i >= 0; i--) {
        const session = watchers[i]!;
        if (session.takeTick(number, baseline.now)) this.#thisTurn.push(session);
      }
    }
    if (baseline.records.count >= MAX_RECORDS_PER_TURN) this.endTurn();
  }

  /** Sends what this turn has brought so far. */
  endTurn(): void {
    if (!this.#isTurnOpen) return;
    const now = this.#clock.now();
    for (const session of this.#thisTurn) session.flushEveryTick(now);
    this.#thisTurn.length = 0;
    this.#isTurnOpen = false;
  }

  /** Sends those that lagged what they missed. */
  flush(now: number): void {
    this.endTurn();
    this.cohort.baseline.begin(now);
    for (const lane of this.cohort.lanes) lane.session.flush(lane, now);
  }

  #beginTurn(): void {
    this.#isTurnOpen = true;
    this.cohort.baseline.begin(this.#clock.now());
    setImmediate(() => this.endTurn());
  }
}
