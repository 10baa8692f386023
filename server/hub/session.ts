import type { DownMessage } from "../../shared/stream-down.ts";
import { RECORD_WORDS } from "../../shared/tick-frame-layout.ts";
import { Bucket } from "./bucket.ts";
import { codeValues, type ModeNumber } from "./coded-values.ts";
import type { Cohort } from "./cohort.ts";
import { type Frame, MAX_RECORDS_PER_FRAME } from "./frame.ts";
import { Lane } from "./lane.ts";
import { MessageRate } from "./message-rate.ts";
import { Outlet, type OutletParts, type SessionSocket } from "./outlet.ts";
import type { Records } from "./records.ts";
import { type Encoding, shapeOf } from "./shape.ts";
import { TickQueue } from "./tick-queue.ts";
import { addWhole, type SlotFacts } from "./whole-record.ts";

/** What all sessions share. */
export interface SessionParts extends OutletParts {
  facts: SlotFacts;
  /** Whatever is put in one is sent before anybody else begins. */
  frames: Readonly<Record<Encoding, Frame>>;
  /** Of one snapshot. */
  records: Records;
}

const snapshotWords = new Uint32Array(RECORD_WORDS);

/**
 * One browser: which instruments it wants and how often, and the frames it gets. A browser that does not keep up is
 * first told and given only the newest values, and let go when that does not help; it costs the others nothing.
 */
export class Session {
  /** Random: whoever knows it and is the same user may go on with what it holds. */
  readonly id: string;
  readonly userId: string;
  readonly encoding: Encoding;
  readonly messageRate: MessageRate;
  readonly instrumentRate: Bucket;
  errors = 0;
  readonly #outlet: Outlet;
  readonly #parts: SessionParts;
  /** One an interval. */
  readonly #lanes: Lane[] = [];
  #everyTickLane: Lane | null = null;
  #instruments = 0;
  /** Ticks of the lane of every tick that wait for the end of this turn; made when first needed. */
  #waiting: TickQueue | null = null;
  /** It has missed ticks of that lane: its newest values go out with a flush, and then it gets every tick again. */
  #hasMissedTicks = false;
  #seq = 0;

  constructor(id: string, userId: string, encoding: Encoding, socket: SessionSocket, parts: SessionParts) {
    const { limits } = parts;
    this.id = id;
    this.userId = userId;
    this.encoding = encoding;
    this.messageRate = new MessageRate(limits.messagesPerSecond);
    this.instrumentRate = new Bucket(limits.instrumentsAtOnce, limits.instrumentsPerSecond);
    this.#outlet = new Outlet(id, socket, parts);
    this.#parts = parts;
  }

  get instruments(): number {
    return this.#instruments;
  }

  get unsentBytes(): number {
    return this.#outlet.unsentBytes;
  }

  /** True once the server has let go of it: messages that were on their way mean nothing any more. */
  get isClosed(): boolean {
    return this.#outlet.isClosed;
  }

  slots(): number[] {
    return this.#lanes.flatMap((lane) => [...lane.slots()]);
  }

