import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { parseInstrumentKey } from "../../shared/instrument-key.ts";
import type { RejectReason } from "../../shared/reject-reason.ts";
import type { RestoredInstrument, SubscribedInstrument } from "../../shared/stream-down.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import type { Cohorts } from "./cohorts.ts";
import type { Session } from "./session.ts";
import { shapeOf } from "./shape.ts";

/** What the rest of the server knows of instruments, and does for those that are held. */
export interface InstrumentSource {
  reader: TickReader;
  keyOf(slot: number): InstrumentKey;
  /** -1 for an instrument without a slot. */
  slotOf(key: InstrumentKey): number;
  /** The instrument's name for people; null for one that the master does not list. */
  nameOf(key: InstrumentKey): string | null;
  /** Demands an instrument in a mode and returns its slot, or -1 when the feed has no room for another. */
  hold(key: InstrumentKey, mode: Mode): number;
  /** Takes one such demand back. */
  release(key: InstrumentKey, mode: Mode): void;
  /** Says whether somebody must see every tick of a slot. */
  watchEveryTick(slot: number, isWatched: boolean): void;
}

/** Which session holds which instrument: in the cohorts, which send it, and as a demand on the feed, which brings it. */
export class Holdings {
  readonly #source: InstrumentSource;
  readonly #cohorts: Cohorts;
  readonly #instrumentsPerSession: number;

  constructor(source: InstrumentSource, cohorts: Cohorts, instrumentsPerSession: number) {
    this.#source = source;
    this.#cohorts = cohorts;
    this.#instrumentsPerSession = instrumentsPerSession;
  }

  /** Lets a session hold an instrument, or changes its mode and interval. */
  hold(session: Session, key: InstrumentKey, mode: Mode, everyMs: number): SubscribedInstrument | RejectReason {
    const { hold, nameOf, slotOf, release } = this.#source;
    if (parseInstrumentKey(key) === null) return "bad-key";
    const name = nameOf(key);
    if (name === null) return "unknown-instrument";
    const before = slotOf(key);
    const lane = session.laneOf(before);
    if (lane === undefined && session.instruments === this.#instrumentsPerSession) return "session-full";
    // Held before the old subscription is let go, so that a change of mode never drops the instrument in between.
    const slot = hold(key, mode);
    if (slot === -1) return "feed-full";
    if (lane !== undefined && lane.cohort.everyMs === everyMs && MODES[lane.modeOf(before)] === mode) {
      // Clients that ask again and again for what they have may not cost what a change costs.
      lane.oweWhole(slot);
      release(key, mode);
      return this.#subscribed(slot, name);
    }
    if (lane !== undefined) this.release(session, slot);
    this.#add(session, slot, MODES.indexOf(mode), everyMs);
    return this.#subscribed(slot, name);
  }

  /** False for an instrument that the session does not hold. */
  releaseKey(session: Session, key: InstrumentKey): boolean {
    const slot = this.#source.slotOf(key);
    if (session.laneOf(slot) === undefined) return false;
    this.release(session, slot);
    return true;
  }

  release(session: Session, slot: number): void {
    const mode = MODES[session.laneOf(slot)!.modeOf(slot)]!;
    this.drop(session, slot);
    this.#source.release(this.#source.keyOf(slot), mode);
  }

  releaseAll(session: Session): void {
    for (const slot of session.slots()) this.release(session, slot);
  }

  /** Ends a session's subscription without letting its demand go. */
  drop(session: Session, slot: number): void {
    const { everyTick } = this.#cohorts;
    const lane = session.laneOf(slot)!;
    const isEveryTick = lane.cohort === everyTick.cohort;
    if (isEveryTick) everyTick.unwatch(slot, shapeOf(lane.modeOf(slot), session.encoding), session);
    session.remove(slot, lane);
    if (lane.size === 0) this.#cohorts.leave(lane);
    if (isEveryTick && everyTick.cohort.baseline.rowOf(slot) === -1) this.#source.watchEveryTick(slot, false);
  }

  /** Hands all that one session holds over to one that holds nothing. Demands stay as they are. */
  move(from: Session, to: Session): RestoredInstrument[] {
    return from.slots().map((slot) => {
      const lane = from.laneOf(slot)!;
      const mode = lane.modeOf(slot);
      const { everyMs } = lane.cohort;
      // Added first, so that neither a timer nor what is known of the slot goes with the last who had it.
      this.#add(to, slot, mode, everyMs);
      this.drop(from, slot);
      const key = this.#source.keyOf(slot);
      return { ...this.#subscribed(slot, this.#source.nameOf(key) ?? key), mode: MODES[mode]!, everyMs };
    });
  }

  #add(session: Session, slot: number, mode: number, everyMs: number): void {
    this.#cohorts.join(session.add(slot, mode, this.#cohorts.of(everyMs)));
    if (everyMs !== 0) return;
    this.#cohorts.everyTick.watch(slot, shapeOf(mode, session.encoding), session);
    this.#source.watchEveryTick(slot, true);
  }

  #subscribed(slot: number, name: string): SubscribedInstrument {
    return { key: this.#source.keyOf(slot), handle: slot, decimals: this.#source.reader.decimals(slot), name };
  }
}
