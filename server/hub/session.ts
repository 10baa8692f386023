import type { DownMessage } from "../../shared/stream-down.ts";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import { decodeTickFrame, type HandleInfo } from "../../shared/tick-frame.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import { FrameWriter, type ModeNumber } from "./frame-writer.ts";
import { Lane } from "./lane.ts";

export type Encoding = "binary" | "json";

/** What the hub needs of a browser's socket. */
export interface SessionSocket {
  send(data: string | Uint8Array): unknown;
  close(code: number, reason: string): void;
  /** Bytes handed over and not yet taken by the network. */
  getBufferedAmount(): number;
}

/**
 * One browser: which instruments it wants and how often, and the frames it gets. A browser that does not keep up is
 * first told and given only the newest values, and let go when that does not help; it costs the others nothing.
 */
export class Session {
  readonly id: number;
  readonly encoding: Encoding;
  readonly lanes = new Map<number, Lane>();
  errors = 0;
  readonly #socket: SessionSocket;
  readonly #reader: TickReader;
  readonly #keyOf: (slot: number) => string;
  /** Shared by all sessions: whatever is written is sent before anybody else writes. */
  readonly #writer: FrameWriter;
  /** Ticks of the lane of every tick that wait for the end of this turn; made when first needed. */
  #everyTickWriter: FrameWriter | null = null;
  readonly #laneOf = new Map<number, Lane>();
  #seq = 0;
  #laggingSince: number | null = null;

  constructor(
    id: number,
    encoding: Encoding,
    socket: SessionSocket,
    reader: TickReader,
    writer: FrameWriter,
    keyOf: (slot: number) => string,
  ) {
    this.id = id;
    this.encoding = encoding;
    this.#socket = socket;
    this.#reader = reader;
    this.#writer = writer;
    this.#keyOf = keyOf;
  }

  get instruments(): number {
    return this.#laneOf.size;
  }

  get slots(): IterableIterator<number> {
    return this.#laneOf.keys();
  }

  get isLagging(): boolean {
    return this.#laggingSince !== null;
  }

  laneOf(slot: number): Lane | undefined {
    return this.#laneOf.get(slot);
  }

  say(message: DownMessage): void {
    this.sayEncoded(JSON.stringify(message));
  }

  /** For what many sessions are told: encoded once. */
  sayEncoded(message: string): void {
    this.#socket.send(message);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Takes up a slot, or changes its mode and interval; its values go out with the next snapshot. */
  add(slot: number, mode: ModeNumber, everyMs: number): void {
    this.remove(slot);
    let lane = this.lanes.get(everyMs);
    if (lane === undefined) {
      lane = new Lane(everyMs);
      this.lanes.set(everyMs, lane);
    }
    lane.add(slot, mode, this.#reader.version(slot));
    this.#laneOf.set(slot, lane);
  }

  remove(slot: number): void {
    const lane = this.#laneOf.get(slot);
    if (lane === undefined) return;
    lane.remove(slot);
    this.#laneOf.delete(slot);
    if (lane.size === 0) this.lanes.delete(lane.everyMs);
  }

  /** Sends the present values of these slots, whatever was sent before. */
  snapshot(slots: readonly number[], now: number): void {
    // What of these still waits from this turn is older than the snapshot, and must not come after it.
    this.flushEveryTick(now);
    for (const slot of slots) {
      const lane = this.#laneOf.get(slot);
      if (lane === undefined) continue;
      lane.markSent(slot, this.#reader.version(slot));
      this.#write(this.#writer, slot, lane.modeOf(slot), now, true);
    }
    this.#send(this.#writer, true, now);
  }

  /** Sends what has changed in a lane since its last flush. */
  flush(lane: Lane, now: number): void {
    if (!this.keepsUp(now)) return;
    lane.takeChanged(this.#versionOf, (slot, mode) => this.#write(this.#writer, slot, mode, now, false));
    this.#send(this.#writer, false, now);
  }

  /** Takes one tick of a slot in the lane of every tick. True when it is the first since that lane was last flushed. */
  takeTick(slot: number, now: number): boolean {
    const lane = this.#laneOf.get(slot);
    // A session that lags gets the newest values once it keeps up again.
    if (lane === undefined || lane.everyMs !== 0 || this.isLagging) return false;
    this.#everyTickWriter ??= new FrameWriter(this.#reader);
    const isFirst = this.#everyTickWriter.records === 0;
    lane.markSent(slot, this.#reader.version(slot));
    this.#write(this.#everyTickWriter, slot, lane.modeOf(slot), now, false);
    return isFirst;
  }

  /** Sends the ticks that this turn of the event loop brought. */
  flushEveryTick(now: number): void {
    if (this.#everyTickWriter === null || this.#everyTickWriter.records === 0) return;
    this.#send(this.#everyTickWriter, false, now);
    this.keepsUp(now);
  }

  /** Looks whether a session that lagged in the lane of every tick can have the newest values now. */
  catchUp(now: number): void {
    const lane = this.lanes.get(0);
    if (this.isLagging && this.keepsUp(now) && lane !== undefined) this.flush(lane, now);
  }

  readonly #versionOf = (slot: number) => this.#reader.version(slot);

  #write(writer: FrameWriter, slot: number, mode: ModeNumber, now: number, isSnapshot: boolean): void {
    writer.add(slot, mode, now);
    if (writer.isFull) this.#send(writer, isSnapshot, now);
  }

  #send(writer: FrameWriter, isSnapshot: boolean, now: number): void {
    if (writer.records === 0) return;
    const frame = writer.finish(++this.#seq, isSnapshot, now);
    this.#socket.send(this.encoding === "binary" ? frame : this.#asJson(frame));
  }

  /** The JSON encoding is the binary frame read back: the two can't differ. */
  #asJson(frame: Uint8Array<ArrayBuffer>): string {
    const { seq, snapshot, ticks } = decodeTickFrame(frame.slice().buffer, this.#handleInfo);
    return JSON.stringify({ type: "ticks", seq, snapshot, ticks });
  }

  readonly #handleInfo = (slot: number): HandleInfo => ({
    key: this.#keyOf(slot),
    decimals: this.#reader.decimals(slot),
  });

  /** Whether the network takes what this session is sent. Tells the browser when that changes, and lets go of one that is hopeless. */
  keepsUp(now: number): boolean {
    const bufferedBytes = this.#socket.getBufferedAmount();
    if (bufferedBytes <= StreamLimits.laggingBytes) {
      if (this.#laggingSince !== null) {
        this.#laggingSince = null;
        this.say({ type: "lagging", lagging: false, bufferedBytes });
      }
      return true;
    }
    if (bufferedBytes > StreamLimits.bufferedBytes || (this.#laggingSince ?? now) < now - StreamLimits.laggingMs) {
      this.close(CloseCode.tooSlow, "too slow: come back and subscribe to less, or less often");
      return false;
    }
    if (this.#laggingSince === null) {
      this.#laggingSince = now;
      this.say({ type: "lagging", lagging: true, bufferedBytes });
    }
    return false;
  }
}