  /** The lane that a slot is in; undefined for one that is not subscribed. */
  laneOf(slot: number): Lane | undefined {
    for (const lane of this.#lanes) if (lane.has(slot)) return lane;
    return undefined;
  }

  say(message: DownMessage): void {
    this.sayEncoded(JSON.stringify(message));
  }

  /** For what many sessions are told: encoded once. */
  sayEncoded(message: string): void {
    this.#outlet.send(message);
  }

  close(code: number, reason: string): void {
    this.#outlet.close(code, reason);
  }

  /** Whether the network takes what this session is sent. */
  keepsUp(now: number): boolean {
    if (this.#outlet.keepsUp(now)) return true;
    this.#missTicks();
    return false;
  }

  /** Its connection broke: nothing is sent to it any more, and from here on it misses ticks. */
  cut(): void {
    if (this.#outlet.isCut) return;
    this.#outlet.cut();
    this.#missTicks();
    // What waits counts as sent, and as lost on its way.
    if (this.#waiting === null || this.#waiting.size === 0) return;
    this.#waiting.clear();
    this.#countFrame();
  }

  /** Of a session that was cut: slots in the lane of every tick of which its client misses some, where its last frame was `seq`. */
  missedTicks(seq: number): number[] {
    const lane = this.#everyTickLane;
    if (lane === null) return [];
    const { reader } = this.#parts.facts;
    return [...lane.slots()].filter((slot) => seq !== this.#seq || lane.heldVersion(slot) !== reader.version(slot));
  }

  /** Takes up a slot that it does not hold; its values go out with the next snapshot or flush. Returns its lane. */
  add(slot: number, mode: ModeNumber, cohort: Cohort): Lane {
    let lane = this.#lanes.find((lane) => lane.cohort === cohort);
    if (lane === undefined) {
      lane = new Lane(cohort, this);
      this.#lanes.push(lane);
      if (cohort.everyMs === 0) {
        this.#everyTickLane = lane;
        this.#hasMissedTicks = this.#outlet.isLagging;
      }
    }
    lane.add(slot, mode);
    this.#instruments++;
    return lane;
  }

  /** Lets a slot go. */
  remove(slot: number, lane: Lane): void {
    lane.remove(slot);
    this.#instruments--;
    if (lane.size > 0) return;
    this.#lanes.splice(this.#lanes.indexOf(lane), 1);
    if (lane === this.#everyTickLane) this.#everyTickLane = null;
  }

  /**
   * Sends the present values of these slots, whatever was sent before. A session that lags gets them with a later
   * flush: snapshots piled on what it has not read yet would close it.
   */
  snapshot(slots: readonly number[], now: number): void {
    if (!this.keepsUp(now)) return;
    const { facts, frames, records } = this.#parts;
    const frame = frames[this.encoding];
    for (const slot of slots) {
      if (frame.records === 0) records.clear();
      const lane = this.laneOf(slot)!;
      const mode = lane.modeOf(slot);
      codeValues(facts.reader, slot, mode, snapshotWords, 0);
      frame.add(records, addWhole(records, facts, slot, shapeOf(mode, this.encoding), now, snapshotWords, 0));
      lane.markSent(slot, facts.reader.version(slot));
      if (frame.isFull) this.#send(frame, true, now);
    }
    this.#send(frame, true, now);
  }

  /** Sends what has changed in a lane and was not sent; what does not fit any more goes with a later flush. */
  flush(lane: Lane, now: number): void {
    if (!this.keepsUp(now)) return;
    const isEveryTick = lane.cohort.everyMs === 0;
    if (isEveryTick && !this.#hasMissedTicks) return;
    const frame = this.#parts.frames[this.encoding];
    let left = lane.size;
    do {
      left = lane.addChanged(frame, left);
      this.#send(frame, false, lane.cohort.baseline.now);
    } while (left > 0 && this.keepsUp(now));
    if (isEveryTick && left === 0) this.#hasMissedTicks = false;
  }

  /** Takes the record of a tick in the lane of every tick. True when it is the first since that lane was last flushed. */
  takeTick(record: number, now: number): boolean {
    // A session that lags gets the newest values once it keeps up again.
    if (this.#hasMissedTicks) return false;
    this.#waiting ??= new TickQueue();
    this.#waiting.push(record);
    const isFirst = this.#waiting.size === 1;
    if (this.#waiting.size === MAX_RECORDS_PER_FRAME) this.flushEveryTick(now);
    return isFirst;
  }

  /** Sends the ticks that this turn of the event loop brought so far. Whatever else is sent must come after them. */
  flushEveryTick(now: number): void {
    const waiting = this.#waiting;
    if (waiting === null || waiting.size === 0) return;
    const lane = this.#everyTickLane;
    if (lane === null) {
      // It has let go of all of them since.
      waiting.clear();
      return;
    }
    const { baseline } = lane.cohort;
    const frame = this.#parts.frames[this.encoding];
    for (let i = 0; i < waiting.size; i++) frame.add(baseline.records, waiting.at(i));
    waiting.clear();
    this.#send(frame, false, baseline.now);
    this.keepsUp(now);
  }

  #send(frame: Frame, isSnapshot: boolean, sentTime: number): void {
    if (frame.records === 0) return;
    this.#outlet.send(frame.finish(this.#countFrame(), isSnapshot, sentTime));
  }

  #countFrame(): number {
    this.#seq = (this.#seq + 1) >>> 0;
    return this.#seq;
  }

  /** From here on it gets no tick of the lane of every tick: up to here it got all. */
  #missTicks(): void {
    if (this.#hasMissedTicks) return;
    this.#hasMissedTicks = true;
    this.#everyTickLane?.markAllSent();
  }
}
